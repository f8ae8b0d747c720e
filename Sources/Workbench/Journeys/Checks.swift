import Base
import Messaging
import Directory

/// Holds what has happened against what a test expects.
struct Checks {
    private let run: TestPerformance
    private var memory: TestMemory { run.memory }

    init(_ run: TestPerformance) { self.run = run }

    func check(_ expect: Expectation) async throws(StepFailure) {
        var lines = try answers(expect)
        lines += try calls(expect)
        lines += try messages(expect)
        lines += try pages(expect)
        lines += try await users(expect)
        guard lines.isEmpty else { throw StepFailure(lines) }
    }

    private func answers(_ expect: Expectation) throws(StepFailure) -> [String] {
        var lines: [String] = []
        if let token = expect.token { lines += try claims(token, memory.token, "token") }
        if let token = expect.accessToken { lines += try claims(token, memory.accessToken, "accessToken") }
        if let error = expect.error { lines += refusal(try memory.expand(error)) }
        if let answer = expect.answer {
            lines += differences(try memory.expand(answer), .object(memory.answer), "answer")
        }
        if let status = expect.status {
            lines += differences(try memory.expand(status), memory.status.map { .integer(Int64($0)) }, "status")
        }
        if let body = expect.body { lines += differences(try memory.expand(body), memory.body, "body") }
        return lines
    }

    private func differences(_ expected: JSON, _ actual: JSON?, _ name: String) -> [String] {
        Matcher.differences(expected, actual, at: name)
    }

    private func claims(_ expected: JSON, _ actual: JSON, _ name: String) throws(StepFailure) -> [String] {
        if actual == .null, expected != .null {
            return ["\(name): there is none; \(whereItStands)"]
        }
        return differences(try memory.expand(expected), actual, name)
    }

    /// Why there is no token, as far as it can be told.
    private var whereItStands: String {
        let page = run.page
        if let error = memory.body["error"]?.string, page.isElsewhere {
            return "the token endpoint answers \(error): \(memory.body["error_description"]?.string ?? "")"
        }
        if let error = memory.answer["error"]?.string {
            return "the application gets \(error): \(memory.answer["error_description"]?.string ?? "")"
        }
        return page.isElsewhere
            ? "the browser is at \(page.url.prefix(300))"
            : "the journey has not ended, it shows \(page.names.joined(separator: ", "))"
    }

    /// A text is the error, or B2C's number of it; an object says more.
    private func refusal(_ expected: JSON) -> [String] {
        let source = memory.answer["error"] == nil ? memory.body : .object(memory.answer)
        let description = source["error_description"]?.string
        let code = description.flatMap { text in text.split { !($0.isLetter || $0.isNumber) }.first.map(String.init) }
        var actual: JSON.Object = [:]
        actual["error"] = source["error"]
        actual["description"] = description.map(JSON.string)
        actual["code"] = (code ?? run.page.code).map(JSON.string)
        if expected == .null {
            return actual["error"] == nil ? [] : ["error: expected none, got \(JSON.object(actual).text)"]
        }
        if actual["error"] == nil, actual["code"] == nil {
            return ["error: expected \(Matcher.show(expected)); \(whereItStands)"]
        }
        if case .object = expected { return differences(expected, .object(actual), "error") }
        let text = Matcher.text(of: expected)
        let name = text.hasPrefix("AADB2C") || text.hasPrefix("CARDEA9") ? "code" : "error"
        return Matcher.matches(expected, actual[name])
            ? [] : ["error: expected \(text), got \(JSON.object(actual).text)"]
    }

    /// Each of the list is found among what happened, in this order; between them there may be others.
    private func sequence(_ expected: [JSON], _ actual: [JSON], _ name: String) -> [String] {
        var rest = actual[...]
        for (index, item) in expected.enumerated() {
            if let found = rest.firstIndex(where: { Matcher.matches(item, $0) }) {
                rest = rest[(found + 1)...]
                continue
            }
            let near = actual.map { differences(item, $0, "\(name)[\(index)]") }.min { $0.count < $1.count }
            return ["\(name)[\(index)]: expected \(Matcher.show(item)); there is none"] + (near ?? [])
        }
        return []
    }

    private func calls(_ expect: Expectation) throws(StepFailure) -> [String] {
        let services = memory.site.calls.filter { $0.kind == .service }
        var lines: [String] = []
        if let count = expect.callCount {
            lines += differences(try memory.expand(count), .integer(Int64(services.count)), "callCount")
        }
        if let expected = expect.calls {
            if expected.isEmpty, !services.isEmpty {
                lines.append("calls: expected none, got \(services.map(\.summary).joined(separator: "; "))")
            }
            var patterns: [JSON] = []
            for item in expected { patterns.append(Checks.call(try memory.expand(item))) }
            lines += sequence(patterns, memory.site.calls.map(\.json), "calls")
        }
        return lines
    }

