/// The definitions of a resolved policy by identifier.
struct PolicyIndex {
    let claimTypes: [Name: XMLElement]
    let predicates: [Name: XMLElement]
    let predicateValidations: [Name: XMLElement]
    let inputValidations: [Name: XMLElement]
    let transformations: [Name: XMLElement]
    let clientDefinitions: [Name: XMLElement]
    let contentDefinitions: [Name: XMLElement]
    let displayControls: [Name: XMLElement]
    let resources: [Name: XMLElement]
    let profiles: [Name: XMLElement]
    let journeys: [Name: XMLElement]
    let subJourneys: [Name: XMLElement]
    /// The profiles that something runs or names, other than by including them.
    let used: Set<Name>
    /// The profiles that read what the request brings along (`GetClaims`).
    let inboundProfiles: Set<Name>
    /// What session providers tell of an earlier sign-in, at any time (`isActiveMFASession`).
    let sessionClaims: Set<Name>
    /// The sub journeys that may send claims, and those that always end the journey.
    let sendingSubJourneys: Set<Name>
    let endingSubJourneys: Set<Name>
    /// The profiles whose form stands on the page of a combined sign-in step.
    let formProfiles: Set<Name>

    init(_ root: XMLElement) {
        let blocks = root.child("BuildingBlocks") ?? XMLElement("BuildingBlocks", location: root.location)
        claimTypes = PolicyIndex.byID(blocks.items("ClaimsSchema", "ClaimType"))
        predicates = PolicyIndex.byID(blocks.items("Predicates", "Predicate"))
        predicateValidations = PolicyIndex.byID(blocks.items("PredicateValidations", "PredicateValidation"))
        inputValidations = PolicyIndex.byID(blocks.items("InputValidations", "InputValidation"))
        transformations = PolicyIndex.byID(blocks.items("ClaimsTransformations", "ClaimsTransformation"))
        clientDefinitions = PolicyIndex.byID(blocks.items("ClientDefinitions", "ClientDefinition"))
        contentDefinitions = PolicyIndex.byID(blocks.items("ContentDefinitions", "ContentDefinition"))
        displayControls = PolicyIndex.byID(blocks.items("DisplayControls", "DisplayControl"))
        resources = PolicyIndex.byID(blocks.items("Localization", "LocalizedResources"))
        let providers = root.items("ClaimsProviders", "ClaimsProvider")
        profiles = PolicyIndex.byID(providers.flatMap(ProviderMerge.profiles))
        journeys = PolicyIndex.byID(root.items("UserJourneys", "UserJourney"))
        subJourneys = PolicyIndex.byID(root.items("SubJourneys", "SubJourney"))
        let senders = subJourneys.mapValues { journey in JourneySteps(journey).all.filter { $0["Type"] == "SendClaims" }
        }
        sendingSubJourneys = Set(senders.filter { !$0.value.isEmpty }.keys)
        endingSubJourneys = Set(
            subJourneys.filter { id, journey in
                journey["Type"] == "Transfer"
                    || senders[id, default: []].contains { $0.items("Preconditions", "Precondition").isEmpty }
            }.keys)
        var used: Set<Name> = []
        PolicyIndex.collect(root, &used)
        self.used = used
        let steps = (Array(journeys.values) + Array(subJourneys.values)).flatMap { JourneySteps($0).all }
        let sessions = profiles.values.filter { ProfileKind.name($0)?.folded.hasSuffix("ssosessionprovider") ?? false }
        sessionClaims = Set(sessions.flatMap { $0.references("OutputClaims", "OutputClaim", "ClaimTypeReferenceId") })
        inboundProfiles = Set(
            steps.filter { $0["Type"] == "GetClaims" }
                .compactMap { $0.identifier("CpimIssuerTechnicalProfileReferenceId") })
        formProfiles = Set(
            steps.filter { $0.identifier("ContentDefinitionReferenceId") != nil }
                .flatMap { $0.references("ClaimsExchanges", "ClaimsExchange", "TechnicalProfileReferenceId") })
    }

    private static func byID(_ elements: [XMLElement]) -> [Name: XMLElement] {
        Dictionary(elements) { element, _ in element }
    }

    private static func collect(_ element: XMLElement, _ used: inout Set<Name>) {
        for reference in ReferenceTable.references(of: element) where reference.kind == .technicalProfile {
            used.insert(reference.name)
        }
        for child in element.children { collect(child, &used) }
    }

    func definitions(_ kind: ReferenceTable.Kind) -> [Name: XMLElement] {
        switch kind {
        case .claimType: claimTypes
        case .predicate: predicates
        case .predicateValidation: predicateValidations
        case .inputValidation: inputValidations
        case .claimsTransformation: transformations
        case .clientDefinition: clientDefinitions
        case .contentDefinition: contentDefinitions
        case .displayControl: displayControls
        case .localizedResources: resources
        case .technicalProfile: profiles
        case .userJourney: journeys
        case .subJourney: subJourneys
        }
    }
}
