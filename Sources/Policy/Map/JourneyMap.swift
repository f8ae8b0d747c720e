/// A user journey as nodes and edges: what `cardea policy graph` draws, and what a trace marks the way in.
///
/// A node is a step. Its id is the way to it: `3`, or `sub:Reset/2` for a step of a sub journey; an exchange of a step
/// is `3:SignUpExchange`. Ids depend on the policy alone.
package struct JourneyMap: Sendable {
    package struct Node: Sendable {
        package let id: String
        package let order: Int
        package let kind: OrchestrationStep.Kind
        /// When the step is left out, in words.
        package let conditions: [String]
        package let cards: [Card]
        /// The sub journey that the step goes through.
        package let inner: Inner?
    }

    package struct Inner: Sendable {
        package let name: String
        /// A transfer does not come back.
        package let isTransfer: Bool
        package let nodes: [Node]
    }

    /// Something inside a step: a technical profile, or a choice that leads to one of the next step.
    package struct Card: Sendable {
        package enum Role: Sendable, Hashable {
            case profile
            /// The local-account form of a selection page.
            case form
            /// A button of a selection page; the node's card that it leads to, if that is there.
            case choice(target: String?)
            case issuer
        }

        package let id: String
        package let role: Role
        package let title: String
        package let kind: MapKind
        /// A service's host, a directory operation, a page.
        package let details: [String]
        /// Validation profiles and actions of display controls: a line for each.
        package let lines: [Line]
    }

    package struct Line: Sendable, Hashable {
        package let title: String
        package let kind: MapKind
        package let conditions: [String]
    }

    package struct Edge: Sendable, Hashable {
        package enum Kind: String, Sendable { case next, skip, choice }

        package let from: String
        package let to: String
        package let kind: Kind
        package let label: String?

        package init(from: String, to: String, kind: Kind, label: String?) {
            self.from = from
            self.to = to
            self.kind = kind
            self.label = label
        }
    }

    package let policy: Name
    package let journey: Name
    package let nodes: [Node]
    /// Ids of nodes and cards.
    package let edges: [Edge]

    /// The journey `journey` of `policy`, by default the one that its relying party begins; nil when there is none.
    package init?(_ policy: ResolvedPolicy, journey: Name? = nil) {
        guard let id = journey ?? policy.relyingParty?.defaultUserJourney ?? policy.userJourneys.keys.min(),
            let found = policy.userJourneys[id]
        else { return nil }
        var builder = JourneyMapBuilder(policy: policy)
        self.policy = policy.id
        self.journey = found.id
        nodes = builder.nodes(found.steps, prefix: "", path: [])
        edges = JourneyMapBuilder.edges(nodes)
    }

    /// What became of a node or card in one run.
    package enum Mark: String, Sendable, CaseIterable { case ran, skipped, current, failed }
}

/// What a technical profile is, in a word and a colour.
package enum MapKind: String, Sendable, CaseIterable {
    case page, directory, service, federation, transformation, factor, issuer, session, telemetry, other

    package var label: String {
        switch self {
        case .page: "Page"
        case .directory: "Directory"
        case .service: "REST service"
        case .federation: "Identity provider"
        case .transformation: "Claims transformation"
        case .factor: "Second factor"
        case .issuer: "Token"
        case .session: "Session"
        case .telemetry: "Telemetry"
        case .other: "Profile"
        }
    }

    init(_ profile: TechnicalProfile) {
        switch Name(profile.handler ?? "") {
        case "SelfAssertedAttributeProvider": self = .page
        case "AzureActiveDirectoryProvider": self = .directory
        case "RestfulProvider": self = .service
        case "ClaimsTransformationProtocolProvider": self = .transformation
        case "PhoneFactorProtocolProvider", "AzureMfaProtocolProvider", "OneTimePasswordProtocolProvider",
            "AadSsprProtocolProvider", "ConditionalAccessProtocolProvider", "CaptchaProvider", "Cardea.Passkey",
            "Cardea.OneTimeCode", "Cardea.Decision":
            self = .factor
        case "AzureApplicationInsightsProvider": self = .telemetry
        case let handler where handler.folded.hasSuffix("ssosessionprovider"): self = .session
        default: self = MapKind(protocolOf: profile)
        }
    }

    private init(protocolOf profile: TechnicalProfile) {
        let isSender = profile.metadata["METADATA"] == nil && profile.metadata["authorization_endpoint"] == nil
        if profile.outputTokenFormat != nil, isSender {
            self = .issuer
            return
        }
        switch profile.protocolName {
        case .openIDConnect?, .oauth1?, .oauth2?, .saml2?, .wsFederation?, .wsTrust?: self = .federation
        case .none?, .proprietary?, .sessionManagement?, .selfAsserted?, nil: self = .other
        }
    }
}
