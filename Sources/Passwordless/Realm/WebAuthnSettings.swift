import Base

/// How a realm's passkeys and security keys are made and judged (WebAuthn §5.4).
package struct WebAuthnSettings: Sendable, Equatable {
    /// The relying party's id; nil: the host that the page is at.
    package var relyingPartyID: String?
    /// Origins beyond the relying party's domain (§5.11).
    package var relatedOrigins: [String]
    /// Native apps: `android:apk-key-hash:…`.
    package var appOrigins: [String]
    package var userVerification: Requirement
    package var residentKey: Requirement
    package var attestation: Attestation
    /// Where not empty: only these models.
    package var allowedAAGUIDs: [String]
    /// Only models of the metadata with this certification or better: `FIDO_CERTIFIED_L1`.
    package var minimumCertification: String?
    /// AppID of keys that were registered by U2F.
    package var appID: String?

    package enum Requirement: String, Sendable, CaseIterable { case required, preferred, discouraged }
    package enum Attestation: String, Sendable, CaseIterable { case none, indirect, direct }

    package init() {
        relyingPartyID = nil
        relatedOrigins = []
        appOrigins = []
        userVerification = .preferred
        residentKey = .preferred
        attestation = .none
        allowedAAGUIDs = []
        minimumCertification = nil
        appID = nil
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow([
            "relyingPartyId", "relatedOrigins", "appOrigins", "userVerification", "residentKey", "attestation",
            "allowedAaguids", "minimumCertification", "appId",
        ])
        self.init()
        relyingPartyID = try reader.text("relyingPartyId", maximum: 253)
        relatedOrigins = try reader.texts("relatedOrigins", maximum: 20) ?? []
        appOrigins = try reader.texts("appOrigins", maximum: 20) ?? []
        userVerification = try reader.choice("userVerification") ?? userVerification
        residentKey = try reader.choice("residentKey") ?? residentKey
        attestation = try reader.choice("attestation") ?? attestation
        allowedAAGUIDs = try reader.texts("allowedAaguids") ?? []
        minimumCertification = try reader.text("minimumCertification")
        appID = try reader.text("appId")
    }

    var json: JSON {
        var object: JSON.Object = [
            "relatedOrigins": JSON(relatedOrigins), "appOrigins": JSON(appOrigins),
            "userVerification": .string(userVerification.rawValue), "residentKey": .string(residentKey.rawValue),
            "attestation": .string(attestation.rawValue), "allowedAaguids": JSON(allowedAAGUIDs),
        ]
        object["relyingPartyId"] = relyingPartyID.map { .string($0) }
        object["minimumCertification"] = minimumCertification.map { .string($0) }
        object["appId"] = appID.map { .string($0) }
        return .object(object)
    }
}
