import Base
import HTTP

/// How a server listens and what it allows a peer.
package struct ServerConfiguration: Sendable {
    /// A numeric address; nil for every address of the machine, IPv4 and IPv6.
    package var host: String?
    /// 0 takes a free one.
    package var port: UInt16
    package var certificate: ServerCertificate?
    /// Scheme and host that browsers see, where a proxy changes them. Nil takes them from the request.
    package var publicOrigin: String?
    /// The peers whose `X-Forwarded-…` fields are believed.
    package var trustedProxies: AddressRanges
    package var threads: Int
    package var limits = Limits()

    package struct Limits: Sendable {
        /// From a connection's start, or a request's first byte, to the end of its header block.
        package var headerMilliseconds: Int64 = 10_000
        /// How long a body may pause, a client may not read, or a connection may stay open unused.
        package var idleSeconds: UInt32 = 30
        /// From the end of the header block to the end of the body, so that one byte every 29 s is no way to stay.
        package var bodyMilliseconds: Int64 = 300_000
        package var headerSize = 64 << 10
        package var headerCount = 100
        package var connections = 8192
        /// 0 for no limit, as behind a proxy, where every connection has the proxy's address.
        package var connectionsPerAddress = 0
        /// A stream of events says a comment when it was quiet for so long.
        package var heartbeatMilliseconds: Int64 = 15_000

        package init() {}
    }

    package init(
        host: String? = nil, port: UInt16 = 0, certificate: ServerCertificate? = nil, publicOrigin: String? = nil,
        trustedProxies: AddressRanges = AddressRanges(), threads: Int = 2
    ) {
        self.host = host
        self.port = port
        self.certificate = certificate
        self.publicOrigin = publicOrigin
        self.trustedProxies = trustedProxies
        self.threads = threads
    }
}

/// A certificate chain and its private key, both PEM.
package struct ServerCertificate: Sendable {
    package let chain: String
    package let key: Secret<String>

    package init(chain: String, key: Secret<String>) {
        self.chain = chain
        self.key = key
    }
}

/// Why a server does not start.
package enum ServerError: Error, Equatable, Sendable {
    /// Not a numeric address.
    case invalidHost(String)
    /// The socket cannot be had; the system's words say why.
    case cannotListen(String)
    /// libmicrohttpd refuses: nearly always a certificate and a key that do not belong together.
    case cannotServe
    /// The adapter reads the header block where version 0.9 of the library keeps it.
    case unsupportedLibrary(String)
}
