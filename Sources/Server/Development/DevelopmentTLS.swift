import Base
import Cryptography
import Glibc
import Transport

/// The certificate that `cardea dev --tls` serves with, from an authority of this machine's own.
enum DevelopmentTLS {
    /// Where the authority's certificate is, for clients to trust.
    struct Made {
        let certificate: ServerCertificate
        let authorityPath: String
    }

    /// Reads or makes the authority in `~/.cardea`, so that it need be trusted only once, and issues a certificate for
    /// this machine.
    static func make(names: [String], now: Timestamp, random: Random) throws -> Made {
        let folder = "\(home)/.cardea"
        try Files.makeFolder(folder)
        let (certificatePath, keyPath) = ("\(folder)/development-ca.pem", "\(folder)/development-ca.key")
        let authority = try existing(certificatePath, keyPath) ?? fresh(certificatePath, keyPath, now, random)
        let issued = try authority.issue(names: names, now: now, random: random)
        return Made(
            certificate: ServerCertificate(
                chain: issued.certificatePEM + authority.certificatePEM, key: issued.keyPEM),
            authorityPath: certificatePath)
    }

    /// The certificate in two PEM files.
    static func read(chain: String, key: String) throws -> ServerCertificate {
        ServerCertificate(chain: try text(chain), key: Secret(try text(key)))
    }

    private static func existing(_ certificate: String, _ key: String) throws -> DevelopmentAuthority? {
        guard Files.exists(certificate), Files.exists(key) else { return nil }
        return try DevelopmentAuthority(certificatePEM: text(certificate), keyPEM: Secret(text(key)))
    }

    private static func fresh(
        _ certificate: String, _ key: String, _ now: Timestamp, _ random: Random
    ) throws -> DevelopmentAuthority {
        let made = try DevelopmentAuthority.create(now: now, random: random)
        try Files.write(Bytes(utf8: made.keyPEM.exposed), to: key)
        try Files.write(Bytes(utf8: made.certificatePEM), to: certificate, mode: 0o644)
        return made
    }

    private static func text(_ path: String) throws -> String { String(decoding: try Files.read(path), as: UTF8.self) }

    private static var home: String { getenv("HOME").map { String(cString: $0) } ?? "." }
}
