import Base
import Journey
import Policy

package enum JourneyEvent: Event {
    case shown(_ correlationID: String, ShownPage)
    case finished(_ correlationID: String, policy: String)
    /// A page is shown again, for what a validation profile or a control's action said.
    case refused(_ correlationID: String, by: TechnicalProfile, UserMessage)
    /// An input claims transformation of a page failed: its field is empty.
    case inputFailed(_ correlationID: String, of: TechnicalProfile, detail: String)
    case failed(_ correlationID: String, policy: String, error: JourneyError)
    case lost(_ correlationID: String, code: String)

    package var name: String {
        switch self {
        case .shown: "journey.shown"
        case .finished: "journey.finished"
        case .refused: "journey.refused"
        case .inputFailed: "journey.inputFailed"
        case .failed: "journey.failed"
        case .lost: "journey.lost"
        }
    }

    package var level: EventLevel {
        switch self {
        case .shown: .debug
        case .finished, .refused: .info
        case .inputFailed, .failed, .lost: .warning
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .shown(let id, let page):
            [("correlationId", .string(id)), ("policy", .string(page.policy.text))] + page.fields
        case .finished(let id, let policy): [("correlationId", .string(id)), ("policy", .string(policy))]
        case .refused(let id, let profile, let message):
            [
                ("correlationId", .string(id)), ("profile", .string(profile.id.text)),
                ("message", .string(message.id.text)),
                ("code", .string(message.code)), ("detail", message.detail.map(JSON.string) ?? .null),
            ]
        case .inputFailed(let id, let profile, let detail):
            [
                ("correlationId", .string(id)), ("profile", .string(profile.id.text)), ("detail", .string(detail)),
                ("location", .string("\(profile.location)")),
            ]
        case .failed(let id, let policy, let error):
            [
                ("correlationId", .string(id)), ("policy", .string(policy)), ("code", .string(error.code)),
                ("detail", .string(error.detail)),
            ]
        case .lost(let id, let code): [("correlationId", .string(id)), ("code", .string(code))]
        }
    }
}

/// Which page of a policy a person was shown.
package struct ShownPage: Sendable, Equatable {
    package enum Kind: String, Sendable { case selection, selfAsserted, phoneFactor, passkey, oneTimeCode }

    package let policy: Name
    package let kind: Kind
    /// The technical profile whose page or form it is; nil on a page of providers alone.
    package let profile: Name?
    package let contentDefinition: Name?

    init(_ stop: JourneyRunner.Stop, _ policy: ResolvedPolicy, _ form: TechnicalProfile?) {
        self.policy = policy.id
        switch stop {
        case .selection(let selection):
            kind = .selection
            profile = form?.id
            contentDefinition = selection.contentDefinition ?? form?.contentDefinition
        case .selfAsserted(let shown): (kind, profile, contentDefinition) = ShownPage.named(.selfAsserted, shown)
        case .phoneFactor(let shown): (kind, profile, contentDefinition) = ShownPage.named(.phoneFactor, shown)
        case .passkey(let shown): (kind, profile, contentDefinition) = ShownPage.named(.passkey, shown)
        case .oneTimeCode(let shown): (kind, profile, contentDefinition) = ShownPage.named(.oneTimeCode, shown)
        case .redirect, .send, .failed: preconditionFailure("only a step with a page is shown")
        }
    }

    private static func named(_ kind: Kind, _ shown: TechnicalProfile) -> (Kind, Name?, Name?) {
        (kind, shown.id, shown.contentDefinition)
    }

    fileprivate var fields: [(name: String, value: JSON)] {
        let optional = [("profile", profile), ("contentDefinition", contentDefinition)]
        return [("kind", .string(kind.rawValue))]
            + optional.compactMap { name, value in value.map { (name, .string($0.text)) } }
    }
}
