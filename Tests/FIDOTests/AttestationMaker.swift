import Base
import Cryptography
import FIDO
import JOSE

/// Makes statements of every format with certificates (WebAuthn §8), right until a test changes something.
struct AttestationMaker {
    let authority: TestAuthority
    var authenticator: TestAuthenticator
    var leafKey: PrivateKey
    /// Sees the certificate before it is signed.
    var changeCertificate: (inout TestCertificate) -> Void = { _ in }
    /// Sees the statement before it is sent.
    var changeStatement: (inout [String: CBOR]) -> Void = { _ in }
    /// Signed instead of what should be.
    var signed: Bytes?
    var extraCertificates: [Bytes] = []
    /// Signs instead of the certificate's key.
    var leafKeyOverride: PrivateKey?
    private var signer: PrivateKey { leafKeyOverride ?? leafKey }

    init() throws {
        authority = try TestAuthority()
        authenticator = try TestAuthenticator()
        leafKey = try PrivateKey.elliptic(.p256)
    }

    func registration(_ format: String, _ make: (Bytes, Bytes) throws -> [String: CBOR]) throws -> RegistrationResponse
    {
        try authenticator.registration(format) { data, hash in
            var statement = try make(data, hash)
            changeStatement(&statement)
            return Self.map(statement)
        }
    }

    static func map(_ statement: [String: CBOR]) -> CBOR {
        .map(statement.map { CBOR.Member(.text($0.key), $0.value) })
    }

    func chain(_ certificate: TestCertificate) throws -> CBOR {
        var certificate = certificate
        changeCertificate(&certificate)
        return .array(([try certificate.signed(by: authority.key)] + extraCertificates).map(CBOR.bytes))
    }

    // MARK: - The formats

    func packed(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        [
            "alg": -7, "sig": .bytes(try signer.signDER(signed ?? data + hash, using: .es256)),
            "x5c": try chain(TestCertificate(key: leafKey.publicKey)),
        ]
    }

    func selfSigned(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        ["alg": -7, "sig": .bytes(try authenticator.key.signDER(signed ?? data + hash, using: .es256))]
    }

    func u2f(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        guard case .ec(_, let x, let y) = try authenticator.key.publicKey.parameters else { return [:] }
        let message = [0] + data.prefix(32) + hash + authenticator.credentialID + [4] + x + y
        return [
            "sig": .bytes(try signer.signDER(signed ?? message, using: .es256)),
            "x5c": try chain(TestCertificate(key: leafKey.publicKey)),
        ]
    }

    func apple(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        var certificate = TestCertificate(key: authenticator.key.publicKey)
        let nonce = wrapNonce(DER.octets(Hash.sha256(signed ?? data + hash)))
        certificate.extensions.append(TestCertificate.ext("1.2.840.113635.100.8.2", nonce))
        return ["x5c": try chain(certificate)]
    }

    /// How Apple wraps the nonce.
    var wrapNonce: (Bytes) -> Bytes = { DER.sequence(DER.explicit(1, $0)) }

    struct KeyDescription {
        var challenge: Bytes?
        var software: [Bytes] = []
        var trusted: [Bytes] = [purpose(2), origin(0)]

        static func purpose(_ numbers: UInt8...) -> Bytes {
            DER.explicit(1, DER.element(0x31, numbers.flatMap(DER.integer)))
        }
        static func origin(_ number: UInt8) -> Bytes { DER.explicit(702, DER.integer(number)) }
        static let allApplications = DER.explicit(600, [0x05, 0x00])

        func encoded(_ hash: Bytes) -> Bytes {
            DER.sequence(
                DER.integer(3), DER.enumerated(1), DER.integer(4), DER.enumerated(1), DER.octets(challenge ?? hash),
                DER.octets([]), DER.element(0x30, software.flatMap { $0 }), DER.element(0x30, trusted.flatMap { $0 }))
        }
    }

    var description = KeyDescription()

