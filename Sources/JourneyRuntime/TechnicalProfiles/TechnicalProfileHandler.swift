import Base
import Cryptography
import Directory
import HTTP
import Journey
import Passwordless
import Policy

/// What a kind of technical profile does, without a page. `init` reads all configuration, so that a bad policy is
/// refused when it is loaded.
package protocol TechnicalProfileHandler: Sendable {
    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError)
    func run(_ call: ProfileCall) async throws -> HandlerOutcome
}

/// A technical profile that cannot run as it is written. The checker finds most of these first.
package struct ProfileConfigurationError: Error, Equatable {
    package let code: String
    package let detail: String
    package let location: SourceLocation
}

extension TechnicalProfile {
    /// The profile's metadata cannot be carried out.
    func misconfigured(_ detail: String) -> ProfileConfigurationError {
        ProfileConfigurationError(code: "AADB2C90023", detail: detail, location: location)
    }
}

/// One run of a profile: its inputs, resolved, and the services that it may use.
package struct ProfileCall: Sendable {
    package let profile: TechnicalProfile
    /// The claims as the profile sees them, its input transformations applied.
    package let claims: Claims
    package let inputs: [Input]
    package let environment: JourneyEnvironment
    package let tenant: Tenant
    package let services: ProfileServices
    let codes: CodeBook
    let device: BrowserDevice

    package struct Input: Sendable {
        package let claim: Name
        package let partnerName: String
        package let value: ClaimValue
    }

    /// The input that goes by `partnerName`.
    package subscript(partnerName: String) -> ClaimValue? {
        inputs.first { $0.partnerName.equalsIgnoringCase(partnerName) }?.value
    }

    /// The claim's value: as it goes out, where it is an input, else as it is in the bag.
    package func value(of claim: Name) -> ClaimValue? {
        inputs.first { $0.claim == claim }?.value ?? claims[claim]
    }
}

/// What the handlers use of the world.
package struct ProfileServices: Sendable {
    package let users: any Users
    package let passwords: any Passwords
    package let attempts: any Attempts
    package var fetch: any Fetch
    package var partners: Partners
    package let keys: PolicyKeys
    package let courier: any VerificationCourier
    /// Seals what is kept with users and no store may read.
    package let sealer: Sealer
    package let conditionalAccess: any ConditionalAccess
    /// Of the factors and rules that realms have too; nil: this server has none.
    package let desks: RealmDesks?
    package let emit: Emit
    /// Whether what policies call may be on this machine or its network: true in development.
    package let mayReachPrivateAddresses: Bool

    package init(
        users: any Users, passwords: any Passwords, attempts: any Attempts, fetch: any Fetch, partners: Partners,
        keys: PolicyKeys, courier: any VerificationCourier, sealer: Sealer,
        conditionalAccess: any ConditionalAccess = NoConditionalAccess(), desks: RealmDesks? = nil,
        emit: @escaping Emit, mayReachPrivateAddresses: Bool
    ) {
        self.users = users
        self.passwords = passwords
        self.attempts = attempts
        self.fetch = fetch
        self.partners = partners
        self.keys = keys
        self.courier = courier
        self.sealer = sealer
        self.conditionalAccess = conditionalAccess
        self.desks = desks
        self.emit = emit
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
    }
}

package enum HandlerOutcome: Sendable {
    /// Values by partner name, from which the profile's output claims are made.
    case values(JSON)
    /// There is nobody to say anything about: output claims have their defaults, and output transformations, which
    /// would judge what was found, do not run.
    case nobody
    /// The person may try again, and reads this; outside a page it ends the journey.
    case refused(UserMessage)
}

/// A text for the person, by the id under which a policy may replace it.
package struct UserMessage: Error, Equatable, Sendable {
    package let id: Name
    /// Other ids under which policies have written this text.
    package let aliases: [Name]
    /// B2C's code for it, which clients and page scripts look at.
    package let code: String
    /// Used when a service has said the text itself (a REST service's `userMessage`), or the policy in a help text.
    package let text: String?
    /// The id of built-in words that are more exact than those of `id`.
    package let builtIn: String?
    /// What `{0}`, `{1}`, … stand for in the text.
    package let values: [String]
    /// Our own words, where neither the policy nor the built-in texts know the id.
    package let fallback: String?
    /// For the log and the trace.
    package let detail: String?
    /// For the relying party, where that reads something else than the person.
    package let party: String?
    /// There were too many tries, and so long it takes until the next one: what `{0}` stands for.
    package let waitSeconds: Int64?

    package init(
        _ id: Name, aliases: [Name] = [], code: String, text: String? = nil, builtIn: String? = nil,
        values: [String] = [], fallback: String? = nil, detail: String? = nil, party: String? = nil,
        waitSeconds: Int64? = nil
    ) {
        self.id = id
        self.aliases = aliases
        self.code = code
        self.text = text
        self.builtIn = builtIn
        self.values = values
        self.fallback = fallback
        self.detail = detail
        self.party = party
        self.waitSeconds = waitSeconds
    }
}

extension Timestamp {
    /// In seconds, rounded up.
    func wait(until end: Timestamp) -> Int64 { max(1, (end.milliseconds - milliseconds + 999) / 1000) }
}
