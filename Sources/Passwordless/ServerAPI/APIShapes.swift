import Base
import Directory

// Shapes of Authsignal's server interface (A.1.3). What is not known is left out.

extension JSON.Object {
    mutating func set(_ name: String, _ text: String?) {
        if let text { self[name] = .string(text) }
    }
}

extension User {
    /// Without the id, as updates answer it.
    var attributesShape: JSON.Object {
        var shape = JSON.Object()
        shape.set("email", mailAddress ?? unverifiedMail)
        shape["emailVerified"] = .bool(mailAddress != nil)
        shape.set("phoneNumber", phoneNumber ?? unverifiedPhoneNumber)
        shape["phoneNumberVerified"] = .bool(phoneNumber != nil)
        shape.set("username", username)
        shape.set("displayName", displayName)
        shape.set("locale", language)
        shape["custom"] = attributes["custom"]
        return shape
    }

    var listShape: JSON {
        var shape: JSON.Object = ["userId": .string(id.text)]
        for member in attributesShape.members where member.name != "custom" { shape[member.name] = member.value }
        return .object(shape)
    }
}

extension [Authenticator] {
    /// Whether the person has anything to sign in by; recovery codes are for when the others are lost.
    package var isEnrolled: Bool { enrolledMethods.contains { $0 != .recoveryCode } }
}

extension [VerificationMethod] {
    var json: JSON { .array(map { .string($0.rawValue) }) }
}

extension Authenticator {
    func shape(isDefault: Bool, masked: Bool = false) -> JSON {
        var shape: JSON.Object = [
            "userId": .string(user.text), "userAuthenticatorId": .string(id.text),
            "verificationMethod": .string(method), "createdAt": .string(createdAt.iso8601),
            "isDefault": .bool(isDefault), "displayName": .string(name),
        ]
        shape.set("verifiedAt", verifiedAt?.iso8601)
        shape.set("lastVerifiedAt", (lastUsedAt ?? verifiedAt)?.iso8601)
        if let address = content.exposed["email"]?.string { shape.set("email", masked ? name : address) }
        if let number = content.exposed["phoneNumber"]?.string { shape.set("phoneNumber", masked ? name : number) }
        if method == VerificationMethod.passkey.rawValue || method == VerificationMethod.securityKey.rawValue {
            shape["webauthnCredential"] = credentialShape
        }
        return .object(shape)
    }

    private var credentialShape: JSON {
        let content = content.exposed
        var shape: JSON.Object = ["name": .string(name)]
        shape.set("credentialId", handle)
        shape.set("aaguid", content["aaguid"]?.string)
        shape["credentialBackedUp"] = content["backedUp"]
        if let isEligible = content["backupEligible"]?.bool {
            shape["credentialDeviceType"] = isEligible ? "multiDevice" : "singleDevice"
        }
        shape["transports"] = content["transports"]
        shape.set("verifiedAt", verifiedAt?.iso8601)
        return .object(shape)
    }
}

extension Device {
    var shape: JSON {
        var shape: JSON.Object = [
            "deviceId": .string(id.text), "userId": .string(user.text), "createdAt": .string(createdAt.iso8601),
            "lastSeenAt": .string(lastSeenAt.iso8601), "isInvalidated": .bool(isInvalidated),
            "isTrusted": .bool(trustedUntil != nil && !isInvalidated),
        ]
        if !name.isEmpty { shape.set("name", name) }
        if !userAgent.isEmpty { shape.set("userAgent", userAgent) }
        if !address.isEmpty { shape.set("ipAddress", address) }
        shape.set("country", country)
        shape.set("trustedUntil", trustedUntil?.iso8601)
        return .object(shape)
    }
}

extension TrackedAction {
    var contentRead: TrackedContent { TrackedContent(json: content) }

    /// Of a list.
    var listShape: JSON {
        let proof = contentRead.proofs.last
        var shape: JSON.Object = [
            "userId": .string(user.text), "actionCode": .string(code), "idempotencyKey": .string(idempotencyKey),
            "createdAt": .string(createdAt.iso8601), "updatedAt": .string(stateUpdatedAt.iso8601),
            "state": .string(state), "stateUpdatedAt": .string(stateUpdatedAt.iso8601),
        ]
        shape.set("verificationMethod", proof?.method.rawValue)
        shape.set("verifiedByAuthenticatorId", proof?.authenticator?.text)
        return .object(shape)
    }

    /// With why it was decided so.
    func shape(_ configuration: ActionConfiguration) -> JSON {
        let content = contentRead
        var shape = listShape.object ?? JSON.Object()
        shape["rules"] = .array(
            content.ruleIDs.map { id in
                let rule = configuration.rules.first { $0.id == id }
                return [
                    "ruleId": .string(id), "name": .string(rule?.name ?? id),
                    "description": .string(rule?.description ?? ""),
                ]
            })
        var output: JSON.Object = ["custom": .object(content.custom)]
        if !content.address.isEmpty { output.set("ipAddress", content.address) }
        if !content.userAgent.isEmpty { output.set("userAgent", content.userAgent) }
        output.set("deviceId", content.device)
        output.set("country", content.place?.country)
        shape["output"] = .object(output)
        return .object(shape)
    }
}
