import Base
import HTTP
import Policy

/// Fills `{{…}}` in an answer from the request that it answers: `{{body.email}}`, `{{query.id}}`, `{{form.code}}`,
/// `{{header.Authorization}}`, `{{path.2}}`, `{{path}}`, `{{method}}`, `{{host}}`, `{{now}}`, `{{now.iso}}`,
/// `{{uuid}}`, `{{count}}`. What the request does not have is empty. `{"jwt": {…}}` becomes a signed token.
struct StubTemplate: Sendable {
    let request: SeenRequest
    let now: Timestamp
    let random: Random
    /// How many requests the stub has had, this one included.
    let count: Int
    let sign: @Sendable (WantedToken) -> String?

    func fill(_ json: JSON) -> JSON {
        switch json {
        case .null, .bool, .integer, .number: json
        case .array(let items): .array(items.map(fill))
        case .object(let object): fill(object)
        case .string(let text): value(ofWhole: text) ?? .string(fill(text))
        }
    }

    private func fill(_ object: JSON.Object) -> JSON {
        let filled = JSON.Object(object.members.map { (fill($0.name), fill($0.value)) })
        return WantedToken(filled).flatMap(sign).map(JSON.string) ?? .object(filled)
    }

    func fill(_ text: String) -> String {
        var output = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            output += rest[..<open.lowerBound]
            output += value(String(rest[open.upperBound..<close.lowerBound])).map(Matcher.text(of:)) ?? ""
            rest = rest[close.upperBound...]
        }
        return output + rest
    }

    /// A text that is one placeholder keeps the type of what it stands for.
    private func value(ofWhole text: String) -> JSON? {
        guard text.hasPrefix("{{"), text.hasSuffix("}}"), text.dropFirst(2).dropLast(2).firstRange(of: "{{") == nil
        else { return nil }
        return value(String(text.dropFirst(2).dropLast(2))) ?? .null
    }

    private func value(_ name: String) -> JSON? {
        let path = name.split(separator: ".").map { String($0).trimmingBlanks() }
        guard let first = path.first else { return nil }
        let rest = path.dropFirst()
        switch first {
        case "body": return StubTemplate.dig(request.body, rest)
        case "query": return StubTemplate.dig(.object(request.query), rest)
        case "form": return StubTemplate.dig(.object(request.form), rest)
        case "header", "headers": return StubTemplate.dig(.object(request.headers), rest.map { $0.lowercased() }[...])
        case "path":
            guard let number = rest.first.flatMap({ Int($0) }) else { return .string(request.path) }
            let segments = request.path.split(separator: "/")
            guard (1...max(1, segments.count)).contains(number), !segments.isEmpty else { return nil }
            return PercentEncoding.decode(segments[number - 1].utf8).map(JSON.string)
        case "method": return .string(request.method)
        case "host": return .string(request.host)
        case "now": return rest.first == "iso" ? .string(now.iso8601) : .integer(now.seconds)
        case "uuid": return .string(random.uuid())
        case "count": return .integer(Int64(count))
        default: return nil
        }
    }

    static func dig(_ json: JSON, _ path: ArraySlice<String>) -> JSON? {
        guard let name = path.first else { return json }
        let next = json[name] ?? Int(name).flatMap { json.array?.indices.contains($0) == true ? json.array?[$0] : nil }
        return next.flatMap { dig($0, path.dropFirst()) }
    }
}
