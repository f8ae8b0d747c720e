import Base
import Cryptography
import Directory
import HTTP
import Journey
import Policy

/// One run of a journey for one authorization request: what is kept between two requests of the browser.
struct Transaction: Sendable {
    /// `TID` of `StateProperties`: a GUID.
    let id: String
    let tenant: Tenant.ID
    let policy: Name
    /// The user journey; a refresh or userinfo journey has no transaction.
    var journey: JourneyState
    /// The authorization request; checked again each time it is made from them.
    let parameters: Parameters
    let correlationID: String
    let startedAt: Timestamp
    let language: String
    /// 0: nothing was stored yet, the browser holds it all, sealed.
    var version: Int
    /// What the page of the current step has collected so far.
    var page: PageState
    var codes: CodeBook.Content
    /// A redirect to another provider that has not come back.
    var federation: JSON?
    /// Where the journey stood when the person chose that provider, or a factor's page: who comes back by the back
    /// button, or cancels there, chooses again.
    var selection: JourneyState?
    /// What the session providers keep when the journey ends.
    var remembered: SSOSession
    /// When the person last proved who they are in this journey.
    var authenticatedAt: Timestamp?
    var keepsSignedIn: Bool
    /// False once a fresh sign-in was asked for, or somebody else than the session's person has signed in.
    var usesSession: Bool
    /// What the journey does is written down. Decided once, at its start.
    var isTraced: Bool

    static let lifetimeSeconds: Int64 = 3600

    init(
        id: String, tenant: Tenant.ID, policy: Name, journey: Name, parameters: Parameters, correlationID: String,
        startedAt: Timestamp, language: String, usesSession: Bool
    ) {
        self.id = id
        self.tenant = tenant
        self.policy = policy
        self.journey = JourneyState(journey: journey)
        self.parameters = parameters
        self.correlationID = correlationID
        self.startedAt = startedAt
        self.language = language
        self.usesSession = usesSession
        version = 0
        page = PageState()
        codes = CodeBook.Content()
        remembered = SSOSession()
        keepsSignedIn = false
        isTraced = false
    }

    var expiresAt: Timestamp { startedAt.adding(seconds: Transaction.lifetimeSeconds) }
}

extension Transaction {
    /// A request of a page, though the person was sent to another provider: they came back without its answer, and
    /// the page that they left is where they are.
    mutating func returnFromProvider() {
        guard federation != nil, let selection else { return }
        journey = selection
        page = PageState()
        forgetProvider()
    }

    /// A short name for the page where the journey stands.
    var step: String {
        let place = journey.frames.map { "\($0.subJourney?.folded ?? ""):\($0.index)" }.joined(separator: "/")
        let digest = Hash.sha256(Bytes(utf8: "\(place) \(page.owner?.folded ?? "")"))
        return Base64.encodeURL(Bytes(digest.prefix(6)))
    }

    /// Whether a form is of the page where the journey stands. Tools that post without a page do not say.
    func accepts(formOf step: String?) -> Bool { step == nil || step == self.step }

    /// The redirect to another provider is used up.
    mutating func forgetProvider() {
        federation = nil
        selection = nil
    }
}

extension Transaction {
    var stored: JSON {
        var object: JSON.Object = [
            "id": .string(id), "tenant": .string(tenant.text), "policy": .string(policy.text),
            "journey": journey.stored, "parameters": .string(parameters.urlEncoded),
            "correlation": .string(correlationID), "started": .integer(startedAt.milliseconds),
            "language": .string(language), "version": .integer(Int64(version)), "page": page.stored,
            "remembered": remembered.stored, "keeps": .bool(keepsSignedIn), "session": .bool(usesSession),
        ]
        if isTraced { object["traced"] = true }
        object["federation"] = federation
        object["selection"] = selection?.stored
        object["codes"] = codes.stored
        object["authenticated"] = authenticatedAt.map { .integer($0.milliseconds) }
        return .object(object)
    }

    init?(stored json: JSON) {
        guard let id = json["id"]?.string, let tenant = json["tenant"]?.string, let policy = json["policy"]?.string,
            let journey = json["journey"].flatMap({ JourneyState(stored: $0) }),
            let parameters = json["parameters"]?.string.flatMap({ Parameters(urlEncoded: $0) }),
            let correlation = json["correlation"]?.string, let started = json["started"]?.integer,
            let language = json["language"]?.string, let version = json["version"]?.integer,
            let page = json["page"].flatMap({ PageState(stored: $0) }),
            let remembered = json["remembered"].flatMap({ SSOSession(stored: $0) })
        else { return nil }
        self.init(
            id: id, tenant: Tenant.ID(tenant), policy: Name(policy), journey: journey.journey, parameters: parameters,
            correlationID: correlation, startedAt: Timestamp(milliseconds: started), language: language,
            usesSession: json["session"]?.bool ?? false)
        self.journey = journey
        self.version = Int(version)
        self.page = page
        self.remembered = remembered
        federation = json["federation"]
        selection = json["selection"].flatMap { JourneyState(stored: $0) }
        codes = CodeBook.Content(stored: json["codes"])
        authenticatedAt = json["authenticated"]?.integer.map { Timestamp(milliseconds: $0) }
        keepsSignedIn = json["keeps"]?.bool ?? false
        isTraced = json["traced"]?.bool ?? false
    }
}
