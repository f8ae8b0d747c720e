import Base
import Cryptography
import FIDO
import Testing

/// The verification procedures of WebAuthn §8: each check, left out, would let one of these through.
struct AttestationTests {
    typealias Change = @Sendable (inout AttestationMaker) throws -> Void

    struct Case: Sendable, CustomStringConvertible {
        let format: String
        let why: String
        let change: Change
        var description: String { "\(format): \(why)" }

        init(_ format: String, _ why: String, _ change: @escaping Change) {
            (self.format, self.why, self.change) = (format, why, change)
        }
    }

    static func response(_ format: String, _ maker: AttestationMaker) throws -> RegistrationResponse {
        switch format {
        case "self": try maker.registration("packed", maker.selfSigned)
        case "fido-u2f": try maker.registration(format, maker.u2f)
        case "apple": try maker.registration(format, maker.apple)
        case "android-key": try maker.registration(format, maker.android)
        case "tpm": try maker.registration(format, maker.tpmStatement)
        case "android-safetynet": try maker.registration(format, maker.safetyNet)
        default: try maker.registration("packed", maker.packed)
        }
    }

    static func verify(
        _ format: String, _ maker: AttestationMaker, rules: AttestationRules = AttestationRules()
    ) throws -> Registration {
        let anchors = TrustAnchors(common: [maker.authority.certificate])
        let policy = AttestationPolicy(.indirect, anchors: anchors, rules: rules)
        let ceremony = try TestCeremony.registration(policy: policy)
        return try ceremony.verify(try response(format, maker), isRegistered: false, now: TestCeremony.now)
    }

    @Test(arguments: [
        ("packed", AttestationType.basic), ("self", .self), ("fido-u2f", .basic), ("apple", .anonymizationCA),
        ("android-key", .basic), ("tpm", .attestationCA), ("android-safetynet", .basic),
    ])
    func `a statement with nothing wrong is accepted and leads to its anchor`(
        format: String, type: AttestationType
    ) throws {
        let maker = try AttestationMaker()

        let result = try Self.verify(format, maker)

        #expect(result.attestation.type == type)
        #expect(result.trust.isTrusted == (format != "self"))
        #expect(result.attestation.notes.isEmpty)
        // U2F signs nothing about the model, so none is believed.
        #expect(result.record.aaguid == (format == "fido-u2f" ? .zero : AAGUID(maker.authenticator.aaguid)))
    }

    static let common: [Case] = ["packed", "self", "fido-u2f", "apple", "android-key", "tpm", "android-safetynet"].map {
        Case($0, "signed for another ceremony") { $0.signed = Bytes(repeating: 3, count: 99) }
    }

    static let withCertificates: [Case] = ["packed", "fido-u2f", "apple", "android-key", "tpm"].flatMap {
        [
            Case($0, "no certificates") { $0.changeStatement = { $0["x5c"] = [] } },
            Case($0, "certificates that are none") { $0.changeStatement = { $0["x5c"] = [.bytes([1, 2, 3])] } },
            Case($0, "certificates that are no array") { $0.changeStatement = { $0["x5c"] = .bytes([1]) } },
            Case($0, "a certificate with bytes after it") { maker in
                maker.changeStatement = { statement in
                    statement["x5c"] = .array(
                        (statement["x5c"]?.array ?? []).map { .bytes(($0.bytes ?? []) + [0]) })
                }
            },
        ]
    }

    static let signatures: [Case] = ["packed", "self", "fido-u2f", "android-key", "tpm"].flatMap {
        [
            Case($0, "no signature") { $0.changeStatement = { $0["sig"] = nil } },
            Case($0, "an empty signature") { $0.changeStatement = { $0["sig"] = .bytes([]) } },
        ]
    }

