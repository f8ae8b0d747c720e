import Base
import Cryptography

/// What an attestation statement proves once it was verified (WebAuthn §6.5.3, §6.5.4). Whether its signer is to be
/// believed is `AttestationTrust`'s matter.
package struct Attestation: Sendable {
    package let format: String
    package let type: AttestationType
    /// The trust path: the attestation certificate first. Empty for none and self.
    package let certificates: [Certificate]
    /// What a reader of the log should know, such as a field that was left out.
    package var notes: [String] = []
    /// The statements of a compound one.
    package var parts: [Attestation] = []

    init(_ format: String, _ type: AttestationType, _ certificates: [Certificate] = [], notes: [String] = []) {
        (self.format, self.type, self.certificates, self.notes) = (format, type, certificates, notes)
    }
}

/// §6.5.3.
package enum AttestationType: String, Sendable {
    case none
    /// Signed with the credential's own key: says nothing about the model.
    case `self`
    case basic
    /// By a certification authority for keys of attestation, as TPMs have it.
    case attestationCA = "attCA"
    /// By an anonymisation authority, a certificate for each credential.
    case anonymizationCA = "anonCA"
}

/// Everything that a verification procedure of §8 is given.
struct AttestationContext {
    let data: AuthenticatorData
    let credential: AuthenticatorData.AttestedCredential
    let clientDataHash: Bytes
    let now: Timestamp
    let rules: AttestationRules

    /// What most formats sign.
    var signed: Bytes { data.bytes + clientDataHash }
}

/// Choices that §8 leaves to the relying party.
package struct AttestationRules: Sendable, Equatable {
    /// Android keys: whether the key must be in a trusted execution environment (§8.4).
    package var requiresTrustedEnvironment = false
    /// Whether a signature with SHA-1 counts. Only very old TPMs need it.
    package var allowsSHA1 = false

    package init(requiresTrustedEnvironment: Bool = false, allowsSHA1: Bool = false) {
        (self.requiresTrustedEnvironment, self.allowsSHA1) = (requiresTrustedEnvironment, allowsSHA1)
    }
}

extension Attestation {
    /// The formats of §8, by the names of the registry (RFC 8809).
    package static let formats = [
        "packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "none", "compound",
    ]

    /// §7.1 steps 22 and 23: the verification procedure of the format.
    static func verify(
        _ format: String, _ statement: CBOR, _ context: AttestationContext
    ) throws(FIDOError) -> Attestation {
        guard statement["alg"]?.integer != COSEAlgorithm.rs1.rawValue || context.rules.allowsSHA1 else {
            throw .attestation("\(format): a signature with SHA-1")
        }
        switch format {
        case "none": return try verifyNone(statement)
        case "packed": return try PackedAttestation(statement).verify(context)
        case "tpm": return try TPMAttestation(statement).verify(context)
        case "android-key": return try AndroidKeyAttestation(statement).verify(context)
        case "android-safetynet": return try SafetyNetAttestation(statement).verify(context)
        case "fido-u2f": return try U2FAttestation(statement).verify(context)
        case "apple": return try AppleAttestation(statement).verify(context)
        case "compound": return try verifyCompound(statement, context)
        default: throw FIDOError(.unsupportedFormat, "attestation format \(format.debugDescription)")
        }
    }

    /// §8.7.
    private static func verifyNone(_ statement: CBOR) throws(FIDOError) -> Attestation {
        guard statement.members?.isEmpty == true else { throw .attestation("none: the statement is not empty") }
        return Attestation("none", .none)
    }

    /// §8.9. Every statement must hold: one that does not would only be there to deceive.
    private static func verifyCompound(
        _ statement: CBOR, _ context: AttestationContext
    ) throws(FIDOError) -> Attestation {
        guard let items = statement.array, (2...8).contains(items.count) else {
            throw .attestation("compound: not an array of two to eight statements")
        }
        let parts = try items.map { item throws(FIDOError) in
            guard item.members?.count == 2, let format = item["fmt"]?.text, let inner = item["attStmt"],
                format != "compound"
            else { throw .attestation("compound: not a statement of another format") }
            return try verify(format, inner, context)
        }
        let notes = parts.flatMap(\.notes)
        var joint = Attestation("compound", parts[0].type, parts[0].certificates, notes: notes)
        joint.parts = parts
        return joint
    }
}

/// Reads the members of a statement.
struct StatementReader {
    let format: String
    let statement: CBOR

    init(_ format: String, _ statement: CBOR) throws(FIDOError) {
        guard statement.members != nil else { throw .attestation("\(format): the statement is not a map") }
        (self.format, self.statement) = (format, statement)
    }

    func algorithm() throws(FIDOError) -> COSEAlgorithm {
        guard let number = statement["alg"]?.integer else { throw .attestation("\(format): no alg") }
        guard let algorithm = COSEAlgorithm(rawValue: number) else {
            throw .attestation("\(format): COSE algorithm \(number) is not supported")
        }
        return algorithm
    }

    func bytes(_ name: String) throws(FIDOError) -> Bytes {
        guard let bytes = statement[name]?.bytes else { throw .attestation("\(format): no \(name)") }
        return bytes
    }

    func text(_ name: String) throws(FIDOError) -> String {
        guard let text = statement[name]?.text else { throw .attestation("\(format): no \(name)") }
        return text
    }

    /// `x5c`: one to eight certificates, that of the attestation key first. Nil where there is none.
    func certificates() throws(FIDOError) -> [Certificate]? {
        guard let x5c = statement["x5c"] else { return nil }
        guard let items = x5c.array, (1...8).contains(items.count) else {
            throw .attestation("\(format): x5c is not an array of one to eight certificates")
        }
        return try items.map { item throws(FIDOError) in
            guard let der = item.bytes, let certificate = try? Certificate(der: der) else {
                throw .attestation("\(format): x5c holds something that is no certificate")
            }
            return certificate
        }
    }

    func requiredCertificates() throws(FIDOError) -> [Certificate] {
        guard let certificates = try certificates() else { throw .attestation("\(format): no x5c") }
        return certificates
    }
}

extension Certificate {
    /// `id-fido-gen-ce-aaguid`.
    private static let aaguidExtension = "1.3.6.1.4.1.45724.1.1.4"

    /// The key, where it is one that may be used.
    func attestationKey(_ format: String) throws(FIDOError) -> PublicKey {
        do {
            return try publicKey
        } catch {
            throw .attestation("\(format): the certificate's key: \(error)")
        }
    }

    /// §8.2.1 and §8.3.1: where the certificate names a model, it is the authenticator's. The extension is not
    /// critical, and its value is an OCTET STRING in the OCTET STRING of every extension.
    func checkModel(_ aaguid: AAGUID, _ format: String) throws(FIDOError) {
        guard hasExtension(Certificate.aaguidExtension) else { return }
        guard let found = extensionValue(Certificate.aaguidExtension), !found.isCritical else {
            throw .attestation("\(format): the extension with the AAGUID is critical, or comes twice")
        }
        guard (try? DERElement(found.value))?.octets == aaguid.bytes else {
            throw .attestation("\(format): the certificate is for another AAGUID")
        }
    }
}
