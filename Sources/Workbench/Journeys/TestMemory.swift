import Base
import Directory
import HTTP
import Messaging
import Passwordless
import Policy

/// What a test remembers while it runs, and the texts in it that stand for something: `$name`, `${name}`, `$mail`, …
struct TestMemory {
    let site: any TestSite
    var variables: JSON.Object
    /// Parameters of the application's answer.
    var answer: JSON.Object = [:]
    /// Status and body of the last token or userinfo answer, or of what was opened.
    var status: Int?
    var body: JSON = .null
    /// Claims of the last tokens.
    var token: JSON = .null
    var accessToken: JSON = .null
    /// The last secret for time-based codes that a page has shown, in base32.
    var secret: String?
    /// The last question of a captcha.
    var question: String?
    /// Messages that were there when the code before was taken.
    var page: JSON = .null

    private static let computed = [
        "mail", "sms", "call", "link", "totp", "captcha", "now", "tenant", "origin", "client", "code", "id_token",
        "access_token", "refresh_token",
    ]

    /// The value with every placeholder filled in.
    func expand(_ json: JSON) throws(StepFailure) -> JSON {
        switch json {
        case .null, .bool, .integer, .number: return json
        case .string(let text): return try expand(text: text)
        case .array(let items):
            var all: [JSON] = []
            for item in items { all.append(try expand(item)) }
            return .array(all)
        case .object(let object):
            var all = JSON.Object()
            for member in object.members {
                all[Matcher.text(of: try expand(text: member.name))] = try expand(member.value)
            }
            guard let wanted = WantedToken(all) else { return .object(all) }
            do {
                return .string(try site.sign(wanted))
            } catch {
                throw StepFailure("the token cannot be signed: \(error)")
            }
        }
    }

    func text(_ text: String) throws(StepFailure) -> String { Matcher.text(of: try expand(text: text)) }

