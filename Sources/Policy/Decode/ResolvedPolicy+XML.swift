extension ResolvedPolicy {
    /// Reads a resolved tree. What the checks report as an error is left out; what they pass is all here.
    init?(_ root: XMLElement, chain: [Name], isRelyingParty: Bool) {
        guard let id = root.identifier("PolicyId"), let tenant = root.identifier("TenantId") else { return nil }
        self.init(id: id, tenant: tenant)
        self.chain = chain
        let objectID = root["TenantObjectId"]?.trimmingBlanks()
        tenantObjectID = objectID.flatMap { SchemaValue.problem($0, "guid") == nil ? $0 : nil }
        deploymentMode = root.attribute("DeploymentMode", as: DeploymentMode.self) ?? .production
        if let blocks = root.child("BuildingBlocks") { read(blocks) }
        let providers = root.items("ClaimsProviders", "ClaimsProvider")
        claimsProviders = providers.map(ClaimsProvider.init)
        technicalProfiles = Dictionary(providers.flatMap(ProviderMerge.profiles)) { TechnicalProfile($0, $1) }
        userJourneys = Dictionary(root.items("UserJourneys", "UserJourney")) { UserJourney($0, $1) }
        subJourneys = Dictionary(root.items("SubJourneys", "SubJourney")) { SubJourney($0, $1) }
        if isRelyingParty { relyingParty = root.child("RelyingParty").flatMap(RelyingParty.init) }
    }

    private mutating func read(_ blocks: XMLElement) {
        claimTypes = Dictionary(blocks.items("ClaimsSchema", "ClaimType")) { ClaimType($0, $1) }
        predicates = Dictionary(blocks.items("Predicates", "Predicate")) { Predicate($0, $1) }
        predicateValidations = Dictionary(blocks.items("PredicateValidations", "PredicateValidation")) {
            PredicateValidation($0, $1)
        }
        claimsTransformations = Dictionary(blocks.items("ClaimsTransformations", "ClaimsTransformation")) {
            ClaimsTransformation($0, $1)
        }
        contentDefinitions = Dictionary(blocks.items("ContentDefinitions", "ContentDefinition")) {
            ContentDefinition($0, $1)
        }
        displayControls = Dictionary(blocks.items("DisplayControls", "DisplayControl")) { DisplayControl($0, $1) }
        if let element = blocks.child("Localization") { localization = Localization(element) }
    }
}

extension ClaimsProvider {
    init(_ element: XMLElement) {
        self.init(
            displayName: element.value("DisplayName") ?? "", domains: element.domains,
            technicalProfiles: ProviderMerge.profiles(element).compactMap(\.id))
    }
}
