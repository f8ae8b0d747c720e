import Base

/// Names a credential in options (WebAuthn §5.8.3).
package struct CredentialDescriptor: Sendable, Equatable {
    package let id: Bytes
    package let transports: [AuthenticatorTransport]

    package init(id: Bytes, transports: [AuthenticatorTransport] = []) { (self.id, self.transports) = (id, transports) }

    init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "credential descriptor")
        guard try reader.required("type") == publicKeyType else { throw .malformed("credential descriptor: type") }
        id = try reader.requiredBytes("id", limit: 1023)
        transports = try reader.texts("transports")?.map(AuthenticatorTransport.init) ?? []
    }

    var json: JSON {
        var object: JSON.Object = ["type": .string(publicKeyType), "id": .string(Base64.encodeURL(id))]
        if !transports.isEmpty { object["transports"] = JSON(transports.map(\.rawValue)) }
        return .object(object)
    }
}

/// The only `PublicKeyCredentialType` (§5.8.2).
let publicKeyType = "public-key"

/// How a client may reach an authenticator (§5.8.4). Values that we do not know are kept, as §7.1 step 28 asks.
package struct AuthenticatorTransport: Hashable, Sendable {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static let usb = AuthenticatorTransport("usb")
    package static let nfc = AuthenticatorTransport("nfc")
    package static let ble = AuthenticatorTransport("ble")
    package static let smartCard = AuthenticatorTransport("smart-card")
    package static let hybrid = AuthenticatorTransport("hybrid")
    package static let `internal` = AuthenticatorTransport("internal")
}

/// §5.8.6.
package enum UserVerificationRequirement: String, Sendable { case required, preferred, discouraged }

/// §5.4.6.
package enum ResidentKeyRequirement: String, Sendable { case required, preferred, discouraged }

/// §5.4.5.
package enum AuthenticatorAttachment: String, Sendable { case platform, crossPlatform = "cross-platform" }

/// §5.4.7.
package enum AttestationConveyance: String, Sendable { case none, indirect, direct, enterprise }

/// §5.8.7.
package enum CredentialHint: String, Sendable {
    case securityKey = "security-key"
    case clientDevice = "client-device"
    case hybrid
}
