import HTTP

/// What `cardea dev` was asked for.
package struct DevOptions: Sendable, Equatable {
    package var folder = "."
    package var port: UInt16 = 8080
    package var usesTLS = false
    /// PEM files; nil: the development authority makes a certificate.
    package var certificate: (chain: String, key: String)?
    package var base: String?
    /// Nil: everything is gone when the server stops.
    package var data: String?
    /// Nil: every message goes to the mailbox.
    package var carriers: String?
    /// What journeys do is printed as they do it.
    package var printsTrace = false
    /// What journeys do is kept for /trace.
    package var keepsTraces = true
    /// Hosts besides this machine's names under which /trace may be read.
    package var traceHosts: [String] = []
    /// A BLOB of the FIDO Metadata Service and the certificate of its root; nil: no model of an authenticator is known.
    package var metadata: (blob: String, root: String)?
    /// The peers whose `X-Forwarded-…` fields are believed.
    package var trustedProxies = AddressRanges()
    /// A MaxMind database, and a folder of lists of addresses, for rules of realms.
    package var places: String?
    package var addresses: String?
    /// Requests that no stub answers go out.
    package var isOnline = false
    /// What comes back is written as stubs.
    package var records = false

    package static let usage = """
        usage: cardea dev [DIR] [--port N] [--tls] [--certificate FILE --key FILE] [--base DIR] [--data DIR]
                          [--carriers FILE] [--online] [--record] [--trace | --no-trace]
                          [--trace-host NAME] [--trusted-proxy CIDR] [--metadata FILE --metadata-root FILE]
                          [--places FILE] [--addresses DIR]

          DIR                 folder of policies to serve and watch (default: this one)
          --port N            port to listen on (default 8080)
          --tls               serve https, with a certificate of the development authority
          --certificate FILE  with --key: the certificate chain to serve https with (PEM)
          --key FILE          its private key (PEM)
          --base DIR          where base policies are that DIR does not have
          --data DIR          keep users, keys and sessions there (default: in memory)
          --trace             print what each journey does, as it does it (docs/trace.md)
          --no-trace          record nothing of what journeys do
          --trace-host NAME   let /trace be read under this host name too (default: this machine's own)
          --trusted-proxy CIDR
                              believe what a reverse proxy at this address or network says of its clients in
                              X-Forwarded-For, -Proto and -Host (several times for several; default: nobody)
          --metadata FILE     with --metadata-root: what FIDO's service says of authenticators (docs/factors.md)
          --metadata-root FILE
                              the certificate that it is signed under (PEM or DER)
          --places FILE       a MaxMind database, for rules about countries and travel (docs/realms-api.md)
          --addresses DIR     lists of addresses (tor.txt), one range a line, for rules about them
          --carriers FILE     send mail, text messages and calls by the services that FILE names
                              (docs/carriers.md; default: all to /mailbox)
          --online            let requests that no stub answers out (docs/stubs.md; default: to this machine only)
          --record            with that, and write what comes back to DIR/stubs, without secrets
        """

    package init() {}

    /// Reads the words after `dev`. Throws what is wrong with them.
    package init(_ arguments: some Sequence<String>) throws(UsageError) {
        var words = Array(arguments)[...]
        var folder: String?
        var (chain, key): (String?, String?)
        var (blob, root): (String?, String?)
        var proxies: [String] = []
        while let word = words.popFirst() {
            switch word {
            case "--port": port = try DevOptions.port(words.popFirst())
            case "--tls": usesTLS = true
            case "--certificate": chain = try DevOptions.value(of: word, words.popFirst())
            case "--key": key = try DevOptions.value(of: word, words.popFirst())
            case "--base", "--data", "--places", "--addresses":
                take(try DevOptions.value(of: word, words.popFirst()), as: word)
            case "--trace": printsTrace = true
            case "--no-trace": keepsTraces = false
            case "--trace-host": traceHosts.append(try DevOptions.value(of: word, words.popFirst()).lowercased())
            case "--trusted-proxy": proxies.append(try DevOptions.value(of: word, words.popFirst()))
            case "--metadata": blob = try DevOptions.value(of: word, words.popFirst())
            case "--metadata-root": root = try DevOptions.value(of: word, words.popFirst())
            case "--carriers": carriers = try DevOptions.value(of: word, words.popFirst())
            case "--online": isOnline = true
            case "--record": (isOnline, records) = (true, true)
            case let word where word.hasPrefix("-"): throw UsageError("\(word) is not an option of cardea dev")
            default:
                guard folder == nil else { throw UsageError("cardea dev serves one folder, not two: \(word)") }
                folder = word
            }
        }
        self.folder = folder ?? "."
        trustedProxies = try DevOptions.ranges(proxies)
        guard keepsTraces || !printsTrace else { throw UsageError("--trace or --no-trace, not both") }
        guard (chain == nil) == (key == nil) else { throw UsageError("--certificate and --key go together") }
        guard (blob == nil) == (root == nil) else { throw UsageError("--metadata and --metadata-root go together") }
        if let blob, let root { metadata = (blob, root) }
        if let chain, let key {
            certificate = (chain, key)
            usesTLS = true
        }
    }

    private mutating func take(_ path: String, as option: String) {
        switch option {
        case "--base": base = path
        case "--data": data = path
        case "--places": places = path
        default: addresses = path
        }
    }

    private static func port(_ text: String?) throws(UsageError) -> UInt16 {
        guard let number = text.flatMap({ UInt16($0) }) else {
            throw UsageError("--port takes a number from 0 to 65535")
        }
        return number
    }

    private static func ranges(_ texts: [String]) throws(UsageError) -> AddressRanges {
        if let wrong = texts.first(where: { AddressRanges([$0]) == nil }) {
            throw UsageError("--trusted-proxy takes an address or a network, like 10.0.0.0/8, and not \(wrong)")
        }
        return AddressRanges(texts) ?? AddressRanges()
    }

    private static func value(of option: String, _ text: String?) throws(UsageError) -> String {
        guard let text, !text.hasPrefix("--") else { throw UsageError("\(option) takes a value") }
        return text
    }

    package static func == (left: DevOptions, right: DevOptions) -> Bool {
        (left.folder, left.port, left.usesTLS, left.base, left.data, left.carriers)
            == (right.folder, right.port, right.usesTLS, right.base, right.data, right.carriers)
            && (left.printsTrace, left.keepsTraces) == (right.printsTrace, right.keepsTraces)
            && (left.places, left.addresses) == (right.places, right.addresses)
            && (left.traceHosts, left.trustedProxies) == (right.traceHosts, right.trustedProxies)
            && (left.isOnline, left.records) == (right.isOnline, right.records)
            && left.metadata?.blob == right.metadata?.blob && left.metadata?.root == right.metadata?.root
            && left.certificate?.chain == right.certificate?.chain && left.certificate?.key == right.certificate?.key
    }
}

/// A command line that cannot be carried out as it is.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
