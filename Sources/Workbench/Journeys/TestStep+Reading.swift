import Base

extension TestStep {
    private static let starts = ["authorize", "token", "userinfo", "logout", "open"]
    private static let acts = ["enter", "verify", "code", "press", "signIn", "refuse", "passkey"]
    private static let others = ["browser", "advance", "address", "headers", "policy", "save", "expect", "note"]

    static func read(_ items: [SourceJSON]) throws(SourceProblem) -> [TestStep] {
        var steps: [TestStep] = []
        for item in items { steps.append(try TestStep(item)) }
        guard steps.count <= 200 else {
            throw SourceProblem(steps[200].place, "a test has at most 200 steps; make it several")
        }
        return steps
    }

    init(_ source: SourceJSON) throws(SourceProblem) {
        let reader = try MemberReader(
            source, "a step", known: TestStep.starts + TestStep.acts + TestStep.others + PageLook.members)
        self.init(place: source.place)
        browser = try reader.text("browser")
        advance = try reader.milliseconds("advance")
        address = try reader.text("address")
        headers = try reader.object("headers")
        policy = try reader.text("policy")
        start = try TestStep.start(reader)
        look = try PageLook(reader)
        enter = try reader.object("enter")
        verify = try TestStep.verification(reader)
        code = try reader.text("code")
        signIn = try TestStep.person(reader)
        refuse = try TestStep.refusal(reader)
        passkey = try PasskeyAct(reader)
        press = try TestStep.press(reader)
        for member in try reader.object("save")?.members ?? [] {
            guard let path = member.value.string else {
                throw SourceProblem(
                    reader["save"]?.place ?? source.place, "\"save\" gives each variable the path of a value")
            }
            save.append((member.name, path))
        }
        expect = try reader["expect"].map { value throws(SourceProblem) in try Expectation(value) }
    }

    private static func start(_ reader: MemberReader) throws(SourceProblem) -> Start? {
        let given = starts.filter(reader.has)
        guard given.count <= 1 else {
            throw SourceProblem(reader.place, "a step starts one thing, not \(given.joined(separator: " and "))")
        }
        switch given.first {
        case "authorize"?: return .authorize(try object("authorize", reader))
        case "token"?: return .token(try object("token", reader))
        case "logout"?: return .logout(try object("logout", reader))
        case "userinfo"?:
            if case .bool(true)? = reader["userinfo"]?.value { return .userInfo(nil) }
            return .userInfo(try reader.text("userinfo"))
        case "open"?: return try reader.text("open").map(Start.open)
        default: return nil
        }
    }

    /// `true` stands for no parameters of its own.
    private static func object(_ name: String, _ reader: MemberReader) throws(SourceProblem) -> JSON.Object {
        if case .bool(true)? = reader[name]?.value { return [:] }
        return try reader.object(name) ?? [:]
    }

    private static func verification(_ reader: MemberReader) throws(SourceProblem) -> String? {
        if case .bool(true)? = reader["verify"]?.value { return "" }
        return try reader.text("verify")
    }

    private static func person(_ reader: MemberReader) throws(SourceProblem) -> JSON? {
        guard let value = reader["signIn"] else { return nil }
        switch value.value {
        case .string, .object, .bool(true): return value.json
        case .null, .bool, .number, .array: throw reader.wrong("signIn", value, "an object of claims or a name")
        }
    }

    private static func refusal(_ reader: MemberReader) throws(SourceProblem) -> String? {
        if case .bool(true)? = reader["refuse"]?.value { return "access_denied" }
        return try reader.text("refuse")
    }

    /// Who has entered something goes on, unless the test says otherwise.
    private static func press(_ reader: MemberReader) throws(SourceProblem) -> Press {
        guard let value = reader["press"] else { return reader.has("enter") || reader.has("verify") ? .next : .nothing }
        switch value.value {
        case .string(let name): return .control(name)
        case .bool(true): return .next
        case .bool(false), .null: return .nothing
        case .number, .array, .object: throw reader.wrong("press", value, "the name of a button or link, or false")
        }
    }
}

extension PageLook {
    static let members = [
        "page", "status", "title", "language", "fields", "text", "noText", "error", "errors", "choices", "controls",
        "noControls",
    ]

    init(_ reader: MemberReader) throws(SourceProblem) {
        self.init()
        page = try reader.texts("page")
        status = reader["status"]?.json
        title = reader["title"]?.json
        language = reader["language"]?.json
        fields = reader["fields"]?.json
        text = try reader.texts("text") ?? []
        noText = try reader.texts("noText") ?? []
        error = reader["error"]?.json
        errors = try reader.object("errors")
        choices = try reader.texts("choices")
        controls = try reader.texts("controls") ?? []
        noControls = try reader.texts("noControls") ?? []
    }
}

extension Expectation {
    private static let members = [
        "token", "accessToken", "error", "answer", "status", "body", "calls", "callCount", "users", "userCount",
        "messages", "messageCount", "pages", "took", "log", "note",
    ]

    init(_ source: SourceJSON) throws(SourceProblem) {
        let reader = try MemberReader(source, "\"expect\"", known: Expectation.members)
        place = source.place
        token = try Expectation.claims("token", reader)
        accessToken = try Expectation.claims("accessToken", reader)
        error = reader["error"]?.json
        answer = reader["answer"]?.json
        status = reader["status"]?.json
        body = reader["body"]?.json
        calls = try Expectation.calls(reader)
        callCount = reader["callCount"]?.json
        users = try reader.list("users")?.map(\.json)
        userCount = reader["userCount"]?.json
        messages = try reader.list("messages")?.map(\.json)
        messageCount = reader["messageCount"]?.json
        pages = try reader.texts("pages")
        took = reader["took"]?.json
        log = try reader.texts("log") ?? []
    }

    /// `true`: there is a token, whatever it says. Null: there is none.
    private static func claims(_ name: String, _ reader: MemberReader) throws(SourceProblem) -> JSON? {
        guard let value = reader[name] else { return nil }
        switch value.value {
        case .bool(true): return [:]
        case .null, .object: return value.json
        case .bool, .number, .string, .array: throw reader.wrong(name, value, "an object of claims, true or null")
        }
    }

    private static func calls(_ reader: MemberReader) throws(SourceProblem) -> [JSON]? {
        guard let items = try reader.list("calls") else { return nil }
        let known = ["method", "host", "path", "url", "query", "headers", "body", "form", "outcome"]
        for item in items {
            if case .string = item.value { continue }
            _ = try MemberReader(item, "a call", known: known)
        }
        return items.map(\.json)
    }
}
