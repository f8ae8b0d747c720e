import Base
import FIDO

/// How a realm's passkeys and security keys are made and judged (WebAuthn §5.4).
package struct WebAuthnSettings: Sendable, Equatable {
    /// The relying party's id; nil: the host that the page is at.
    package var relyingPartyID: String?
    /// Origins beyond the relying party's domain (§5.11).
    package var relatedOrigins: [String]
    /// Native apps: `android:apk-key-hash:…`.
    package var appOrigins: [String]
    /// Apps of iOS that may use the realm's passkeys, by team and bundle: `ABCDE12345.com.example.app`.
    package var appleApps: [String]
    /// Apps of Android that may; their origins need not be named besides.
    package var androidApps: [AndroidApp]
    package var userVerification: Requirement
    package var residentKey: Requirement
    package var attestation: Attestation
    /// Where not empty: only these models.
    package var allowedAAGUIDs: [String]
    /// Only models of the metadata with this certification or better: `FIDO_CERTIFIED_L1`.
    package var minimumCertification: String?
    /// Pages that may show the realm's in a frame (§13.4.9).
    package var embeddingOrigins: [String]
    /// What browsers should offer first, best first (§5.8.7): `client-device`.
    package var hints: [String]
    /// AppID of keys that were registered by U2F.
    package var appID: String?

    package enum Requirement: String, Sendable, CaseIterable { case required, preferred, discouraged }
    package enum Attestation: String, Sendable, CaseIterable { case none, indirect, direct }

    package init() {
        relyingPartyID = nil
        relatedOrigins = []
        appOrigins = []
        appleApps = []
        androidApps = []
        userVerification = .preferred
        residentKey = .preferred
        attestation = .none
        allowedAAGUIDs = []
        minimumCertification = nil
        appID = nil
        embeddingOrigins = []
        hints = []
    }

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow([
            "relyingPartyId", "relatedOrigins", "appOrigins", "userVerification", "residentKey", "attestation",
            "allowedAaguids", "minimumCertification", "appId", "embeddingOrigins", "hints", "appleApps", "androidApps",
        ])
        self.init()
        relyingPartyID = try reader.text("relyingPartyId", maximum: 253)
        relatedOrigins = try reader.origins("relatedOrigins")
        appOrigins = try reader.origins("appOrigins")
        appleApps = try reader.texts("appleApps", maximum: 20) ?? []
        for child in try reader.children("androidApps", maximum: 20) ?? [] {
            androidApps.append(try AndroidApp(child))
        }
        embeddingOrigins = try reader.origins("embeddingOrigins")
        hints = try reader.texts("hints", maximum: 3) ?? []
        userVerification = try reader.choice("userVerification") ?? userVerification
        residentKey = try reader.choice("residentKey") ?? residentKey
        attestation = try reader.choice("attestation") ?? attestation
        allowedAAGUIDs = try reader.texts("allowedAaguids") ?? []
        minimumCertification = try reader.text("minimumCertification")
        appID = try reader.text("appId")
        try check(reader)
    }

    /// What no browser, and no metadata, would ever know.
    private func check(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        if let id = relyingPartyID, !Self.isDomain(id) {
            throw reader.fault("relyingPartyId", "must be a domain in lower case, without scheme and port")
        }
        guard appleApps.allSatisfy(Self.isAppleApp) else {
            throw reader.fault("appleApps", "must be team ids and bundle ids: ABCDE12345.com.example.app")
        }
        guard hints.allSatisfy({ CredentialHint(rawValue: $0) != nil }) else {
            throw reader.fault("hints", "must be of security-key, client-device and hybrid")
        }
        guard allowedAAGUIDs.allSatisfy({ AAGUID($0) != nil }) else {
            throw reader.fault("allowedAaguids", "must be AAGUIDs, written as UUIDs")
        }
        if let level = minimumCertification, CertificationLevel(rawValue: level) == nil {
            let names = CertificationLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.fault("minimumCertification", "must be one of \(names)")
        }
        if let appID, (try? AppID(appID)) == nil {
            throw reader.fault("appId", "must be an https address or an application's facet")
        }
    }

    private static func isAppleApp(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 2 && parts[0].utf8.count == 10
            && text.utf8.allSatisfy { $0 == 0x2e || $0 == 0x2d || AndroidApp.isLetterOrDigit($0) }
            && parts.allSatisfy { !$0.isEmpty }
    }

    private static func isDomain(_ id: String) -> Bool {
        guard let origin = try? Origin("https://\(id)") else { return false }
        return origin.host == id
    }

    var json: JSON {
        var object: JSON.Object = [
            "relatedOrigins": JSON(relatedOrigins), "appOrigins": JSON(appOrigins),
            "userVerification": .string(userVerification.rawValue), "residentKey": .string(residentKey.rawValue),
            "attestation": .string(attestation.rawValue), "allowedAaguids": JSON(allowedAAGUIDs),
            "embeddingOrigins": JSON(embeddingOrigins), "hints": JSON(hints),
        ]
        object["relyingPartyId"] = relyingPartyID.map { .string($0) }
        object["minimumCertification"] = minimumCertification.map { .string($0) }
        if !appleApps.isEmpty { object["appleApps"] = JSON(appleApps) }
        if !androidApps.isEmpty { object["androidApps"] = .array(androidApps.map(\.json)) }
        object["appId"] = appID.map { .string($0) }
        return .object(object)
    }
}

extension WebAuthnSettings.Requirement {
    var verification: UserVerificationRequirement {
        switch self {
        case .required: .required
        case .preferred: .preferred
        case .discouraged: .discouraged
        }
    }

    var residence: ResidentKeyRequirement {
        switch self {
        case .required: .required
        case .preferred: .preferred
        case .discouraged: .discouraged
        }
    }
}

extension ObjectReader {
    fileprivate func origins(_ name: String) throws(Fault) -> [String] {
        let texts = try texts(name, maximum: 20) ?? []
        if let strange = texts.first(where: { (try? Origin($0)) == nil }) {
            throw fault(name, "\(strange) is neither https://host nor an application's origin")
        }
        return texts
    }
}
