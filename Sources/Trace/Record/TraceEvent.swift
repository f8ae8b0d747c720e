import Base

/// One kind of thing that happens in a journey, with what is known of it.
package enum TraceEvent: Hashable, Sendable {
    /// The journey came to an orchestration step and somebody or something must act.
    case step(Step)
    /// A step, or a validation profile, that did not run.
    case skipped(Skipped)
    /// A way that was chosen: by a person, a hint, the session, or because there was no other.
    case choice(Choice)
    case profile(Profile)
    case transformation(Transformation)
    case call(Call)
    case page(Page)
    case submission(Submission)
    /// A mail, a text message or a call.
    case message(Message)
    case session(Session)
    /// To another provider, or back from it.
    case redirect(Redirect)
    /// What goes to the relying party.
    case sent(Sent)
    case failure(Failure)
    case note(String)

    /// The stable name in the JSON form.
    package var kind: String {
        switch self {
        case .step: "step"
        case .skipped: "skipped"
        case .choice: "choice"
        case .profile: "profile"
        case .transformation: "transformation"
        case .call: "call"
        case .page: "page"
        case .submission: "submission"
        case .message: "message"
        case .session: "session"
        case .redirect: "redirect"
        case .sent: "sent"
        case .failure: "failure"
        case .note: "note"
        }
    }
}

extension TraceEvent {
    /// A step that runs, and why: what its preconditions looked at.
    package struct Step: Hashable, Sendable {
        package let place: Place
        /// In words: `objectId does not exist`. Empty for a step without preconditions.
        package let reason: String
        /// All of them, since each could have skipped the step.
        package let preconditions: [Precondition]

        package init(_ place: Place, reason: String = "", preconditions: [Precondition] = []) {
            self.place = place
            self.reason = reason
            self.preconditions = preconditions
        }
    }

    /// An orchestration step, and where it is written.
    package struct Place: Hashable, Sendable {
        package let journey: String
        package let subJourney: String?
        package let order: Int
        package let type: String
        /// `file:line:column`.
        package let location: String

        package init(journey: String, subJourney: String?, order: Int, type: String, location: String) {
            self.journey = journey
            self.subJourney = subJourney
            self.order = order
            self.type = type
            self.location = location
        }
    }

    package struct Skipped: Hashable, Sendable {
        package enum What: Hashable, Sendable { case step(Place), profile(String) }

        package let what: What
        /// In words: `objectId exists`.
        package let reason: String
        package let precondition: Precondition?

        package init(_ what: What, reason: String, precondition: Precondition? = nil) {
            self.what = what
            self.reason = reason
            self.precondition = precondition
        }
    }

    /// A precondition, and what it looked at.
    package struct Precondition: Hashable, Sendable {
        /// `ClaimsExist` or `ClaimEquals`.
        package let type: String
        package let claims: [TracedClaim]
        package let literal: TracedValue?
        package let executeActionsIf: Bool
        package let location: String

        package init(
            type: String, claims: [TracedClaim], literal: TracedValue?, executeActionsIf: Bool, location: String
        ) {
            self.type = type
            self.claims = claims
            self.literal = literal
            self.executeActionsIf = executeActionsIf
            self.location = location
        }
    }

    package struct Choice: Hashable, Sendable {
        package enum Reason: String, Sendable { case person, domainHint, session, onlyOne }

        package let exchange: String
        package let reason: Reason

        package init(_ exchange: String, by reason: Reason) {
            self.exchange = exchange
            self.reason = reason
        }
    }
}