    func android(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        var certificate = TestCertificate(key: authenticator.key.publicKey)
        certificate.extensions.append(
            TestCertificate.ext("1.3.6.1.4.1.11129.2.1.17", description.encoded(hash)))
        return [
            "alg": -7,
            "sig": .bytes(
                try (leafKeyOverride ?? authenticator.key).signDER(signed ?? data + hash, using: .es256)),
            "x5c": try chain(certificate),
        ]
    }

    struct TPM {
        var magic: Bytes = [0xff, 0x54, 0x43, 0x47]
        var type: Bytes = [0x80, 0x17]
        var curve: UInt8 = 3
        var keyType: Bytes = [0, 0x23]
        var nameAlgorithm: Bytes = [0, 0x0b]
        var name: Bytes?
        var areaEnd: Bytes = []
        var infoEnd: Bytes = []
        var manufacturer = "id:FFFFF1D0"
        var model = "model"
        var version = "id:13"
        /// The last field of the information.
        var qualifiedName = sized([3])

        static func sized(_ bytes: Bytes) -> Bytes { [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xff)] + bytes }
    }

    var tpm = TPM()

    func tpmStatement(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        guard case .ec(_, let x, let y) = try authenticator.key.publicKey.parameters else { return [:] }
        let none: Bytes = [0, 0x10]
        let area =
            tpm.keyType + tpm.nameAlgorithm + [0, 4, 0, 0] + TPM.sized([]) + none + none + [0, tpm.curve] + none
            + TPM.sized(x) + TPM.sized(y) + tpm.areaEnd
        let name = tpm.name ?? tpm.nameAlgorithm + Hash.sha256(area)
        let clock = Bytes(repeating: 0, count: 25)
        let extra = Hash.sha256(signed ?? data + hash)
        let info =
            tpm.magic + tpm.type + TPM.sized([1, 2]) + TPM.sized(extra) + clock + TPM.sized(name) + tpm.qualifiedName
            + tpm.infoEnd
        return [
            "ver": "2.0", "alg": -7, "sig": .bytes(try signer.signDER(info, using: .es256)), "pubArea": .bytes(area),
            "certInfo": .bytes(info), "x5c": try chain(attestationKeyCertificate),
        ]
    }

    private var attestationKeyCertificate: TestCertificate {
        TestCertificate(
            subject: [], key: leafKey.publicKey,
            extensions: [
                TestCertificate.basicConstraints(isAuthority: false), Self.usage("2.23.133.8.3"),
                Self.device(tpm),
            ])
    }

    static func usage(_ oid: String) -> Bytes { TestCertificate.ext("2.5.29.37", DER.sequence(DER.oid(oid))) }

    static func device(_ tpm: TPM, isCritical: Bool = true) -> Bytes {
        let name = DER.name([
            ("2.23.133.2.1", tpm.manufacturer), ("2.23.133.2.2", tpm.model), ("2.23.133.2.3", tpm.version),
        ])
        return TestCertificate.ext("2.5.29.17", isCritical: isCritical, DER.sequence(DER.explicit(4, name)))
    }

    var host = "attest.android.com"
    var changePayload: (inout JSON.Object) -> Void = { _ in }

    func safetyNet(_ data: Bytes, _ hash: Bytes) throws -> [String: CBOR] {
        var certificate = TestCertificate(key: leafKey.publicKey)
        certificate.extensions.append(
            TestCertificate.ext("2.5.29.17", DER.sequence(DER.element(0x82, Bytes(utf8: host)))))
        var payload: JSON.Object = [
            "nonce": .string(Base64.encode(Hash.sha256(signed ?? data + hash))), "ctsProfileMatch": true,
            "timestampMs": .integer(TestCeremony.now.milliseconds),
        ]
        changePayload(&payload)
        let x5c = try chain(certificate).array?.compactMap(\.bytes).map { Base64.encode($0) } ?? []
        let header: JSON.Object = ["alg": "ES256", "x5c": JSON(x5c)]
        let jws = try JWS.compact(
            JSON.object(payload).bytes, signer: try JWS.Signer(JWK(.privateKey(signer)), .es256, protected: header))
        return ["ver": "14", "response": .bytes(Bytes(utf8: jws))]
    }
}