    /// `POST https://api.example/path` says method and address.
    private static func call(_ expected: JSON) -> JSON {
        if let text = expected.string {
            let words = text.split(separator: " ").map(String.init)
            let address = words.last ?? "*"
            var call: JSON.Object = [:]
            if words.count > 1 { call["method"] = .string(words[0].uppercased()) }
            call[address.contains("://") ? "url" : "path"] = .string(address)
            return .object(call)
        }
        guard var call = expected.object else { return expected }
        if let headers = call["headers"]?.object {
            call["headers"] = .object(JSON.Object(headers.members.map { ($0.name.lowercased(), $0.value) }))
        }
        return .object(call)
    }

    private func messages(_ expect: Expectation) throws(StepFailure) -> [String] {
        let sent = memory.site.messages
        var lines: [String] = []
        if let count = expect.messageCount {
            lines += differences(try memory.expand(count), .integer(Int64(sent.count)), "messageCount")
        }
        if let expected = expect.messages {
            if expected.isEmpty, !sent.isEmpty { lines.append("messages: expected none, got \(sent.count)") }
            var patterns: [JSON] = []
            for item in expected { patterns.append(try memory.expand(item)) }
            lines += sequence(patterns, sent.map(\.json), "messages")
        }
        return lines
    }

    private func pages(_ expect: Expectation) throws(StepFailure) -> [String] {
        var lines: [String] = []
        if let pages = expect.pages {
            let isSame =
                pages.count == run.visited.count
                && zip(pages, run.visited).allSatisfy { name, names in
                    names.contains { $0.lowercased() == name.lowercased() }
                }
            if !isSame {
                let got = run.visited.compactMap(\.first).joined(separator: ", ")
                lines.append("pages: expected \(pages.joined(separator: ", ")), got \(got)")
            }
        }
        if let took = expect.took {
            lines += differences(try memory.expand(took), .integer(run.elapsed), "took")
        }
        let log = memory.site.log
        for wanted in expect.log where !log.contains(where: { $0.contains(wanted) }) {
            lines.append("log: expected \"\(wanted)\"")
        }
        return lines
    }

    private func users(_ expect: Expectation) async throws(StepFailure) -> [String] {
        guard expect.users != nil || expect.userCount != nil else { return [] }
        let users: [User]
        do { users = try await memory.site.users() } catch {
            throw StepFailure("the directory cannot be read: \(error)")
        }
        var lines: [String] = []
        if let count = expect.userCount {
            lines += differences(try memory.expand(count), .integer(Int64(users.count)), "userCount")
        }
        var rest = users
        for (index, item) in (expect.users ?? []).enumerated() {
            let wanted = try memory.expand(item)
            var found: Int?
            for (place, user) in rest.enumerated() where await matches(wanted, user) {
                found = place
                break
            }
            if let found {
                rest.remove(at: found)
                continue
            }
            let near = users.map { differences(Checks.withoutPassword(wanted), $0.json, "users[\(index)]") }
                .min { $0.count < $1.count }
            lines.append("users[\(index)]: expected \(Matcher.show(wanted)); there is none")
            lines += near?.isEmpty == true ? ["users[\(index)].password: is another one"] : near ?? []
        }
        return lines
    }

    private func matches(_ wanted: JSON, _ user: User) async -> Bool {
        guard Matcher.matches(Checks.withoutPassword(wanted), user.json) else { return false }
        guard let password = wanted["password"]?.string else { return true }
        return (try? await memory.site.isPassword(password, of: user)) ?? false
    }

    /// Nobody can read a password; it can be tried.
    private static func withoutPassword(_ wanted: JSON) -> JSON {
        guard var object = wanted.object, object["password"]?.string != nil else { return wanted }
        object["password"] = nil
        return .object(object)
    }
}

extension User {
    /// As tests see it: what a test gives beforehand reads the same.
    var json: JSON {
        var members: JSON.Object = ["id": .string(id.text), "enabled": .bool(isEnabled)]
        let kinds = [
            "emailAddress": "email", "userName": "userName", "phoneNumber": "phone",
            "userPrincipalName": "userPrincipalName",
        ]
        for (type, name) in kinds.sorted(by: { $0.key < $1.key }) {
            let names = identities.filter { $0.signInType == type }.map(\.issuerAssignedID)
            if !names.isEmpty { members[name] = names.count == 1 ? .string(names[0]) : JSON(names) }
        }
        members["names"] = .object(
            JSON.Object(identities.filter { !$0.isFederated }.map { ($0.signInType, .string($0.issuerAssignedID)) }))
        members["identities"] = .object(
            JSON.Object(identities.filter(\.isFederated).map { ($0.issuer, .string($0.issuerAssignedID)) }))
        members["password"] = passwordHash == nil ? nil : true
        members["forcePasswordChange"] = .bool(forcesPasswordChange)
        for member in attributes.members { members[member.name] = member.value }
        return .object(members)
    }
}
