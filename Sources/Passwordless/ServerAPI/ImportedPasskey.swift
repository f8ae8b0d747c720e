import Base
import Directory
import FIDO

/// A passkey as another server has kept it.
struct ImportedPasskey: Sendable {
    let user: User.ID
    let handle: String
    let name: String
    let createdAt: Timestamp?
    let content: CredentialContent

    /// `{"userId", "credentialId", "publicKey", "userHandle", "counter", "aaguid", "transports", …}`; bytes are
    /// base64url, the public key is COSE.
    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        let id = try reader.required("userId")
        guard Persons.isID(id) else { throw reader.fault("userId", "must have 1 to 255 bytes") }
        user = User.ID(id)
        let credential = try Self.bytes("credentialId", reader)
        guard (16...1023).contains(credential.count) else {
            throw reader.fault("credentialId", "must have 16 to 1023 bytes")
        }
        handle = Base64.encodeURL(credential)
        name = try reader.text("displayName", maximum: 64) ?? "Passkey"
        createdAt = try reader.time("createdAt")
        content = CredentialContent(imported: try Self.record(credential, reader))
    }

    private static func record(_ credential: Bytes, _ reader: ObjectReader) throws(ObjectReader.Fault)
        -> CredentialRecord
    {
        let key: COSEKey
        do {
            key = try COSEKey(decoding: try bytes("publicKey", reader))
        } catch let fault as ObjectReader.Fault {
            throw fault
        } catch {
            throw reader.fault("publicKey", "must be a COSE key of an algorithm that is taken")
        }
        let isBackedUp = try reader.flag("credentialBackedUp") ?? false
        let type = try reader.text("credentialDeviceType") ?? (isBackedUp ? "multiDevice" : "singleDevice")
        guard type == "multiDevice" || (type == "singleDevice" && !isBackedUp) else {
            throw reader.fault(
                "credentialDeviceType", "must be multiDevice, or singleDevice of one that is not backed up")
        }
        let aaguid = try reader.text("aaguid")
        guard let model = AAGUID(aaguid ?? "00000000-0000-0000-0000-000000000000") else {
            throw reader.fault("aaguid", "must be an AAGUID")
        }
        return CredentialRecord(
            id: credential, publicKey: key, userHandle: try bytes("userHandle", reader),
            signCount: UInt32(try reader.integer("counter", in: 0...Int64(UInt32.max)) ?? 0),
            userVerificationInitialized: try reader.flag("userVerified") ?? false,
            transports: (try reader.texts("transports", maximum: 10) ?? []).map(AuthenticatorTransport.init),
            backupEligible: type == "multiDevice", backupState: isBackedUp, aaguid: model, appID: nil)
    }

    private static func bytes(_ name: String, _ reader: ObjectReader) throws(ObjectReader.Fault) -> Bytes {
        guard let bytes = Base64.decodeURL(try reader.required(name)), !bytes.isEmpty else {
            throw reader.fault(name, "must be base64url")
        }
        return bytes
    }
}

extension CredentialContent {
    /// Nobody here has seen its attestation.
    fileprivate init(imported record: CredentialRecord) {
        self.record = record
        isHardware = false
        isDiscoverable = nil
        attestationFormat = "none"
        attestationKey = nil
    }
}
