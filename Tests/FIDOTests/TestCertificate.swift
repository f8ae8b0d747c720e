import Base
import Cryptography

/// Writes DER (X.690), right and wrong.
enum DER {
    static func element(_ tag: UInt8, _ content: Bytes) -> Bytes {
        let count = content.count
        let length: Bytes =
            count < 0x80
            ? [UInt8(count)] : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
        return [tag] + length + content
    }

    static func sequence(_ parts: Bytes...) -> Bytes { element(0x30, parts.flatMap { $0 }) }
    static func set(_ parts: Bytes...) -> Bytes { element(0x31, parts.flatMap { $0 }) }
    static func integer(_ number: UInt8) -> Bytes { element(0x02, [number]) }
    static func enumerated(_ number: UInt8) -> Bytes { element(0x0a, [number]) }
    static func octets(_ bytes: Bytes) -> Bytes { element(0x04, bytes) }
    static func bits(_ bytes: Bytes) -> Bytes { element(0x03, [0] + bytes) }
    static func text(_ text: String) -> Bytes { element(0x0c, Bytes(utf8: text)) }
    static let yes: Bytes = [0x01, 0x01, 0xff]

    /// `[number]` around what stands inside, with as many bytes of tag as it takes.
    static func explicit(_ number: Int, _ content: Bytes) -> Bytes {
        guard number >= 31 else { return element(0xa0 | UInt8(number), content) }
        return [0xbf, 0x80 | UInt8(number >> 7), UInt8(number & 0x7f)] + element(0, content).dropFirst()
    }

    static func oid(_ dotted: String) -> Bytes {
        let numbers = dotted.split(separator: ".").compactMap { Int($0) }
        var content = [UInt8(numbers[0] * 40 + numbers[1])]
        for number in numbers.dropFirst(2) {
            var digits = [UInt8(number & 0x7f)]
            var rest = number >> 7
            while rest > 0 {
                digits.insert(0x80 | UInt8(rest & 0x7f), at: 0)
                rest >>= 7
            }
            content += digits
        }
        return element(0x06, content)
    }

    static func name(_ attributes: [(oid: String, value: String)]) -> Bytes {
        element(0x30, attributes.flatMap { set(sequence(oid($0.oid), text($0.value))) })
    }
}

/// A certificate with whatever a test wants in it.
struct TestCertificate {
    var version: UInt8 = 3
    var subject: [(oid: String, value: String)] = [
        ("2.5.4.6", "AA"), ("2.5.4.10", "Test"), ("2.5.4.11", "Authenticator Attestation"), ("2.5.4.3", "Test key"),
    ]
    var issuer: [(oid: String, value: String)] = [("2.5.4.3", "Test root")]
    var key: PublicKey
    var extensions: [Bytes] = [TestCertificate.basicConstraints(isAuthority: false)]

    static func basicConstraints(isAuthority: Bool) -> Bytes {
        ext("2.5.29.19", isCritical: true, isAuthority ? DER.sequence(DER.yes) : DER.sequence())
    }

    static func aaguid(_ aaguid: AAGUIDBytes, isCritical: Bool = false) -> Bytes {
        ext("1.3.6.1.4.1.45724.1.1.4", isCritical: isCritical, DER.octets(aaguid))
    }

    static func ext(_ oid: String, isCritical: Bool = false, _ value: Bytes) -> Bytes {
        DER.sequence(DER.oid(oid), isCritical ? DER.yes : [], DER.octets(value))
    }

    func signed(by signer: PrivateKey) throws -> Bytes {
        try signed(signer, DER.sequence(DER.oid("1.2.840.10045.4.3.2")), .es256)
    }

    func signed(byRSA signer: PrivateKey) throws -> Bytes {
        try signed(signer, DER.sequence(DER.oid("1.2.840.113549.1.1.11"), [0x05, 0x00]), .rs256)
    }

    private func signed(_ signer: PrivateKey, _ algorithm: Bytes, _ signature: SignatureAlgorithm) throws -> Bytes {
        let validity = DER.sequence(
            DER.element(0x17, Bytes(utf8: "200101000000Z")), DER.element(0x17, Bytes(utf8: "490101000000Z")))
        let versionField = version == 1 ? [] : DER.explicit(0, DER.integer(version - 1))
        let extensionField = version == 1 ? [] : DER.explicit(3, DER.element(0x30, extensions.flatMap { $0 }))
        let content = DER.sequence(
            versionField, DER.integer(7), algorithm, DER.name(issuer), validity, DER.name(subject), try key.der,
            extensionField)
        return DER.sequence(content, algorithm, DER.bits(try signer.signDER(content, using: signature)))
    }
}

typealias AAGUIDBytes = Bytes

/// An authority of attestation keys, for tests.
struct TestAuthority {
    let key: PrivateKey
    let certificate: Certificate

    init() throws {
        key = try PrivateKey.elliptic(.p256)
        let draft = TestCertificate(
            subject: [("2.5.4.3", "Test root")], key: key.publicKey,
            extensions: [TestCertificate.basicConstraints(isAuthority: true)])
        certificate = try Certificate(der: try draft.signed(by: key))
    }
}
