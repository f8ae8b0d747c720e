import Base

extension TraceEntry {
    /// What it is, in a few words: `Step 3 · ClaimsExchange`.
    package var title: String {
        switch event {
        case .step(let step): step.place.title
        case .skipped(let skipped):
            switch skipped.what {
            case .step(let place): place.title
            case .profile(let id): id
            }
        case .choice(let choice): "\(choice.exchange) chosen"
        case .profile(let profile): profile.id
        case .transformation(let work): work.id
        case .call(let call): "\(call.method) \(call.place)"
        case .page(let page): "Page \(page.profile ?? page.api)"
        case .submission: "Sent from the page"
        case .message(let message):
            message.channel == "mail" ? "Mail" : message.channel == "text" ? "Text message" : "Call"
        case .session(let session): "Session: \(session.decision.words)"
        case .redirect(let redirect): redirect.direction == .out ? "To the provider" : "Back from the provider"
        case .sent: "Claims to the application"
        case .failure(let failure): failure.code
        case .note(let text): text
        }
    }

    /// What is worth knowing of it at a glance: `skipped: objectId exists`.
    package var remark: String {
        switch event {
        case .step(let step): step.remark
        case .skipped(let skipped): "skipped: \(skipped.reason)"
        case .choice(let choice): choice.reason.words
        case .profile(let profile): outcome == .failed ? "\(profile.type) refused" : profile.type
        case .transformation(let work): work.method
        case .call(let call): call.answer.map { "status \($0.status)" } ?? call.problem ?? "no answer yet"
        case .page(let page): page.api
        case .submission(let submission): outcome == .failed ? "\(submission.words), refused" : submission.words
        case .message(let message): "\(message.outcome) to \(message.recipient.text)"
        case .session(let session): session.detail
        case .redirect(let redirect): redirect.profile ?? ""
        case .sent(let sent): "\(sent.claims.count) claims"
        case .failure(let failure): failure.text
        case .note: ""
        }
    }

    /// Where in the policy it is written, as `file:line:column`.
    package var location: String? {
        switch event {
        case .step(let step): step.place.location
        case .skipped(let skipped):
            if let precondition = skipped.precondition { precondition.location } else { nil }
        case .profile(let profile): profile.location
        case .transformation(let work): work.location
        case .page(let page): page.location
        case .choice, .call, .submission, .message, .session, .redirect, .sent, .failure, .note: nil
        }
    }
}

extension TraceEntry {
    /// A step that a sub journey has, whether it ran or not.
    var isOfSubJourney: Bool {
        switch event {
        case .step(let step): step.place.subJourney != nil
        case .skipped(let skipped):
            switch skipped.what {
            case .step(let place): place.subJourney != nil
            case .profile: false
            }
        case .choice, .profile, .transformation, .call, .page, .submission, .message, .session, .redirect, .sent,
            .failure, .note:
            false
        }
    }
}

extension TraceEvent.Step {
    /// `in PasswordReset · isForgotPassword equals “true”`.
    fileprivate var remark: String {
        [place.subJourney.map { "in \($0)" }, reason.isEmpty ? nil : "runs: \(reason)"].compactMap(\.self)
            .joined(separator: " · ")
    }
}

extension TraceEvent.Place {
    package var title: String { "Step \(order) · \(type)" }
}

extension TraceEvent.Call {
    /// Host and path.
    fileprivate var place: String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(rest.prefix { $0 != "?" && $0 != "#" })
    }
}

extension TraceEvent.Submission {
    /// What the page was sent for, by the words of its scripts and its buttons.
    fileprivate var words: String {
        switch action {
        case "VERIFICATION_REQUEST": "asks for a code"
        case "VALIDATION_REQUEST": "gives a code"
        case "POLLING_REQUEST": "asks how it stands"
        default: action
        }
    }
}

extension TraceEvent.Choice.Reason {
    fileprivate var words: String {
        switch self {
        case .person: "by the person"
        case .domainHint: "by domain_hint"
        case .session: "by the session"
        case .onlyOne: "there was no other"
        }
    }
}

extension TraceEvent.Session.Decision {
    fileprivate var words: String {
        switch self {
        case .found: "found"
        case .none: "none"
        case .restored: "stood in"
        case .somebodyElse: "somebody else's"
        case .samePerson: "the same person's"
        case .kept: "kept"
        }
    }
}
