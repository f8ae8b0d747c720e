import Base
import HTTP
import Messaging

/// What answers in the place of services that are not there: one file's worth.
package struct StubFile: Sendable {
    /// Where it was read from, for messages.
    package let name: String
    let hosts: [HostPattern]
    /// Requests to these hosts go out to them.
    let isOnline: Bool
    let stubs: [Stub]
    /// People whom the identity provider at these hosts knows, with a name each.
    let people: [(name: String, claims: JSON.Object)]
}

/// One answer, and which requests it is for.
struct Stub: Sendable {
    let place: SourcePlace
    let match: StubMatch
    /// The first request gets the first answer; the last one stays.
    let answers: [StubAnswer]
    /// After so many requests it matches no more; nil: always.
    let times: Int?
}

struct StubAnswer: Sendable {
    enum Outcome: Sendable {
        case response(status: Int, headers: [(String, String)], body: Body)
        case failure(FetchError)
    }

    enum Body: Sendable {
        case none
        case json(JSON)
        case text(String)
        case bytes(Bytes, type: String)
    }

    let outcome: Outcome
    let delayMilliseconds: Int64
    /// What a service that sends mail or text messages sends.
    let message: StubMessage?
}

/// A message that goes to the mailbox, its texts filled in from the request.
struct StubMessage: Sendable {
    let channel: Message.Channel
    let to: String
    let subject: String?
    let text: String
}

/// Which requests a stub answers: all that is said must hold.
struct StubMatch: Sendable {
    var method: String?
    /// `*` stands for anything; `{name}` for one segment.
    var path: String?
    var query: JSON.Object?
    var headers: JSON.Object?
    var body: JSON?
    var form: JSON.Object?

    /// Nil: everything matches. Otherwise what does not.
    func difference(_ request: SeenRequest) -> String? {
        if let method, method != request.method { return "method: expected \(method), got \(request.method)" }
        if let path, !StubMatch.pathMatches(path, request.path) {
            return "path: expected \(path), got \(request.path)"
        }
        let parts: [(JSON?, JSON, String)] = [
            (query.map(JSON.object), .object(request.query), "query"),
            (headers.map { .object(StubMatch.folded($0)) }, .object(request.headers), "headers"),
            (form.map(JSON.object), .object(request.form), "form"), (body, request.body, "body"),
        ]
        for (expected, actual, name) in parts {
            guard let expected else { continue }
            if let first = Matcher.differences(expected, actual, at: name).first { return first }
        }
        return nil
    }

    private static func folded(_ headers: JSON.Object) -> JSON.Object {
        JSON.Object(headers.members.map { ($0.name.lowercased(), $0.value) })
    }

    static func pathMatches(_ pattern: String, _ path: String) -> Bool {
        let pattern = pattern.hasPrefix("/") || pattern.hasPrefix("*") ? pattern : "/" + pattern
        var glob = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            glob += rest[..<open] + "*"
            rest = rest[rest.index(after: close)...]
        }
        guard pattern.contains("{") else { return Matcher.glob(pattern, path) }
        let isOne = glob.count { $0 == "/" } + rest.count { $0 == "/" } == path.count { $0 == "/" }
        return isOne && Matcher.glob(glob + rest, path)
    }
}

/// `api.example`, `api.example:8443`, `https://api.example`, `*.example`: the hosts that a file answers for.
struct HostPattern: Sendable, Equatable {
    let text: String
    private let scheme: String?
    private let host: String
    private let port: UInt16?

    init?(_ text: String) {
        self.text = text
        var rest = text.lowercased()[...]
        if let end = rest.firstRange(of: "://") {
            scheme = String(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        } else {
            scheme = nil
        }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        let name = rest.replacing("*", with: "0")
        guard let authority = Authority(name) else { return nil }
        port = authority.port
        host = port == nil ? String(rest) : rest.split(separator: ":").dropLast().joined(separator: ":")
    }

    func matches(_ url: URL) -> Bool {
        (scheme.map { $0 == url.scheme } ?? true) && (port.map { $0 == url.effectivePort } ?? true)
            && Matcher.glob(host, url.host)
    }
}

/// A request as stubs and tests look at it.
package struct SeenRequest: Sendable {
    package let method: String
    package let url: URL
    package let query: JSON.Object
    /// Names in lower case.
    package let headers: JSON.Object
    /// JSON where it is JSON, otherwise the text; null where there is none.
    package let body: JSON
    package let form: JSON.Object

    package var path: String { url.path.isEmpty ? "/" : url.path }
    package var host: String { url.host }

    package init?(_ request: FetchRequest) {
        guard let url = URL(request.url) else { return nil }
        self.url = url
        method = request.method.rawValue
        query = SeenRequest.object(Parameters(urlEncoded: url.query ?? "") ?? [:])
        headers = JSON.Object(request.headers.fields.map { ($0.name.lowercased(), .string($0.value)) })
        let text = String(decoding: request.body, as: UTF8.self)
        let isForm = request.headers["Content-Type"]?.lowercased().hasPrefix("application/x-www-form") == true
        form = isForm ? SeenRequest.object(Parameters(urlEncoded: text) ?? [:]) : JSON.Object()
        body = request.body.isEmpty ? .null : (try? JSON(parsing: request.body)) ?? .string(text)
    }

    /// A name that comes several times has a list.
    private static func object(_ parameters: Parameters) -> JSON.Object {
        var object = JSON.Object()
        for item in parameters.items {
            let values = parameters.all(item.name)
            object[item.name] = values.count == 1 ? .string(item.value) : JSON(values)
        }
        return object
    }
}
