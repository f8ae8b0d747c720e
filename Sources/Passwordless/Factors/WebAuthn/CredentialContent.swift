import Base
import Cryptography
import Directory
import FIDO

/// What is kept of a credential: `Authenticator.content` of passkeys and security keys.
struct CredentialContent: Sendable {
    var record: CredentialRecord
    /// Attested by its maker, whom trusted metadata names, as keeping its keys in hardware.
    let isHardware: Bool
    /// Whether it can be used without being named; nil: the client did not say.
    let isDiscoverable: Bool?
    /// `packed`, `none`
    let attestationFormat: String
    /// Of a trusted attestation by U2F, which names no model: the SHA-1 of its key, in hexadecimal.
    let attestationKey: String?

    init(_ registration: Registration) {
        record = registration.record
        isHardware = registration.trust.isHardware
        isDiscoverable = registration.extensions.isDiscoverable
        attestationFormat = registration.attestation.format
        attestationKey = attestationFormat == "fido-u2f" ? registration.trust.keyIdentifier : nil
    }

    /// A key that was registered by the raw messages of U2F.
    init(u2f record: CredentialRecord, _ trust: AttestationTrust) {
        self.record = record
        isHardware = trust.isHardware
        isDiscoverable = false
        attestationFormat = "fido-u2f"
        attestationKey = trust.keyIdentifier
    }

    /// Whether metadata says today that the model's secrets or checks can be got round.
    func isCompromised(_ metadata: MetadataBLOB?, at now: Timestamp) -> Bool {
        let entry =
            attestationKey.flatMap { metadata?.entry(keyIdentifier: $0) }
            ?? (record.aaguid == .zero ? nil : metadata?.entry(record.aaguid))
        return entry?.statuses(AuthenticatorStatus.compromising, now, certificates: []).isEmpty == false
    }

    /// What an assertion is worth. A key that cannot leave its authenticator is one that is not eligible for backup.
    func qualities(userVerified: Bool) -> Set<Proof.Quality> {
        var qualities: Set<Proof.Quality> = [.possession, .phishingResistant]
        if userVerified { qualities.insert(.userVerified) }
        if !record.backupEligible { qualities.insert(.deviceBound) }
        if isHardware { qualities.insert(.hardware) }
        return qualities
    }
}

extension CredentialContent {
    var json: JSON {
        var object: JSON.Object = [
            "id": .string(Base64.encodeURL(record.id)), "key": .string(Base64.encodeURL(record.publicKey.encoded)),
            "userHandle": .string(Base64.encodeURL(record.userHandle)), "counter": .integer(Int64(record.signCount)),
            "userVerified": .bool(record.userVerificationInitialized),
            "transports": JSON(record.transports.map(\.rawValue)), "backupEligible": .bool(record.backupEligible),
            "backedUp": .bool(record.backupState), "aaguid": .string(record.aaguid.description),
            "hardware": .bool(isHardware), "attestation": .string(attestationFormat),
        ]
        object["discoverable"] = isDiscoverable.map { .bool($0) }
        object["attestationKey"] = attestationKey.map { .string($0) }
        object["appId"] = record.appID.map { .string($0) }
        return .object(object)
    }

    /// Nil where it is not what `json` wrote.
    init?(_ json: JSON) {
        guard let id = json["id"]?.string.flatMap({ Base64.decodeURL($0) }),
            let key = json["key"]?.string.flatMap({ Base64.decodeURL($0) }),
            let publicKey = try? COSEKey(decoding: key),
            let handle = json["userHandle"]?.string.flatMap({ Base64.decodeURL($0) }),
            let counter = json["counter"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let userVerified = json["userVerified"]?.bool, let transports = json["transports"]?.strings,
            let eligible = json["backupEligible"]?.bool, let backedUp = json["backedUp"]?.bool,
            let aaguid = json["aaguid"]?.string.flatMap({ AAGUID($0) })
        else { return nil }
        record = CredentialRecord(
            id: id, publicKey: publicKey, userHandle: handle, signCount: counter,
            userVerificationInitialized: userVerified, transports: transports.map(AuthenticatorTransport.init),
            backupEligible: eligible, backupState: backedUp, aaguid: aaguid, appID: json["appId"]?.string)
        isHardware = json["hardware"]?.bool ?? false
        isDiscoverable = json["discoverable"]?.bool
        attestationFormat = json["attestation"]?.string ?? "none"
        attestationKey = json["attestationKey"]?.string
    }

    /// For options: the key need not be read for it.
    static func descriptor(_ authenticator: Authenticator) -> CredentialDescriptor? {
        let json = authenticator.content.exposed
        guard let id = json["id"]?.string.flatMap({ Base64.decodeURL($0) }) else { return nil }
        return CredentialDescriptor(
            id: id, transports: (json["transports"]?.strings ?? []).map(AuthenticatorTransport.init))
    }

    init?(_ authenticator: Authenticator) { self.init(authenticator.content.exposed) }
}

extension AttestationTrust {
    fileprivate var keyIdentifier: String? {
        switch self {
        case .trusted(let path): Hex.encode(path.chain.leaf.keyIdentifier)
        case .none, .selfAttested, .untrusted: nil
        }
    }

    /// Only metadata knows where a model keeps its keys.
    fileprivate var isHardware: Bool {
        switch self {
        case .trusted(let path):
            path.metadata?.statement?.keyProtection.contains { $0 == "hardware" || $0 == "secure_element" } ?? false
        case .none, .selfAttested, .untrusted: false
        }
    }
}