    private func expand(text: String) throws(StepFailure) -> JSON {
        if text.hasPrefix("$$") { return .string(String(text.dropFirst())) }
        if text.hasPrefix("$"), !text.hasPrefix("${"), TestMemory.isName(text.dropFirst()) {
            return try value(String(text.dropFirst()))
        }
        var output = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            output += rest[..<open.lowerBound]
            output += Matcher.text(of: try value(String(rest[open.upperBound..<close])))
            rest = rest[rest.index(after: close)...]
        }
        return .string(output + rest)
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter else { return false }
        let name = text.prefix { $0 != ":" }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.[]-".contains($0)) }
    }

    private func value(_ name: String) throws(StepFailure) -> JSON {
        if let known = variables[name] { return try expand(known) }
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let argument = parts.count > 1 ? parts[1] : nil
        switch parts[0] {
        case "mail": return .string(try code(.mail, argument))
        case "sms": return .string(try code(.text, argument))
        case "call": return .string(try code(.call, argument))
        case "link": return .string(try link(argument))
        case "totp": return .string(try totp(argument ?? secret))
        case "captcha": return .string(try captchaAnswer())
        case "now": return .string(site.now.iso8601)
        case "tenant": return .string(site.tenant.name)
        case "origin": return .string(site.origin)
        case "client": return .string(site.client)
        case "code": if let code = answer["code"] { return code }
        case "id_token", "access_token", "refresh_token":
            if let token = body[parts[0]] ?? answer[parts[0]] ?? variables[parts[0]] { return token }
        default: if let found = find(name) { return found }
        }
        let known = variables.members.map(\.name) + TestMemory.computed
        let hint = NearestName.hint(name, in: known)
        throw StepFailure("there is no value for \"$\(name)\"\(hint); a text that begins with $ is written $$")
    }

    /// What stands at a path: `token.sub`, `answer.state`, `body.access_token`, `page.fields.email.value`, `mail.text`.
    func find(_ path: String) -> JSON? {
        let steps = path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
        guard let root = steps.first else { return nil }
        let rest = steps.dropFirst()
        switch root {
        case "token": return StubTemplate.dig(token, rest)
        case "accessToken": return StubTemplate.dig(accessToken, rest)
        case "answer": return StubTemplate.dig(.object(answer), rest)
        case "body": return StubTemplate.dig(body, rest)
        case "page": return StubTemplate.dig(page, rest)
        case "mail", "message": return site.messages.last.flatMap { StubTemplate.dig($0.json, rest) }
        case "call": return site.calls.last.flatMap { StubTemplate.dig($0.json, rest) }
        default: return nil
        }
    }

    private func newest(_ channel: Message.Channel, to address: String?) throws(StepFailure) -> Message {
        let sent = site.messages.filter { $0.channel == channel }
        let found = sent.last { address == nil || $0.to.lowercased() == address?.lowercased() }
        guard let found else {
            let others = Set(sent.map(\.to)).sorted().joined(separator: ", ")
            throw StepFailure(
                "no \(channel.word) was sent\(address.map { " to \($0)" } ?? "")"
                    + (others.isEmpty ? "" : "; there are some to \(others)"))
        }
        return found
    }

    /// The first number of 4 to 8 digits that stands alone.
    private func code(_ channel: Message.Channel, _ address: String?) throws(StepFailure) -> String {
        let message = try newest(channel, to: address)
        let runs = message.text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        guard let code = runs.first(where: { (4...8).contains($0.count) && $0.allSatisfy(\.isNumber) }) else {
            // A call says its digits one by one.
            let digits = runs.filter { $0.count == 1 && $0.allSatisfy(\.isNumber) }.prefix(8).joined()
            guard digits.count >= 4 else {
                throw StepFailure("the newest \(channel.word) holds no code: \(message.text.prefix(200))")
            }
            return digits
        }
        return String(code)
    }

    private func link(_ address: String?) throws(StepFailure) -> String {
        let message = try newest(.mail, to: address)
        let words = (message.text + " " + (message.html ?? "")).split { $0.isWhitespace || "\"'<>".contains($0) }
        guard let link = words.first(where: { $0.hasPrefix("https://") || $0.hasPrefix("http://") }) else {
            throw StepFailure("the newest mail holds no link: \(message.text.prefix(200))")
        }
        return MarkupParser.unescaped(String(link))
    }

    /// `Type word 3 and word 7 of these: tree, river, …`: the two words. Languages differ in all but the order.
    private func captchaAnswer() throws(StepFailure) -> String {
        guard let question else {
            throw StepFailure("no page has asked a question for $captcha; press \"Answer a question instead\"")
        }
        let halves = question.split { $0 == ":" || $0 == "：" }
        let words = halves.last?.split { ",،、".contains($0) }.map { String($0).trimmingBlanks() } ?? []
        let places = (halves.first ?? "").split { !$0.isNumber }.compactMap { Int($0) }
        guard places.count == 2, places.allSatisfy({ (1...max(1, words.count)).contains($0) }) else {
            throw StepFailure("\"\(question)\" is no question of the built-in captcha")
        }
        return places.map { words[$0 - 1] }.joined(separator: " ")
    }

    /// RFC 6238: SHA-1, 30 seconds, six digits.
    private func totp(_ secret: String?) throws(StepFailure) -> String {
        guard let secret else { throw StepFailure("no page has shown a secret for $totp; write $totp:SECRET") }
        guard let key = Base32.decode(secret), !key.isEmpty else {
            throw StepFailure("\"\(secret)\" is not base32")
        }
        return TimeBasedCode(secret: key).text(at: TimeBasedCode.step(at: site.now))
    }
}

extension Message.Channel {
    var word: String {
        switch self {
        case .mail: "mail"
        case .text: "text message"
        case .call: "call"
        case .push: "push message"
        }
    }
}

extension StubFetch.Call {
    /// As tests see it.
    var json: JSON {
        [
            "method": .string(request.method), "host": .string(request.host), "path": .string(request.path),
            "url": .string(request.url.origin + request.url.target), "query": .object(request.query),
            "headers": .object(request.headers), "body": request.body, "form": .object(request.form),
            "outcome": .string(outcome),
        ]
    }

    /// For people.
    var summary: String { "\(request.method) \(request.url.origin)\(request.path) → \(outcome)" }
}
