import Base

/// What the page passes to `navigator.credentials.get()` (WebAuthn §5.5), and what is kept until it answers.
package struct PublicKeyCredentialRequestOptions: Sendable {
    package let relyingPartyID: String
    package let challenge: Challenge
    /// In milliseconds; a hint.
    package var timeout: Int? = 300_000
    /// Empty where any credential that can be discovered will do.
    package var allowCredentials: [CredentialDescriptor] = []
    package var userVerification: UserVerificationRequirement = .preferred
    package var hints: [CredentialHint] = []
    package var extensions = ExtensionInputs()

    package init(_ party: RelyingParty, _ challenge: Challenge) {
        (relyingPartyID, self.challenge) = (party.id, challenge)
    }

    /// `PublicKeyCredentialRequestOptionsJSON` (§5.1.10).
    package var json: JSON {
        var object: JSON.Object = ["challenge": .string(challenge.text), "rpId": .string(relyingPartyID)]
        object["timeout"] = timeout.map { .integer(Int64($0)) }
        object["allowCredentials"] = .array(allowCredentials.map(\.json))
        object["userVerification"] = .string(userVerification.rawValue)
        object["hints"] = JSON(hints.map(\.rawValue))
        object["extensions"] = .object(extensions.json)
        return .object(object)
    }

    /// Reads what `json` wrote.
    package init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "request options")
        guard let challenge = Challenge(try reader.requiredBytes("challenge", limit: 1024)) else {
            throw .malformed("challenge of fewer than 16 bytes")
        }
        self.challenge = challenge
        relyingPartyID = try reader.required("rpId")
        timeout = try reader.number("timeout")
        allowCredentials = try descriptors(reader, "allowCredentials")
        userVerification =
            try reader.text("userVerification").flatMap(UserVerificationRequirement.init(rawValue:)) ?? .preferred
        hints = try reader.texts("hints")?.compactMap(CredentialHint.init(rawValue:)) ?? []
        if let inputs = try reader.inner("extensions") { extensions = try ExtensionInputs(inputs) }
    }
}
