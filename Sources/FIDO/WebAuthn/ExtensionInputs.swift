import Base

/// What is asked of extensions (WebAuthn §10, CTAP 2.2 §12). An input that is nil is not sent.
package struct ExtensionInputs: Sendable, Equatable {
    /// Authentication: the AppID under which old U2F keys were registered (§10.1.1).
    package var appID: String?
    /// Registration: do not register a key that was registered for this AppID (§10.1.2).
    package var appIDExclude: String?
    /// Registration: say whether the credential can be discovered (§10.1.3).
    package var credentialProperties = false
    /// Registration: how well the credential hides (CTAP 2.2 §12.1); enforced by the client and checked here.
    package var credentialProtection: CredentialProtection?
    package var enforcesCredentialProtection = false
    /// Registration: tell the least length of the PIN (CTAP 2.2 §12.3).
    package var minimumPINLength = false
    /// Pseudo-random function (§10.1.4): present at registration to ask for it; inputs at authentication.
    package var pseudoRandom: PseudoRandom?
    /// §10.1.5.
    package var largeBlob: LargeBlob?

    package struct PseudoRandom: Sendable, Equatable {
        package var first: Bytes?
        package var second: Bytes?

        package init(first: Bytes? = nil, second: Bytes? = nil) { (self.first, self.second) = (first, second) }
    }

    package enum LargeBlob: Sendable, Equatable {
        /// Registration.
        case support(isRequired: Bool)
        case read
        case write(Bytes)
    }

    package init() {}

    var json: JSON.Object {
        var object = JSON.Object()
        object["appid"] = appID.map(JSON.string)
        object["appidExclude"] = appIDExclude.map(JSON.string)
        if credentialProperties { object["credProps"] = true }
        object["credentialProtectionPolicy"] = credentialProtection.map { .string($0.rawValue) }
        if enforcesCredentialProtection { object["enforceCredentialProtectionPolicy"] = true }
        if minimumPINLength { object["minPinLength"] = true }
        object["prf"] = pseudoRandom.map(ExtensionInputs.json)
        object["largeBlob"] = largeBlob.map(ExtensionInputs.json)
        return object
    }

    init(_ reader: MemberReader) throws(FIDOError) {
        appID = try reader.text("appid")
        appIDExclude = try reader.text("appidExclude")
        credentialProperties = try reader.flag("credProps") ?? false
        credentialProtection = try reader.text("credentialProtectionPolicy").flatMap(
            CredentialProtection.init(rawValue:))
        enforcesCredentialProtection = try reader.flag("enforceCredentialProtectionPolicy") ?? false
        minimumPINLength = try reader.flag("minPinLength") ?? false
        if let prf = try reader.inner("prf") {
            let inputs = try prf.inner("eval")
            pseudoRandom = PseudoRandom(
                first: try inputs?.bytes("first", limit: 1024), second: try inputs?.bytes("second", limit: 1024))
        }
        largeBlob = try reader.inner("largeBlob").flatMap { blob throws(FIDOError) in try ExtensionInputs.blob(blob) }
    }

    private static func json(_ input: PseudoRandom) -> JSON {
        var values = JSON.Object()
        values["first"] = input.first.map { .string(Base64.encodeURL($0)) }
        values["second"] = input.second.map { .string(Base64.encodeURL($0)) }
        return values.members.isEmpty ? .object([:]) : ["eval": .object(values)]
    }

    private static func json(_ blob: LargeBlob) -> JSON {
        switch blob {
        case .support(let isRequired): ["support": .string(isRequired ? "required" : "preferred")]
        case .read: ["read": true]
        case .write(let bytes): ["write": .string(Base64.encodeURL(bytes))]
        }
    }

    private static func blob(_ reader: MemberReader) throws(FIDOError) -> LargeBlob? {
        if let bytes = try reader.bytes("write", limit: 16_384) { return .write(bytes) }
        if try reader.flag("read") == true { return .read }
        return try reader.text("support").map { .support(isRequired: $0 == "required") }
    }
}

/// `credProtect` (CTAP 2.2 §12.1), weakest first.
package enum CredentialProtection: String, Sendable, CaseIterable, Comparable {
    case optional = "userVerificationOptional"
    case optionalWithList = "userVerificationOptionalWithCredentialIDList"
    case required = "userVerificationRequired"

    /// As the authenticator reports it: 1 to 3.
    var level: Int64 {
        switch self {
        case .optional: 1
        case .optionalWithList: 2
        case .required: 3
        }
    }

    package static func < (left: CredentialProtection, right: CredentialProtection) -> Bool {
        left.level < right.level
    }
}
