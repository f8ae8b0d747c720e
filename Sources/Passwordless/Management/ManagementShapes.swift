import Base

// Actions and rules in the shapes of Authsignal's management interface.
extension ActionConfiguration {
    var shape: JSON {
        var shape: JSON.Object = [
            "actionCode": .string(code), "defaultUserActionResult": .string(defaultResult.rawValue),
            "verificationMethods": permittedMethods.json,
        ]
        shape.set("defaultVerificationMethod", defaultMethod?.rawValue)
        return .object(shape)
    }

    /// What the body does not say stays as in `before`.
    init(shape body: ObjectReader, over before: ActionConfiguration?) throws {
        try body.allow([
            "actionCode", "defaultUserActionResult", "verificationMethods", "defaultVerificationMethod",
            "messagingTemplates", "promptToEnrollVerificationMethods",
        ])
        for name in ["messagingTemplates", "promptToEnrollVerificationMethods"] where body[name] != nil {
            throw body.fault(name, "is not offered here")
        }
        let code = try before?.code ?? body.required("actionCode")
        guard Self.isCode(code) else {
            throw body.fault("actionCode", "must be at most 64 letters, digits, '-', '_' and '.'")
        }
        self = before ?? ActionConfiguration(code: code)
        defaultResult = try body.choice("defaultUserActionResult") ?? defaultResult
        permittedMethods = try body.methods("verificationMethods") ?? permittedMethods
        if let text = try body.text("defaultVerificationMethod") {
            guard let method = VerificationMethod(rawValue: text) else {
                throw body.fault("defaultVerificationMethod", "must be a verification method")
            }
            defaultMethod = method
        }
        if body.object["defaultVerificationMethod"] == .null { defaultMethod = nil }
    }
}

extension Rule {
    func shape(of action: String) -> JSON {
        var shape: JSON.Object = [
            "ruleId": .string(id), "actionCode": .string(action), "name": .string(name),
            "description": .string(description), "isActive": .bool(isActive), "priority": .integer(Int64(priority)),
            "type": .string(result.rawValue), "conditions": condition.source,
        ]
        shape["verificationMethods"] = permittedMethods?.json
        shape.set("defaultVerificationMethod", defaultMethod?.rawValue)
        return .object(shape)
    }

    /// What the body does not say stays as in `before`.
    init(shape body: ObjectReader, over before: Rule?, id: String) throws {
        var json = before?.json.object ?? ["isActive": true]
        for member in body.object.members {
            switch member.name {
            case "actionCode", "tenantId", "ruleId": break
            case "verificationMethods": json["permittedMethods"] = member.value == .null ? nil : member.value
            case "defaultVerificationMethod": json["defaultMethod"] = member.value == .null ? nil : member.value
            case "name", "description", "isActive", "priority", "type", "conditions": json[member.name] = member.value
            case let name: throw body.fault(name, "is not offered here")
            }
        }
        json["ruleId"] = .string(id)
        self = try Rule(try ObjectReader(.object(json)))
    }
}