    static let packed: [Case] = [
        Case("packed", "ECDAA") { $0.changeStatement = { $0["ecdaaKeyId"] = .bytes([1]) } },
        Case("packed", "no algorithm") { $0.changeStatement = { $0["alg"] = nil } },
        Case("packed", "an algorithm that is not known") { $0.changeStatement = { $0["alg"] = -47 } },
        Case("packed", "an algorithm that is not the key's") { $0.changeStatement = { $0["alg"] = -35 } },
        Case("self", "an algorithm that is not the credential's") { $0.changeStatement = { $0["alg"] = -9 } },
        Case("packed", "version 1") { $0.changeCertificate = { $0.version = 1 } },
        Case("packed", "version 2") { $0.changeCertificate = { $0.version = 2 } },
        Case("packed", "a country of digits") { $0.changeCertificate = { $0.subject[0].value = "12" } },
        Case("packed", "no country") { $0.changeCertificate = { $0.subject.remove(at: 0) } },
        Case("packed", "a country of three letters") { $0.changeCertificate = { $0.subject[0].value = "AAA" } },
        Case("packed", "no organisation") { $0.changeCertificate = { $0.subject.remove(at: 1) } },
        Case("packed", "no unit") { $0.changeCertificate = { $0.subject.remove(at: 2) } },
        Case("packed", "another unit") { $0.changeCertificate = { $0.subject[2].value = "Authenticator" } },
        Case("packed", "no common name") { $0.changeCertificate = { $0.subject.remove(at: 3) } },
        Case("packed", "no basic constraints") { $0.changeCertificate = { $0.extensions = [] } },
        Case("packed", "an authority") {
            $0.changeCertificate = { $0.extensions = [TestCertificate.basicConstraints(isAuthority: true)] }
        },
        Case("packed", "another model's certificate") {
            $0.changeCertificate = { $0.extensions.append(TestCertificate.aaguid(Bytes(repeating: 1, count: 16))) }
        },
        Case("packed", "the model in a critical extension") {
            let model = $0.authenticator.aaguid
            $0.changeCertificate = { $0.extensions.append(TestCertificate.aaguid(model, isCritical: true)) }
        },
        Case("packed", "the model without its own wrapping") {
            let model = $0.authenticator.aaguid
            $0.changeCertificate = { $0.extensions.append(TestCertificate.ext("1.3.6.1.4.1.45724.1.1.4", model)) }
        },
        Case("packed", "the model twice") {
            let model = TestCertificate.aaguid($0.authenticator.aaguid)
            $0.changeCertificate = { $0.extensions += [model, model] }
        },
        Case("packed", "another key's signature") { $0.leafKeyOverride = try PrivateKey.elliptic(.p256) },
    ]

    static let u2f: [Case] = [
        Case("fido-u2f", "two certificates") { $0.extraCertificates = [$0.authority.certificate.der] },
        Case("fido-u2f", "a credential on P-384") {
            $0.authenticator.key = try PrivateKey.elliptic(.p384)
            $0.authenticator.algorithm = .es384
        },
        Case("fido-u2f", "a certificate's key on P-384") { maker in
            let key = try PrivateKey.elliptic(.p384).publicKey
            maker.changeCertificate = { $0.key = key }
        },
    ]

    static let apple: [Case] = [
        Case("apple", "another key in the certificate") { maker in
            let key = maker.leafKey.publicKey
            maker.changeCertificate = { $0.key = key }
        },
        Case("apple", "no nonce") { $0.changeCertificate = { $0.extensions.removeLast() } },
        Case("apple", "a nonce without its wrapping") { maker in
            maker.changeCertificate = { $0.extensions[1] = TestCertificate.ext("1.2.840.113635.100.8.2", [4, 1, 0]) }
        },
    ]

    static let appleWrappings: [Case] = [
        Case("apple", "a nonce in [2]") { $0.wrapNonce = { DER.sequence(DER.explicit(2, $0)) } },
        Case("apple", "two nonces") { $0.wrapNonce = { DER.sequence(DER.explicit(1, $0), DER.explicit(1, $0)) } },
        Case("apple", "two nonces in one") { $0.wrapNonce = { DER.sequence(DER.explicit(1, $0 + $0)) } },
        Case("apple", "a nonce in bits") { $0.wrapNonce = { DER.sequence(DER.explicit(1, DER.bits($0))) } },
    ]

    static let android: [Case] = [
        Case("android-key", "another key in the certificate, which signs") { maker in
            let key = maker.leafKey.publicKey
            maker.leafKeyOverride = maker.leafKey
            maker.changeCertificate = { $0.key = key }
        },
        Case("android-key", "a description of three fields") { maker in
            let short = DER.sequence(DER.integer(1), DER.integer(1), DER.integer(1))
            maker.changeCertificate = { $0.extensions[1] = TestCertificate.ext("1.3.6.1.4.1.11129.2.1.17", short) }
        },
        Case("android-key", "another key in the certificate") { maker in
            let key = maker.leafKey.publicKey
            maker.changeCertificate = { $0.key = key }
        },
        Case("android-key", "another challenge") { $0.description.challenge = Bytes(repeating: 1, count: 32) },
        Case("android-key", "no description") { $0.changeCertificate = { $0.extensions.removeLast() } },
        Case("android-key", "a broken description") { maker in
            maker.changeCertificate = { $0.extensions[1] = TestCertificate.ext("1.3.6.1.4.1.11129.2.1.17", [0x30, 5]) }
        },
        Case("android-key", "for all applications, says software") {
            $0.description.software = [AttestationMaker.KeyDescription.allApplications]
        },
        Case("android-key", "for all applications, says the trusted environment") {
            $0.description.trusted.append(AttestationMaker.KeyDescription.allApplications)
        },
        Case("android-key", "imported") {
            $0.description.trusted[1] = AttestationMaker.KeyDescription.origin(2)
        },
        Case("android-key", "imported, says software") {
            $0.description.software = [AttestationMaker.KeyDescription.origin(2)]
        },
        Case("android-key", "for encryption") {
            $0.description.trusted[0] = AttestationMaker.KeyDescription.purpose(0)
        },
        Case("android-key", "for more than signing") {
            $0.description.trusted[0] = AttestationMaker.KeyDescription.purpose(2, 3)
        },
    ]

