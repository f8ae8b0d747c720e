import Base
import COpenSSL

/// A certificate authority for one developer's machine, so that clients which refuse `http` can be tried on
/// localhost. Its key signs anything: it belongs in a private folder and in no other machine's trust store.
package struct DevelopmentAuthority: Sendable {
    package let certificatePEM: String
    package let keyPEM: Secret<String>
    private let certificate: Certificate
    private let key: PrivateKey

    /// Reads back what `create` made.
    package init(certificatePEM: String, keyPEM: Secret<String>) throws(CryptographyError) {
        let certificate = try Certificate.all(pem: certificatePEM)[0]
        let key = try PrivateKey(pem: keyPEM.exposed)
        guard try certificate.publicKey == key.publicKey, certificate.isAuthority else {
            throw .wrongKey("it is not the authority's")
        }
        (self.certificatePEM, self.keyPEM, self.certificate, self.key) = (certificatePEM, keyPEM, certificate, key)
    }

    /// A new authority on P-256, valid for ten years from the day before `now`.
    package static func create(now: Timestamp, random: Random) throws(CryptographyError) -> DevelopmentAuthority {
        let key = try PrivateKey.elliptic(.p256)
        let serial = random.bytes(16)
        var draft = CertificateDraft(
            serialNumber: serial, commonName: "Cardea development authority \(Hex.encode(serial.prefix(4)))",
            key: key.publicKey, notBefore: now.adding(seconds: -86_400),
            notAfter: now.adding(seconds: 3650 * 86_400))
        draft.extensions = [
            (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
            (NID_subject_key_identifier, "hash"),
        ]
        return try DevelopmentAuthority(certificatePEM: draft.signed(by: key, issuer: nil).pem, keyPEM: key.pem)
    }

    /// What a certificate is good for (RFC 5280 §4.2.1.12).
    package enum Purpose: String, Sendable { case server = "serverAuth", client = "clientAuth" }

    /// A certificate for DNS names and IP addresses (as text), with a new P-256 key, valid for 397 days, the
    /// longest that browsers accept.
    package func issue(
        names: [String], for purpose: Purpose = .server, now: Timestamp, random: Random
    ) throws(CryptographyError) -> (certificatePEM: String, keyPEM: Secret<String>) {
        guard !names.isEmpty, names.allSatisfy(DevelopmentAuthority.isHostName) else {
            throw .malformed("host name for a certificate")
        }
        let leaf = try PrivateKey.elliptic(.p256)
        var draft = CertificateDraft(
            serialNumber: random.bytes(16), commonName: String(names[0].prefix(64)), key: leaf.publicKey,
            notBefore: now.adding(seconds: -3600), notAfter: now.adding(seconds: 397 * 86_400 - 3600))
        draft.extensions = [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, purpose.rawValue), (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid:always"),
            (NID_subject_alt_name, names.map(DevelopmentAuthority.alternativeName).joined(separator: ",")),
        ]
        return (try draft.signed(by: key, issuer: certificate).pem, try leaf.pem)
    }

    /// OpenSSL reads extensions from a text in which commas and colons mean something, so names hold only what
    /// names and addresses may.
    private static func isHostName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 253
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: ":"): true
                default: false
                }
            }
    }

    private static func alternativeName(_ name: String) -> String {
        let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        return (isAddress ? "IP:" : "DNS:") + name
    }
}
