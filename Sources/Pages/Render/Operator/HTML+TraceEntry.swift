import Base
import Trace

extension HTML {
    /// Where it is written, when it was and how long it took.
    mutating func facts(of entry: TraceEntry, in trace: JourneyTrace) {
        element("dl", .class("facts")) { html in
            if let location = entry.location {
                html.fact("Written in", FilePlace.short(location), whole: location, class: "code")
            }
            html.fact(
                "At", "+\(TraceWords.duration(max(0, entry.at.milliseconds - trace.startedAt.milliseconds) * 1000))")
            if let time = entry.microseconds { html.fact("Took", TraceWords.duration(time)) }
            let isSaid = entry.parent.flatMap { trace.entry($0) }?.request == entry.request
            if !isSaid, trace.requests.indices.contains(entry.request - 1) {
                let request = trace.requests[entry.request - 1]
                html.fact(
                    "Request", "\(entry.request): \(request.method) \(HTML.end(of: request.path))",
                    whole: request.path, class: "code")
            }
        }
    }

    private mutating func fact(_ name: String, _ text: String, whole: String? = nil, class kind: String = "") {
        element("div") { html in
            html.element("dt", text: name)
            html.element("dd", .class(kind), .optional("title", whole), text: text)
        }
    }

    /// A path without tenant and policy, which stand at the top.
    private static func end(of path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? "…/" + parts.dropFirst(2).joined(separator: "/") : path
    }

    /// What is known of the entry.
    mutating func body(of entry: TraceEntry) {
        switch entry.event {
        case .step(let step): reasons(of: step)
        case .skipped(let skipped): skipped.precondition.map { precondition($0) }
        case .profile(let profile): claims(profile.inputs, "Input", "Value")
        case .transformation(let work): transformation(work)
        case .call(let call): self.call(call)
        case .page(let page): self.page(page)
        case .submission(let submission): self.submission(submission)
        case .redirect(let redirect):
            element("pre", .class("raw"), Attribute("tabindex", "0"), text: redirect.url)
            claims(redirect.parameters, "Parameter", "Value")
        case .sent(let sent):
            claims([TracedClaim("subject", sent.subject)] + sent.claims, "Claim", "Value in the token")
        case .failure(let failure): self.failure(failure)
        case .choice, .message, .session, .note: break
        }
        if entry.changes.isEmpty {
            if case .step = entry.event, entry.outcome == .done {
                element("p", .class("note"), text: "No claim changed in this step.")
            }
        } else {
            difference(entry.changes)
        }
    }

    private mutating func reasons(of step: TraceEvent.Step) {
        guard !step.preconditions.isEmpty else {
            element("p", .class("rule"), text: "It has no preconditions, so it always runs.")
            return
        }
        element(
            "p", .class("rule"),
            text: step.preconditions.count == 1
                ? "It runs, because its precondition does not skip it."
                : "It runs, because none of its \(step.preconditions.count) preconditions skips it.")
        for precondition in step.preconditions { self.precondition(precondition) }
    }

    private mutating func precondition(_ precondition: TraceEvent.Precondition) {
        var rule = "\(precondition.type) \(precondition.claims.map(\.name).joined(separator: ", "))"
        if let literal = precondition.literal { rule += " = “\(literal.text)”" }
        element("p", .class("rule")) { html in
            html.text("The policy says: skip when ")
            html.element("code") { $0.element("bdi", text: rule) }
            html.text(precondition.executeActionsIf ? " holds." : " does not hold.")
        }
        claims(precondition.claims, "Claim", "Value then")
    }

    private mutating func transformation(_ work: TraceEvent.Transformation) {
        claims(work.inputs, "Input", "Value")
        claims(work.parameters, "Parameter", "Value")
        claims(work.outputs, "Output", "Value")
        for note in work.notes { element("p", .class("note"), text: note) }
    }

