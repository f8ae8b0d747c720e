/// Where one part of a policy names another.
enum ReferenceTable {
    enum Kind: String, Sendable {
        case claimType = "claim type"
        case predicate
        case predicateValidation = "predicate validation"
        case inputValidation = "input validation"
        case claimsTransformation = "claims transformation"
        case clientDefinition = "client definition"
        case contentDefinition = "content definition"
        case displayControl = "display control"
        case localizedResources = "localized resources"
        case technicalProfile = "technical profile"
        case userJourney = "user journey"
        case subJourney = "sub journey"

        var unknown: DiagnosticCode {
            switch self {
            case .claimType: .unknownClaimType
            case .predicate, .predicateValidation, .inputValidation: .unknownPredicate
            case .claimsTransformation: .unknownClaimsTransformation
            case .clientDefinition: .unknownClientDefinition
            case .contentDefinition: .unknownContentDefinition
            case .displayControl: .unknownDisplayControl
            case .localizedResources: .unknownLocalizedResources
            case .technicalProfile: .unknownTechnicalProfile
            case .userJourney: .unknownUserJourney
            case .subJourney: .unknownSubJourney
            }
        }
    }

    struct Reference {
        let kind: Kind
        let name: Name
        /// What would spell it otherwise.
        let place: Place
    }

    enum Place { case attribute(String), text, value(XMLElement) }

    /// Attributes that refer wherever they stand.
    private static let attributes: [String: Kind] = [
        "ClaimTypeReferenceId": .claimType,
        "DisplayControlReferenceId": .displayControl,
        "TechnicalProfileReferenceId": .technicalProfile,
        "CpimIssuerTechnicalProfileReferenceId": .technicalProfile,
        "DefaultCpimIssuerTechnicalProfileReferenceId": .technicalProfile,
        "ContentDefinitionReferenceId": .contentDefinition,
        "SubJourneyReferenceId": .subJourney,
        "UserJourneyReferenceId": .userJourney,
        "LocalizedResourcesReferenceId": .localizedResources,
    ]

    /// Elements whose `ReferenceId` or `Id` refers.
    private static let elements: [String: Kind] = [
        "InputClaimsTransformation": .claimsTransformation,
        "OutputClaimsTransformation": .claimsTransformation,
        "ValidationTechnicalProfile": .technicalProfile,
        "UseTechnicalProfileForSessionManagement": .technicalProfile,
        "AuthorizationTechnicalProfile": .technicalProfile,
        "DefaultUserJourney": .userJourney,
        "PredicateValidationReference": .predicateValidation,
        "InputValidationReference": .inputValidation,
        "PredicateReference": .predicate,
    ]

    /// Metadata items whose text refers.
    private static let metadata: [Name: Kind] = [
        "ContentDefinitionReferenceId": .contentDefinition,
        "RefreshTokenUserJourneyId": .userJourney,
        "ClientCredentialsUserJourneyId": .userJourney,
        "ClaimTypeOnWhichToEnable": .claimType,
        "UseClaimAsBearerToken": .claimType,
        "ClaimUsedForRequestPayload": .claimType,
    ]

    /// Most names are shorter, and need not be hashed.
    private static let shortestAttribute = attributes.keys.map(\.utf8.count).min() ?? 0
    private static let shortestElement = elements.keys.map(\.utf8.count).min() ?? 0

    static func references(of element: XMLElement) -> [Reference] {
        var result: [Reference] = []
        func add(_ kind: Kind, _ text: String, _ place: Place) {
            let text = text.trimmingBlanks()
            if !text.isEmpty { result.append(Reference(kind: kind, name: Name(text), place: place)) }
        }
        for attribute in element.attributes where attribute.name.utf8.count >= shortestAttribute {
            if let kind = attributes[attribute.name] { add(kind, attribute.value, .attribute(attribute.name)) }
        }
        if element.name.utf8.count >= shortestElement, let kind = elements[element.name] {
            let name = element["ReferenceId"] == nil ? "Id" : "ReferenceId"
            add(kind, element[name] ?? "", .attribute(name))
        }
        if element.name == "ClientDefinition", let id = element["ReferenceId"] {
            add(.clientDefinition, id, .attribute("ReferenceId"))
        }
        if element.name == "Item", let key = element.identifier("Key"), let kind = metadata[key] {
            add(kind, element.text, .text)
        }
        if element.name == "Precondition" {
            for value in claims(of: element) { add(.claimType, value.text, .value(value)) }
        }
        return result
    }

    /// The values of a precondition that name claims.
    private static func claims(of precondition: XMLElement) -> [XMLElement] {
        let values = Array(precondition.children("Value"))
        return precondition["Type"] == "ClaimEquals" ? Array(values.prefix(1)) : values
    }
}

extension PolicyCheck {
    /// Every reference must lead somewhere, in the spelling of the definition.
    mutating func references() { references(root, path: "") }

    private mutating func references(_ element: XMLElement, path: String) {
        for reference in ReferenceTable.references(of: element) { check(reference, in: element, path) }
        let inner = element.id.map { "<\(element.name)> \"\($0)\"" } ?? path
        for child in element.children { references(child, path: inner) }
    }

    private mutating func check(_ reference: ReferenceTable.Reference, in element: XMLElement, _ path: String) {
        let what = "\(reference.kind.rawValue) \"\(reference.name)\""
        let place = path.isEmpty ? "" : " (in \(path))"
        guard let definition = index.definitions(reference.kind)[reference.name] else {
            let nearest = nearest(reference)
            let code = reference.kind.unknown
            diagnostics.add(
                code, at: element.location, "\(what) is not defined\(place)",
                remedy: nearest.map { "\(code.remedy) The nearest name is \"\($0)\"." })
            return
        }
        guard let id = definition.id, id.text != reference.name.text else { return }
        diagnostics.add(
            .caseDiffers, at: element.location, "\(what) is defined as \"\(id)\"\(place)",
            repair: reference.respelled(id.text, in: element))
    }
}

extension PolicyCheck {
    private mutating func nearest(_ reference: ReferenceTable.Reference) -> String? {
        guard suggestions > 0 else { return nil }
        let known = index.definitions(reference.kind).keys.map(\.text)
        return Nearest.of(reference.name.text, among: known, &suggestions)
    }
}

extension ReferenceTable.Reference {
    fileprivate func respelled(_ spelling: String, in element: XMLElement) -> Repair {
        switch place {
        case .attribute(let attribute):
            Repair(element.location, .attribute(attribute, from: name.text, to: spelling))
        case .text: Repair(element.location, .text(from: name.text, to: spelling))
        case .value(let value): Repair(value.location, .text(from: name.text, to: spelling))
        }
    }
}
