import Base

/// The tests of a `*.journey.json` file.
package enum JourneyTestFile {
    private static let members = [
        "name", "policy", "folder", "base", "environment", "settings", "request", "clock", "address", "headers",
        "users", "keys", "stubs", "variables", "steps", "expect", "note", "application", "conditionalAccess",
    ]

    /// Reads a file. `folder` and `base` are what the command line says; paths in the file are relative to it.
    package static func read(
        _ bytes: Bytes, file: String, folder: String?, base: String? = nil, environment: String? = nil
    ) throws(SourceProblem) -> [JourneyTest] {
        let source = try SourceJSON(parsing: bytes, file: file)
        let context = Context(
            file: file, folder: folder ?? Paths.folder(of: file), base: base, environment: environment)
        if let items = source.items {
            var tests: [JourneyTest] = []
            for item in items { tests += try read(item, over: nil, context) }
            return tests
        }
        return try read(source, over: nil, context)
    }

    private struct Context {
        let file: String
        let folder: String
        let base: String?
        let environment: String?

        /// A path that the file names.
        func path(_ text: String) -> String {
            text.hasPrefix("/") ? text : Paths.join(Paths.folder(of: file), text)
        }
    }

    /// One test, or several that share what stands around them.
    private static func read(
        _ source: SourceJSON, over outer: JourneyTest?, _ context: Context
    ) throws(SourceProblem) -> [JourneyTest] {
        let reader = try MemberReader(source, "a test", known: members + ["tests"])
        let test = try read(reader, over: outer, context)
        guard let inner = try reader.list("tests") else {
            guard !test.policy.isEmpty else { throw SourceProblem(source.place, "the test names no \"policy\"") }
            return [test]
        }
        guard !inner.isEmpty else { throw SourceProblem(source.place, "\"tests\" is empty") }
        var tests: [JourneyTest] = []
        for item in inner { tests += try read(item, over: test, context) }
        return tests
    }

    private static func read(
        _ reader: MemberReader, over outer: JourneyTest?, _ context: Context
    ) throws(SourceProblem) -> JourneyTest {
        let ownName = Paths.name(of: context.file).replacing(".journey.json", with: "")
        var test =
            outer
            ?? JourneyTest(
                name: "", place: reader.place, policy: "", folder: context.folder,
                bases: [context.base].compactMap(\.self), environment: context.environment, request: [:],
                clock: JourneyTest.defaultClock, address: "203.0.113.7", headers: [:], users: [],
                keys: [:], stubs: [], variables: [:], steps: [])
        test.place = reader.place
        test.name = [outer?.name, try reader.text("name")].compactMap(\.self).filter { !$0.isEmpty && $0 != ownName }
            .joined(separator: ": ")
        if test.name.isEmpty { test.name = ownName }
        if let policy = try reader.text("policy") { test.policy = policy }
        if let folder = try reader.text("folder") { test.folder = context.path(folder) }
        if let bases = try reader.texts("base") { test.bases = bases.map(context.path) }
        if let environment = try reader.text("environment") { test.environment = environment }
        try readWorld(reader, into: &test, context)
        if let steps = try reader.list("steps") { test.steps = try TestStep.read(steps) }
        if let expect = reader["expect"] { test.expect = try Expectation(expect) }
        return test
    }

    private static func readWorld(
        _ reader: MemberReader, into test: inout JourneyTest, _ context: Context
    ) throws(SourceProblem) {
        test.settings = merged(test.settings, try reader.object("settings"))
        test.request = merged(test.request, try reader.object("request")) ?? [:]
        test.headers = merged(test.headers, try reader.object("headers")) ?? [:]
        test.keys = merged(test.keys, try reader.object("keys")) ?? [:]
        test.variables = merged(test.variables, try reader.object("variables")) ?? [:]
        if let address = try reader.text("address") { test.address = address }
        if let clock = try reader.text("clock") {
            guard let time = Timestamp(iso8601: clock) else {
                throw SourceProblem(
                    reader["clock"]?.place ?? reader.place, "\"clock\" is a time such as \"2026-01-15T12:00:00Z\"")
            }
            test.clock = time
        }
        if let rules = reader["conditionalAccess"] { test.conditionalAccess = rules.json }
        if let application = reader["application"] { try test.application.read(application) }
        for user in try reader.list("users") ?? [] { test.users.append(try JourneyTest.GivenUser(user)) }
        if let stubs = reader["stubs"] { test.stubs = try sources(stubs, context) + test.stubs }
    }

    private static func sources(
        _ source: SourceJSON, _ context: Context
    ) throws(SourceProblem) -> [JourneyTest.StubSource] {
        var sources: [JourneyTest.StubSource] = []
        for item in source.items ?? [source] {
            if case .string(let path) = item.value {
                sources.append(.path(context.path(path), item.place))
            } else {
                sources.append(.inline(try StubFile(item)))
            }
        }
        return sources
    }

    /// The later one's members count.
    private static func merged(_ outer: JSON.Object?, _ inner: JSON.Object?) -> JSON.Object? {
        guard let inner else { return outer }
        var all = outer ?? [:]
        for member in inner.members { all[member.name] = member.value }
        return all
    }
}

extension JourneyTest.GivenApplication {
    fileprivate mutating func read(_ source: SourceJSON) throws(SourceProblem) {
        let known = ["id", "secret", "redirectURI", "logoutURI", "exposedScopes"]
        let reader = try MemberReader(source, "\"application\"", known: known)
        if let id = try reader.text("id") { self.id = id }
        if let secret = try reader.text("secret") { self.secret = secret }
        if let address = try reader.text("redirectURI") { redirectURI = address }
        if let address = try reader.text("logoutURI") { logoutURI = address }
        if let scopes = try reader.texts("exposedScopes") { exposedScopes = scopes }
    }
}

extension JourneyTest.GivenUser {
    /// `email` and the like are names to sign in by, `identities` are those at providers, everything that is not known
    /// here is an attribute.
    init(_ source: SourceJSON) throws(SourceProblem) {
        let all = source.members?.map(\.name) ?? []
        let reader = try MemberReader(source, "a user", known: all)
        var names: [(String, String)] = []
        for (member, type) in [
            ("email", "emailAddress"), ("userName", "userName"), ("phone", "phoneNumber"),
            ("userPrincipalName", "userPrincipalName"),
        ] { for name in try reader.texts(member) ?? [] { names.append((type, name)) } }
        for member in try reader.object("names")?.members ?? [] {
            guard let name = member.value.string else { throw SourceProblem(source.place, "a name is a text") }
            names.append((member.name, name))
        }
        var identities: [(String, String)] = []
        for member in try reader.object("identities")?.members ?? [] {
            guard let id = member.value.string else {
                throw SourceProblem(source.place, "\"identities\" gives each issuer a text, the id there")
            }
            identities.append((member.name, id))
        }
        let own: Set<String> = [
            "email", "userName", "phone", "userPrincipalName", "names", "identities", "id", "password", "enabled",
            "forcePasswordChange",
        ]
        self.init(
            id: try reader.text("id"), names: names, identities: identities, password: try reader.text("password"),
            isEnabled: try reader.flag("enabled") ?? true,
            forcesPasswordChange: try reader.flag("forcePasswordChange") ?? false,
            attributes: JSON.Object(
                (source.members ?? []).filter { !own.contains($0.name) }.map { ($0.name, $0.value.json) }))
    }
}

/// Paths as the file system spells them.
enum Paths {
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    static func join(_ folder: String, _ path: String) -> String { folder == "." ? path : "\(folder)/\(path)" }
}
