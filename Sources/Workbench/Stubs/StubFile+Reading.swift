import Base
import HTTP
import Messaging

extension StubFile {
    /// Reads a stub file. `readFile` finds the bodies that it names, beside it.
    package init(
        _ bytes: Bytes, name: String, readFile: (String) -> Bytes? = { _ in nil }
    ) throws(SourceProblem) {
        try self.init(try SourceJSON(parsing: bytes, file: name), readFile: readFile)
    }

    init(_ source: SourceJSON, readFile: (String) -> Bytes? = { _ in nil }) throws(SourceProblem) {
        // A file of one stub need not say "stubs".
        let own = ["host", "hosts", "online", "people", "stubs"]
        let members = try MemberReader(source, "a stub file", known: own + Stub.members)
        name = source.place.file
        let names = (try members.texts("host") ?? []) + (try members.texts("hosts") ?? [])
        guard !names.isEmpty else {
            throw SourceProblem(source.place, "a stub file says which \"host\" it answers for")
        }
        var hosts: [HostPattern] = []
        for name in names {
            guard let pattern = HostPattern(name) else {
                throw SourceProblem(members["host"]?.place ?? source.place, "\"\(name)\" is no host")
            }
            hosts.append(pattern)
        }
        self.hosts = hosts
        isOnline = try members.flag("online") ?? false
        var stubs: [Stub] = []
        for item in try members.list("stubs") ?? [] { stubs.append(try Stub(item, readFile)) }
        if Stub.members.contains(where: members.has) {
            guard stubs.isEmpty else {
                throw SourceProblem(source.place, "stubs stand in \"stubs\", or the file is one stub: not both")
            }
            stubs.append(try Stub(members, readFile))
        }
        self.stubs = stubs
        var people: [(name: String, claims: JSON.Object)] = []
        for person in try members.object("people")?.members ?? [] {
            guard let claims = person.value.object else {
                throw SourceProblem(
                    members["people"]?.place ?? source.place, "\"\(person.name)\" is an object of claims")
            }
            people.append((person.name, claims))
        }
        self.people = people
    }
}

extension Stub {
    static let members = ["match", "times", "answers"] + StubAnswer.members

    init(_ source: SourceJSON, _ readFile: (String) -> Bytes?) throws(SourceProblem) {
        try self.init(try MemberReader(source, "a stub", known: Stub.members), readFile)
    }

    init(_ members: MemberReader, _ readFile: (String) -> Bytes?) throws(SourceProblem) {
        place = members.place
        match = try members["match"].map { source throws(SourceProblem) in try StubMatch(source) } ?? StubMatch()
        times = try members.integer("times", in: 1...1_000_000)
        var answers: [StubAnswer] = []
        for item in try members.list("answers") ?? [] {
            answers.append(
                try StubAnswer(try MemberReader(item, "an answer", known: StubAnswer.members), readFile))
        }
        if answers.isEmpty { answers.append(try StubAnswer(members, readFile)) }
        self.answers = answers
    }
}

extension StubMatch {
    init(_ source: SourceJSON) throws(SourceProblem) {
        // "POST /path", or "/path", says enough for most.
        if case .string(let text) = source.value {
            let words = text.split(separator: " ").map(String.init)
            let (method, path) = words.count == 2 ? (words[0], words[1]) : (nil, words.first ?? "*")
            self.init(method: try StubMatch.method(method, source.place), path: path)
            return
        }
        let known = ["method", "path", "query", "headers", "body", "form"]
        let members = try MemberReader(source, "\"match\"", known: known)
        self.init(
            method: try StubMatch.method(try members.text("method"), members["method"]?.place ?? source.place),
            path: try members.text("path"), query: try members.object("query"), headers: try members.object("headers"),
            body: members["body"]?.json, form: try members.object("form"))
    }

    private static func method(_ text: String?, _ place: SourcePlace) throws(SourceProblem) -> String? {
        guard let text, text != "*" else { return nil }
        guard let method = Method(rawValue: text.uppercased()) else {
            throw SourceProblem(place, "\"\(text)\" is no method")
        }
        return method.rawValue
    }
}

extension StubAnswer {
    static let members = ["answer", "delay", "failure", "message"] + contents
    private static let contents = ["status", "headers", "json", "text", "file"]

    private static let failures: [String: FetchError] = [
        "dns": .nameNotFound, "connection": .connectionFailed, "timeout": .timedOut, "tls": .tlsFailed,
        "malformed": .invalidResponse, "tooLarge": .responseTooLarge,
    ]

    /// The answer's members may stand in `answer` or beside it; a number alone is a status.
    init(_ members: MemberReader, _ readFile: (String) -> Bytes?) throws(SourceProblem) {
        delayMilliseconds = try members.milliseconds("delay") ?? 0
        message = try members["message"].map { source throws(SourceProblem) in try StubMessage(source) }
        if let name = try members.text("failure") {
            guard let failure = StubAnswer.failures[name] else {
                let known = StubAnswer.failures.keys.sorted()
                throw SourceProblem(
                    members["failure"]?.place ?? members.place,
                    "there is no failure \"\(name)\"; there are: \(known.joined(separator: ", "))")
            }
            outcome = .failure(failure)
            return
        }
        var content = members
        if let answer = members["answer"] {
            if case .number = answer.value {
                let status = try members.integer("answer", in: 100...599) ?? 200
                outcome = .response(status: status, headers: [], body: .none)
                return
            }
            content = try MemberReader(answer, "\"answer\"", known: StubAnswer.contents)
        }
        outcome = try StubAnswer.response(content, readFile)
    }

    private static func response(
        _ members: MemberReader, _ readFile: (String) -> Bytes?
    ) throws(SourceProblem) -> Outcome {
        var headers: [(String, String)] = []
        for header in try members.object("headers")?.members ?? [] {
            guard let value = header.value.string, !value.utf8.contains(where: { $0 < 0x20 }) else {
                throw SourceProblem(
                    members["headers"]?.place ?? members.place, "\"\(header.name)\" is a text of one line")
            }
            headers.append((header.name, value))
        }
        var body: Body = .none
        if let json = members["json"] { body = .json(json.json) }
        if let text = try members.text("text") { body = .text(text) }
        if let path = try members.text("file") {
            guard let bytes = readFile(path) else {
                throw SourceProblem(members["file"]?.place ?? members.place, "the file \(path) cannot be read")
            }
            body = .bytes(bytes, type: StubAnswer.type(of: path))
        }
        return .response(status: try members.integer("status", in: 100...599) ?? 200, headers: headers, body: body)
    }

    private static func type(of path: String) -> String {
        let types = [".json": "application/json", ".html": "text/html; charset=utf-8", ".xml": "application/xml"]
        return types.first { path.lowercased().hasSuffix($0.key) }?.value ?? "application/octet-stream"
    }
}

extension StubMessage {
    init(_ source: SourceJSON) throws(SourceProblem) {
        let members = try MemberReader(source, "\"message\"", known: ["channel", "to", "subject", "text"])
        let name = try members.text("channel") ?? "mail"
        guard let channel = Message.Channel(rawValue: name) else {
            let known = Message.Channel.allCases.map(\.rawValue).joined(separator: ", ")
            throw SourceProblem(
                members["channel"]?.place ?? members.place, "there is no channel \"\(name)\"; there are: \(known)")
        }
        guard let to = try members.text("to"), let text = try members.text("text") else {
            throw SourceProblem(members.place, "a message says whom it is \"to\" and its \"text\"")
        }
        self.init(channel: channel, to: to, subject: try members.text("subject"), text: text)
    }
}
