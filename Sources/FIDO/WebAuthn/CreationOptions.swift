import Base

/// What the page passes to `navigator.credentials.create()` (WebAuthn §5.4), and what is kept until it answers.
package struct PublicKeyCredentialCreationOptions: Sendable {
    package let relyingPartyID: String
    package let relyingPartyName: String
    package let user: UserEntity
    package let challenge: Challenge
    /// Best first.
    package var algorithms: [COSEAlgorithm] = COSEAlgorithm.offered
    /// In milliseconds; a hint.
    package var timeout: Int? = 300_000
    /// What the user has already, so that no authenticator is registered twice.
    package var excludeCredentials: [CredentialDescriptor] = []
    package var attachment: AuthenticatorAttachment?
    package var residentKey: ResidentKeyRequirement = .preferred
    package var userVerification: UserVerificationRequirement = .preferred
    package var hints: [CredentialHint] = []
    package var attestation: AttestationConveyance = .none
    /// Formats that are wished for, best first (§5.4).
    package var attestationFormats: [String] = []
    package var extensions = ExtensionInputs()

    package init(_ party: RelyingParty, _ user: UserEntity, _ challenge: Challenge) {
        (relyingPartyID, relyingPartyName) = (party.id, party.name)
        (self.user, self.challenge) = (user, challenge)
    }

    /// §5.4.3. The handle says nothing about the person (§14.6.1) and is at most 64 bytes.
    package struct UserEntity: Sendable, Equatable {
        package let id: Bytes
        package let name: String
        package let displayName: String

        package init?(id: Bytes, name: String, displayName: String) {
            guard (1...64).contains(id.count) else { return nil }
            (self.id, self.name, self.displayName) = (id, name, displayName)
        }
    }
}

extension PublicKeyCredentialCreationOptions {
    /// `PublicKeyCredentialCreationOptionsJSON` (§5.1.9).
    package var json: JSON {
        var object: JSON.Object = [
            "rp": ["id": .string(relyingPartyID), "name": .string(relyingPartyName)],
            "user": [
                "id": .string(Base64.encodeURL(user.id)), "name": .string(user.name),
                "displayName": .string(user.displayName),
            ],
            "challenge": .string(challenge.text),
            "pubKeyCredParams": .array(
                algorithms.map { ["type": .string(publicKeyType), "alg": .integer($0.rawValue)] }),
        ]
        object["timeout"] = timeout.map { .integer(Int64($0)) }
        object["excludeCredentials"] = .array(excludeCredentials.map(\.json))
        object["authenticatorSelection"] = .object(selection)
        object["hints"] = JSON(hints.map(\.rawValue))
        object["attestation"] = .string(attestation.rawValue)
        object["attestationFormats"] = JSON(attestationFormats)
        object["extensions"] = .object(extensions.json)
        return .object(object)
    }

    /// §5.4.4. `requireResidentKey` is what Level 1 clients read.
    private var selection: JSON.Object {
        var object = JSON.Object()
        object["authenticatorAttachment"] = attachment.map { .string($0.rawValue) }
        object["residentKey"] = .string(residentKey.rawValue)
        object["requireResidentKey"] = .bool(residentKey == .required)
        object["userVerification"] = .string(userVerification.rawValue)
        return object
    }

    /// Reads what `json` wrote. Names of values that are not known count as absent, as they do for a browser.
    package init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "creation options")
        let party = try MemberReader(reader["rp"], "rp")
        let user = try MemberReader(reader["user"], "user")
        guard
            let entity = UserEntity(
                id: try user.requiredBytes("id", limit: 64), name: try user.required("name"),
                displayName: try user.required("displayName"))
        else { throw .malformed("user: id") }
        guard let challenge = Challenge(try reader.requiredBytes("challenge", limit: 1024)) else {
            throw .malformed("challenge of fewer than 16 bytes")
        }
        (relyingPartyID, relyingPartyName) = (try party.required("id"), try party.required("name"))
        (self.user, self.challenge) = (entity, challenge)
        algorithms = (try reader.list("pubKeyCredParams") ?? []).compactMap { item in
            item["alg"]?.integer.flatMap(COSEAlgorithm.init(rawValue:))
        }
        timeout = try reader.number("timeout")
        excludeCredentials = try descriptors(reader, "excludeCredentials")
        if let selection = try reader.inner("authenticatorSelection") { try read(selection) }
        hints = try reader.texts("hints")?.compactMap(CredentialHint.init(rawValue:)) ?? []
        attestation = try reader.text("attestation").flatMap(AttestationConveyance.init(rawValue:)) ?? .none
        attestationFormats = try reader.texts("attestationFormats") ?? []
        if let inputs = try reader.inner("extensions") { extensions = try ExtensionInputs(inputs) }
    }

    private mutating func read(_ selection: MemberReader) throws(FIDOError) {
        attachment = try selection.text("authenticatorAttachment").flatMap(AuthenticatorAttachment.init(rawValue:))
        let isRequired = try selection.flag("requireResidentKey") ?? false
        residentKey =
            try selection.text("residentKey").flatMap(ResidentKeyRequirement.init(rawValue:))
            ?? (isRequired ? .required : .discouraged)
        userVerification =
            try selection.text("userVerification").flatMap(UserVerificationRequirement.init(rawValue:)) ?? .preferred
    }
}

func descriptors(_ reader: MemberReader, _ name: String) throws(FIDOError) -> [CredentialDescriptor] {
    guard let items = try reader.list(name) else { return [] }
    return try items.map { item throws(FIDOError) in try CredentialDescriptor(item) }
}
