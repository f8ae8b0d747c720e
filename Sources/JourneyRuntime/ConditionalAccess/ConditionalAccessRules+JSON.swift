import Base

extension ConditionalAccessRules {
    /// Why the file cannot be read, for its author.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Strict: a rule with a mistake would be a rule that does not hold.
    package init(parsing bytes: Bytes) throws(Fault) {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw Fault(description: "not JSON: \(error)")
        }
        try self.init(json)
    }

    private init(_ json: JSON) throws(Fault) {
        self.init()
        let object = try json.members(of: "the file", ["rules", "risk"])
        for (index, item) in try object["rules"].items("rules").enumerated() {
            rules.append(try Rule(item, number: index + 1))
        }
        guard rules.count <= 1000 else { throw Fault(description: "more than 1000 rules") }
        guard let levels = object["risk"] else { return }
        for member in try levels.members(of: "risk", ["low", "medium", "high"]).members {
            guard let level = Risk(rawValue: member.name), let count = member.value.integer, count > 0 else {
                throw Fault(description: "risk.\(member.name) must be a number of wrong answers")
            }
            riskFrom[level] = Int(clamping: count)
        }
    }
}

extension ConditionalAccessRules.Rule {
    fileprivate init(_ json: JSON, number: Int) throws(ConditionalAccessRules.Fault) {
        let place = json["name"]?.string.map { "rule \"\($0)\"" } ?? "rule \(number)"
        let object = try json.members(of: place, ["name", "if", "then", "reportOnly"])
        let texts = object["then"]?.strings ?? [object["then"]?.string].compactMap(\.self)
        let challenges = texts.compactMap(ConditionalAccessRules.Challenge.init)
        guard !texts.isEmpty, challenges.count == texts.count else {
            throw .init(description: "\(place): then must be block, mfa or chg_pwd, or a list of them")
        }
        name = object["name"]?.string ?? "rule \(number)"
        self.challenges = Set(challenges)
        isReportOnly = try object["reportOnly"].flag("\(place): reportOnly") ?? false
        condition = try ConditionalAccessRules.Condition(object["if"] ?? [:], place)
    }
}

extension ConditionalAccessRules.Condition {
    fileprivate init(_ json: JSON, _ place: String) throws(ConditionalAccessRules.Fault) {
        let object = try json.members(
            of: "\(place): if",
            ["device", "country", "countryNot", "risk", "federated", "mfaRegistered", "clients", "policies", "users"])
        if let device = object["device"] {
            guard device == "new" || device == "known" else {
                throw .init(description: "\(place): device must be new or known")
            }
            isNewDevice = device == "new"
        }
        switch object["country"] {
        case nil: break
        case "new": isNewCountry = true
        case "known": isNewCountry = false
        case let list?: countries = try Self.countries(list, "\(place): country")
        }
        otherThanCountries = try object["countryNot"].map { list throws(ConditionalAccessRules.Fault) in
            try Self.countries(list, "\(place): countryNot")
        }
        if let risk = object["risk"] {
            guard let level = risk.string.flatMap(ConditionalAccessRules.Risk.init), level != .none else {
                throw .init(description: "\(place): risk must be low, medium or high")
            }
            minimumRisk = level
        }
        isFederated = try object["federated"].flag("\(place): federated")
        isMFARegistered = try object["mfaRegistered"].flag("\(place): mfaRegistered")
        clients = try object["clients"].texts("\(place): clients")
        policies = try object["policies"].texts("\(place): policies")
        users = try object["users"].texts("\(place): users")
    }

    private static func countries(_ json: JSON, _ place: String) throws(ConditionalAccessRules.Fault) -> Set<String> {
        let texts = json.strings ?? []
        guard !texts.isEmpty, texts.allSatisfy({ $0.utf8.count == 2 }) else {
            throw .init(description: "\(place) must be a list of two-letter codes, like [\"CH\"]")
        }
        return Set(texts.map { $0.uppercased() })
    }
}

extension JSON {
    fileprivate func members(
        of place: String, _ known: Set<String>
    ) throws(ConditionalAccessRules.Fault) -> JSON.Object {
        guard let object else { throw .init(description: "\(place) must be an object") }
        if let strange = object.members.first(where: { !known.contains($0.name) }) {
            throw .init(description: "\(place) has no setting \(strange.name)")
        }
        return object
    }
}

extension JSON? {
    fileprivate func flag(_ place: String) throws(ConditionalAccessRules.Fault) -> Bool? {
        guard let self else { return nil }
        guard let value = self.bool else { throw .init(description: "\(place) must be true or false") }
        return value
    }

    fileprivate func texts(_ place: String) throws(ConditionalAccessRules.Fault) -> Set<String>? {
        guard let self else { return nil }
        guard let texts = self.strings, !texts.isEmpty else {
            throw .init(description: "\(place) must be a list of texts")
        }
        return Set(texts.map { $0.lowercased() })
    }

    fileprivate func items(_ place: String) throws(ConditionalAccessRules.Fault) -> [JSON] {
        guard let items = self?.array else { throw .init(description: "\(place) must be a list") }
        return items
    }
}
