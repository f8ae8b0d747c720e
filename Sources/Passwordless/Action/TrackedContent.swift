import Base
import Directory

/// What is kept of an action besides its state: why it was decided so, and what proved it.
package struct TrackedContent: Sendable, Equatable {
    package var address: String
    package var userAgent: String
    package var device: String?
    package var custom: JSON.Object
    package var ruleIDs: [String]
    package var permittedMethods: [VerificationMethod]
    package var defaultMethod: VerificationMethod?
    package var proofs: [Proof]

    init(request: ActionRequest, decision: Decision) {
        address = request.client.address
        userAgent = String(request.client.userAgent.prefix(400))
        device = request.client.device?.text
        custom = request.custom
        ruleIDs = decision.ruleIDs
        permittedMethods = decision.permittedMethods
        defaultMethod = decision.defaultMethod
        proofs = []
    }
}

extension TrackedContent {
    var json: JSON {
        var object: JSON.Object = [
            "address": .string(address), "userAgent": .string(userAgent), "custom": .object(custom),
            "rules": JSON(ruleIDs), "permitted": .array(permittedMethods.map { .string($0.rawValue) }),
            "proofs": .array(proofs.map(\.stored)),
        ]
        object["device"] = device.map { .string($0) }
        object["default"] = defaultMethod.map { .string($0.rawValue) }
        return .object(object)
    }

    package init(json: JSON) {
        address = json["address"]?.string ?? ""
        userAgent = json["userAgent"]?.string ?? ""
        device = json["device"]?.string
        custom = json["custom"]?.object ?? JSON.Object()
        ruleIDs = json["rules"]?.strings ?? []
        permittedMethods = (json["permitted"]?.strings ?? []).compactMap(VerificationMethod.init(rawValue:))
        defaultMethod = json["default"]?.string.flatMap(VerificationMethod.init(rawValue:))
        proofs = (json["proofs"]?.array ?? []).compactMap(Proof.init(stored:))
    }
}
