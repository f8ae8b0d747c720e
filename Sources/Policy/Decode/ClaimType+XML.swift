extension ClaimType {
    init(_ element: XMLElement, _ id: Name) {
        // A claim type that no file gives a type is text (b2c-reference §4.2).
        self.init(id: id, dataType: element.value("DataType", as: DataType.self) ?? .string, location: element.location)
        displayName = element.value("DisplayName") ?? id.text
        for item in element.items("DefaultPartnerClaimTypes", "Protocol") {
            guard let name = item.attribute("Name", as: ProtocolName.self) else { continue }
            defaultPartnerClaimTypes[name] = item["PartnerClaimType"]
        }
        mask = element.child("Mask").flatMap(Mask.init)
        adminHelpText = element.child("AdminHelpText")?.text
        userHelpText = element.child("UserHelpText")?.text
        userInputType = element.value("UserInputType", as: UserInputType.self)
        restriction = element.child("Restriction").map { Restriction($0) }
        predicateValidation = element.child("PredicateValidationReference")?.id
    }
}

extension ClaimType.Mask {
    init?(_ element: XMLElement) {
        guard element["Type"] == "Regex" else {
            self = .simple(element.text)
            return
        }
        guard let pattern = element["Regex"] else { return nil }
        self = .regex(pattern: pattern, text: element.text)
    }
}

extension ClaimType.Restriction {
    init(_ element: XMLElement) {
        let pattern = element.child("Pattern").flatMap { pattern in
            pattern["RegularExpression"].map { ClaimType.Pattern(regularExpression: $0, helpText: pattern["HelpText"]) }
        }
        self.init(
            enumeration: element.children("Enumeration").map { EnumerationItem($0) }, pattern: pattern,
            mergeBehavior: element.attribute("MergeBehavior", as: MergeBehavior.self) ?? .append)
    }
}

extension EnumerationItem {
    init(_ element: XMLElement) {
        let value = element["Value"] ?? ""
        self.init(text: element["Text"] ?? value, value: value, selectByDefault: element.bool("SelectByDefault"))
    }
}

extension Predicate {
    init?(_ element: XMLElement, _ id: Name) {
        guard let method = Method(element) else { return nil }
        self.init(id: id, method: method, helpText: element["HelpText"] ?? element.value("UserHelpText"))
    }
}

extension Predicate.Method {
    init?(_ element: XMLElement) {
        let values = Dictionary(element.items("Parameters", "Parameter")) { parameter, _ in parameter.text }
        switch Name(element["Method"] ?? "") {
        case "IsLengthRange":
            guard let minimum = values["Minimum"].flatMap({ Int($0.trimmingBlanks()) }),
                let maximum = values["Maximum"].flatMap({ Int($0.trimmingBlanks()) })
            else { return nil }
            self = .isLengthRange(minimum: minimum, maximum: maximum)
        case "MatchesRegex":
            guard let expression = values["RegularExpression"] else { return nil }
            self = .matchesRegex(expression)
        case "IncludesCharacters":
            guard let characters = values["CharacterSet"] else { return nil }
            self = .includesCharacters(characters)
        case "IsDateRange":
            guard let minimum = values["Minimum"], let maximum = values["Maximum"] else { return nil }
            self = .isDateRange(minimum: minimum.trimmingBlanks(), maximum: maximum.trimmingBlanks())
        default: return nil
        }
    }
}

extension PredicateValidation {
    init(_ element: XMLElement, _ id: Name) {
        self.init(id: id, groups: element.items("PredicateGroups", "PredicateGroup").map { Group($0) })
    }
}

extension PredicateValidation.Group {
    init(_ element: XMLElement) {
        self.init(
            id: element["Id"] ?? "", userHelpText: element.value("UserHelpText"),
            predicates: element.references("PredicateReferences", "PredicateReference", "Id"),
            matchAtLeast: element.child("PredicateReferences")?.int("MatchAtLeast"))
    }
}
