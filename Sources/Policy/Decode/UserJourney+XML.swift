extension UserJourney {
    init(_ element: XMLElement, _ id: Name) {
        self.init(
            id: id, steps: OrchestrationStep.steps(of: element),
            defaultIssuer: element.identifier("DefaultCpimIssuerTechnicalProfileReferenceId"),
            authorizationProfiles: element.child("Authorization")?.references(
                "AuthorizationTechnicalProfiles", "AuthorizationTechnicalProfile", "ReferenceId") ?? [],
            location: element.location)
    }
}

extension SubJourney {
    init?(_ element: XMLElement, _ id: Name) {
        guard let kind = element.attribute("Type", as: Kind.self) else { return nil }
        self.init(id: id, kind: kind, steps: OrchestrationStep.steps(of: element), location: element.location)
    }
}

extension OrchestrationStep {
    /// The steps of a journey, by their order.
    static func steps(of journey: XMLElement) -> [OrchestrationStep] {
        journey.items("OrchestrationSteps", "OrchestrationStep").compactMap(OrchestrationStep.init)
            .sorted { $0.order < $1.order }
    }

    init?(_ element: XMLElement) {
        guard let order = element.int("Order"), let kind = element.attribute("Type", as: Kind.self) else { return nil }
        self.init(order: order, kind: kind, location: element.location)
        contentDefinition = element.identifier("ContentDefinitionReferenceId")
        issuer = element.identifier("CpimIssuerTechnicalProfileReferenceId")
        preconditions = element.preconditions
        selections = element.items("ClaimsProviderSelections", "ClaimsProviderSelection").compactMap(Selection.init)
        showsSingleProvider = element.child("ClaimsProviderSelections")?["DisplayOption"] == "ShowSingleProvider"
        exchanges = element.items("ClaimsExchanges", "ClaimsExchange").compactMap(Exchange.init)
        subJourney = element.references("JourneyList", "Candidate", "SubJourneyReferenceId").first
    }
}

extension OrchestrationStep.Exchange {
    init?(_ element: XMLElement) {
        guard let id = element.id, let profile = element.identifier("TechnicalProfileReferenceId") else { return nil }
        self.init(id: id, profile: profile)
    }
}

extension OrchestrationStep.Selection {
    init?(_ element: XMLElement) {
        if let target = element.identifier("TargetClaimsExchangeId") {
            self = .target(target)
        } else if let validation = element.identifier("ValidationClaimsExchangeId") {
            self = .validation(validation)
        } else {
            return nil
        }
    }
}