    private mutating func call(_ call: TraceEvent.Call) {
        element("pre", .class("raw"), Attribute("tabindex", "0"), text: "\(call.method) \(call.url)")
        claims(call.headers, "Request header", "Value")
        body(call.body, "Request body")
        if let problem = call.problem { element("p", .class("problem"), text: "No answer: \(problem)") }
        guard let answer = call.answer else { return }
        element("h4", text: "Answer: status \(answer.status)")
        claims(answer.headers, "Answer header", "Value")
        body(answer.body, "Answer body")
    }

    private mutating func body(_ body: TraceEvent.Call.Body, _ name: String) {
        guard body.length > 0 else { return }
        element("h4", text: "\(name), \(body.length) bytes\(body.isWhole ? "" : ", not all kept")")
        if !body.text.isEmpty { element("pre", .class("raw"), Attribute("tabindex", "0"), text: body.text) }
    }

    private mutating func page(_ page: TraceEvent.Page) {
        if let message = page.message { element("p", .class("problem"), text: "It said: \(message)") }
        claims(page.fields, "Field", "Filled in with")
        if !page.choices.isEmpty {
            element("p", .class("note"), text: "Choices: \(page.choices.joined(separator: ", "))")
        }
        if let definition = page.contentDefinition {
            element("p", .class("note"), text: "Content definition: \(definition)")
        }
    }

    private mutating func submission(_ submission: TraceEvent.Submission) {
        for problem in submission.problems {
            let place = problem.field.isEmpty ? "" : "\(problem.field): "
            element("p", .class("problem"), text: "\(place)\(problem.text) (\(problem.code))")
        }
        claims(submission.fields, "Field", "Sent")
    }

    private mutating func failure(_ failure: TraceEvent.Failure) {
        element("p", .class("problem"), text: failure.text)
        if !failure.detail.isEmpty { element("pre", .class("raw"), Attribute("tabindex", "0"), text: failure.detail) }
        if let remedy = failure.remedy {
            element("p", .class("remedy")) { html in
                html.element("strong", text: "What to do: ")
                html.text(remedy)
            }
        }
    }

    private mutating func claims(_ claims: [TracedClaim], _ name: String, _ value: String) {
        guard !claims.isEmpty else { return }
        element("table", .class("values")) { html in
            html.element("thead") { html in
                html.element("tr") { html in
                    html.element("th", Attribute("scope", "col"), text: name)
                    html.element("th", Attribute("scope", "col"), text: value)
                }
            }
            html.element("tbody") { html in
                for claim in claims {
                    html.element("tr") { html in
                        html.element("th", Attribute("scope", "row")) { $0.element("bdi", text: claim.name) }
                        html.element("td") { $0.value(claim.value) }
                    }
                }
            }
        }
    }

    private mutating func difference(_ changes: [ClaimChange]) {
        element("table", .class("values diff")) { html in
            html.element("caption", text: "Claims")
            html.element("thead") { html in
                html.element("tr") { html in
                    for name in ["Change", "Claim", "Before", "After"] {
                        html.element("th", Attribute("scope", "col"), text: name)
                    }
                }
            }
            html.element("tbody") { html in
                for change in changes {
                    html.element("tr", .class(change.kind.rawValue)) { html in
                        html.element("td") { html in
                            html.element(
                                "span", .class("sign"), Attribute("aria-hidden", "true"), text: change.kind.sign)
                            html.text(change.kind.rawValue)
                        }
                        html.element("th", Attribute("scope", "row")) { $0.element("bdi", text: change.name) }
                        html.element("td") { $0.value(change.before) }
                        html.element("td") { $0.value(change.after) }
                    }
                }
            }
        }
    }

    private mutating func value(_ value: TracedValue?) {
        guard let value else {
            element("span", .class("none"), text: "none")
            return
        }
        element("bdi", .class(value.isConcealed ? "concealed" : "value"), text: value.text)
    }
}

extension ClaimChange.Kind {
    fileprivate var sign: String {
        switch self {
        case .added: "+"
        case .changed: "~"
        case .removed: "−"
        }
    }
}