    static let tpm: [Case] = [
        Case("tpm", "another version") { $0.changeStatement = { $0["ver"] = "1.2" } },
        Case("tpm", "not made by a TPM") { $0.tpm.magic = [0xff, 0x54, 0x43, 0x48] },
        Case("tpm", "a quote") { $0.tpm.type = [0x80, 0x18] },
        Case("tpm", "another key's name") { $0.tpm.name = [0, 0x0b] + Bytes(repeating: 0, count: 32) },
        Case("tpm", "a name by an unknown hash") { $0.tpm.nameAlgorithm = [0, 0x12] },
        Case("tpm", "another curve") { $0.tpm.curve = 4 },
        Case("tpm", "a symmetric key") { $0.tpm.keyType = [0, 0x25] },
        Case("tpm", "bytes after the area") { $0.tpm.areaEnd = [0] },
        Case("tpm", "bytes after the information") { $0.tpm.infoEnd = [0] },
        Case("tpm", "no area") { $0.changeStatement = { $0["pubArea"] = .bytes([]) } },
        Case("tpm", "no information") { $0.changeStatement = { $0["certInfo"] = nil } },
        Case("tpm", "a cut area") {
            $0.changeStatement = { $0["pubArea"] = .bytes(Bytes(($0["pubArea"]?.bytes ?? []).dropLast())) }
        },
        Case("tpm", "ECDAA") { $0.changeStatement = { $0["ecdaaKeyId"] = .bytes([1]) } },
        Case("tpm", "version 1") { $0.changeCertificate = { $0.version = 1 } },
        Case("tpm", "a subject") { $0.changeCertificate = { $0.subject = [("2.5.4.3", "TPM")] } },
        Case("tpm", "another usage") {
            $0.changeCertificate = { $0.extensions[1] = AttestationMaker.usage("1.3.6.1.5.5.7.3.1") }
        },
        Case("tpm", "no usage") { $0.changeCertificate = { $0.extensions.remove(at: 1) } },
        Case("tpm", "an authority") {
            $0.changeCertificate = { $0.extensions[0] = TestCertificate.basicConstraints(isAuthority: true) }
        },
        Case("tpm", "no device") { $0.changeCertificate = { $0.extensions.remove(at: 2) } },
        Case("tpm", "a device that is not critical") {
            $0.changeCertificate = {
                $0.extensions[2] = AttestationMaker.device(AttestationMaker.TPM(), isCritical: false)
            }
        },
        Case("tpm", "a manufacturer that is no number") { $0.tpm.manufacturer = "id:ACME" },
        Case("tpm", "no model") { $0.tpm.model = "" },
        Case("tpm", "no version") { $0.tpm.version = "" },
        Case("tpm", "information that ends early") { $0.tpm.qualifiedName = [0, 5, 3] },
        Case("tpm", "version 2") { $0.changeCertificate = { $0.version = 2 } },
        Case("tpm", "a manufacturer that is no identifier") { $0.tpm.manufacturer = "xx:FFFFF1D0" },
        Case("tpm", "another model's certificate") {
            $0.changeCertificate = { $0.extensions.append(TestCertificate.aaguid(Bytes(repeating: 1, count: 16))) }
        },
    ]

    static let safetyNet: [Case] = [
        Case("android-safetynet", "no version") { $0.changeStatement = { $0["ver"] = "" } },
        Case("android-safetynet", "no JWS") { $0.changeStatement = { $0["response"] = .bytes([1, 2]) } },
        Case("android-safetynet", "another signer") { $0.leafKeyOverride = try PrivateKey.elliptic(.p256) },
        Case("android-safetynet", "another host") { $0.host = "attest.android.com.evil.example" },
        Case("android-safetynet", "no genuine Android") { $0.changePayload = { $0["ctsProfileMatch"] = false } },
        Case("android-safetynet", "no judgement") { $0.changePayload = { $0["ctsProfileMatch"] = nil } },
        Case("android-safetynet", "no time") { $0.changePayload = { $0["timestampMs"] = nil } },
        Case("android-safetynet", "old") {
            $0.changePayload = { $0["timestampMs"] = .integer(TestCeremony.now.milliseconds - 601_000) }
        },
        Case("android-safetynet", "of the future") {
            $0.changePayload = { $0["timestampMs"] = .integer(TestCeremony.now.milliseconds + 61_000) }
        },
    ]

    @Test(
        arguments: common + withCertificates + signatures + packed + u2f + apple + appleWrappings + android + tpm
            + safetyNet)
    func `a statement with one thing wrong is refused`(item: Case) throws {
        var maker = try AttestationMaker()
        try item.change(&maker)

        #expect(refusal { try Self.verify(item.format, maker) } == .invalidAttestation)
    }
}
