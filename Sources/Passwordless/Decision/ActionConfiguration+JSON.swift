import Base

// As a realm's settings have it: `{"code": "signIn", "defaultResult": "CHALLENGE", "rules": [{…}]}`.
extension ActionConfiguration {
    package init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow(["code", "defaultResult", "permittedMethods", "defaultMethod", "rules"])
        let code = try reader.required("code")
        guard Self.isCode(code) else {
            throw reader.fault("code", "must be at most 64 letters, digits, '-', '_' and '.'")
        }
        self.init(code: code)
        defaultResult = try reader.choice("defaultResult") ?? defaultResult
        permittedMethods = try reader.methods("permittedMethods") ?? []
        defaultMethod = try reader.method("defaultMethod")
        for child in try reader.children("rules", maximum: 200) ?? [] { rules.append(try Rule(child)) }
        guard Set(rules.map(\.id)).count == rules.count else { throw reader.fault("rules", "has one id twice") }
    }

    package var json: JSON {
        var object: JSON.Object = [
            "code": .string(code), "defaultResult": .string(defaultResult.rawValue),
            "permittedMethods": .array(permittedMethods.map { .string($0.rawValue) }),
            "rules": .array(rules.map(\.json)),
        ]
        object["defaultMethod"] = defaultMethod.map { .string($0.rawValue) }
        return .object(object)
    }

    package static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                case _: false
                }
            }
    }
}

extension Rule {
    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow([
            "ruleId", "name", "description", "priority", "isActive", "type", "permittedMethods", "defaultMethod",
            "conditions",
        ])
        guard let result = try reader.choice("type", ActionResult.self) else {
            throw reader.fault("type", "is missing: ALLOW, CHALLENGE, REVIEW or BLOCK")
        }
        let condition: JSONLogic
        do throws(JSONLogicError) {
            condition = try JSONLogic(reader["conditions"] ?? .null)
        } catch {
            throw reader.fault("conditions", error.description)
        }
        self.init(
            id: try reader.required("ruleId"), name: try reader.required("name"),
            description: try reader.text("description") ?? "",
            priority: Int(try reader.integer("priority", in: 0...10_000) ?? 0),
            isActive: try reader.flag("isActive") ?? true, result: result,
            permittedMethods: try reader.methods("permittedMethods"), defaultMethod: try reader.method("defaultMethod"),
            condition: condition)
    }

    package var json: JSON {
        var object: JSON.Object = [
            "ruleId": .string(id), "name": .string(name), "priority": .integer(Int64(priority)),
            "isActive": .bool(isActive), "type": .string(result.rawValue),
            "conditions": condition.source,
        ]
        if !description.isEmpty { object["description"] = .string(description) }
        object["permittedMethods"] = permittedMethods.map { .array($0.map { .string($0.rawValue) }) }
        object["defaultMethod"] = defaultMethod.map { .string($0.rawValue) }
        return .object(object)
    }
}

extension ObjectReader {
    fileprivate func method(_ name: String) throws(Fault) -> VerificationMethod? {
        guard let text = try text(name) else { return nil }
        guard let method = VerificationMethod(rawValue: text) else {
            throw fault(name, "must be a verification method")
        }
        return method
    }
}
