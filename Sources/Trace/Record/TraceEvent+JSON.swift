import Base

extension TraceEvent {
    /// The members that the event adds to its entry.
    var members: [(String, JSON)] {
        switch self {
        case .step(let step): step.members
        case .skipped(let skipped): skipped.members
        case .choice(let choice): [("exchange", .string(choice.exchange)), ("by", .string(choice.reason.rawValue))]
        case .profile(let profile): profile.members
        case .transformation(let transformation): transformation.members
        case .call(let call): call.members
        case .page(let page): page.members
        case .submission(let submission): submission.members
        case .message(let message):
            [
                ("channel", .string(message.channel)), ("recipient", message.recipient.json),
                ("result", .string(message.outcome)),
            ]
        case .session(let session):
            [
                ("decision", .string(session.decision.rawValue)), ("profile", JSON(optional: session.profile)),
                ("detail", .string(session.detail)),
            ]
        case .redirect(let redirect):
            [
                ("direction", .string(redirect.direction.rawValue)), ("profile", JSON(optional: redirect.profile)),
                ("url", .string(redirect.url)), ("parameters", redirect.parameters.json),
            ]
        case .sent(let sent):
            [
                ("issuer", .string(sent.issuer)), ("client", .string(sent.client)), ("subject", sent.subject.json),
                ("claims", sent.claims.json),
            ]
        case .failure(let failure):
            [
                ("code", .string(failure.code)), ("text", .string(failure.text)), ("detail", .string(failure.detail)),
                ("remedy", JSON(optional: failure.remedy)),
            ]
        case .note(let text): [("text", .string(text))]
        }
    }
}

extension TraceEvent.Place {
    fileprivate var members: [(String, JSON)] {
        [
            ("journey", .string(journey)), ("subJourney", JSON(optional: subJourney)),
            ("order", .integer(Int64(order))), ("type", .string(type)), ("location", .string(location)),
        ]
    }
}

extension TraceEvent.Step {
    fileprivate var members: [(String, JSON)] {
        guard !preconditions.isEmpty else { return place.members }
        return place.members + [
            ("reason", .string(reason)), ("preconditions", .array(preconditions.map(\.json))),
        ]
    }
}

extension TraceEvent.Precondition {
    fileprivate var json: JSON {
        var object: JSON.Object = [
            "type": .string(type), "executeActionsIf": .bool(executeActionsIf), "claims": claims.json,
            "location": .string(location),
        ]
        object["literal"] = literal?.json
        return .object(object)
    }
}

extension TraceEvent.Skipped {
    fileprivate var members: [(String, JSON)] {
        var members: [(String, JSON)] =
            switch what {
            case .step(let place): place.members
            case .profile(let id): [("profile", .string(id))]
            }
        members.append(("reason", .string(reason)))
        guard let precondition else { return members }
        return members + [("precondition", precondition.json)]
    }
}

extension TraceEvent.Profile {
    fileprivate var members: [(String, JSON)] {
        [
            ("profile", .string(id)), ("role", .string(role.rawValue)), ("type", .string(type)),
            ("location", .string(location)), ("inputs", inputs.json),
        ]
    }
}

extension TraceEvent.Transformation {
    fileprivate var members: [(String, JSON)] {
        [
            ("transformation", .string(id)), ("method", .string(method)), ("location", .string(location)),
            ("inputs", inputs.json), ("parameters", parameters.json), ("outputs", outputs.json), ("notes", JSON(notes)),
        ]
    }
}

extension TraceEvent.Call {
    fileprivate var members: [(String, JSON)] {
        var request: JSON.Object = ["method": .string(method), "url": .string(url), "headers": headers.json]
        request["body"] = body.json
        var members: [(String, JSON)] = [("call", .object(request))]
        if let answer {
            members.append(
                (
                    "answer",
                    [
                        "status": .integer(Int64(answer.status)), "headers": answer.headers.json,
                        "body": answer.body.json,
                    ]
                ))
        }
        if let problem { members.append(("problem", .string(problem))) }
        return members
    }
}

extension TraceEvent.Call.Body {
    fileprivate var json: JSON {
        ["text": .string(text), "length": .integer(Int64(length)), "isWhole": .bool(isWhole)]
    }
}

extension TraceEvent.Page {
    fileprivate var members: [(String, JSON)] {
        [
            ("api", .string(api)), ("profile", JSON(optional: profile)),
            ("contentDefinition", JSON(optional: contentDefinition)), ("location", JSON(optional: location)),
            ("fields", fields.json), ("choices", JSON(choices)), ("message", JSON(optional: message)),
        ]
    }
}

extension TraceEvent.Submission {
    fileprivate var members: [(String, JSON)] {
        let problems = problems.map { problem -> JSON in
            ["field": .string(problem.field), "code": .string(problem.code), "text": .string(problem.text)]
        }
        return [
            ("profile", JSON(optional: profile)), ("action", .string(action)), ("fields", fields.json),
            ("problems", .array(problems)),
        ]
    }
}

extension JSON {
    init(optional text: String?) { self = text.map { .string($0) } ?? .null }
}

extension [TracedClaim] {
    /// An array, because order matters to who reads it and a name may come twice.
    var json: JSON { .array(map(\.json)) }
}
