import Base
import HTTP
import Synchronization

/// Writes what real services answer as stubs, a file for each host, without secrets.
package final class StubRecorder: Sendable {
    private struct Recording: Equatable {
        let match: JSON
        let answer: JSON
    }

    private let folder: String
    private let write: @Sendable (Bytes, String) throws -> Void
    private let emit: Emit
    private let recordings = Mutex<[String: [Recording]]>([:])

    private static let maximumBody = 256 << 10
    private static let maximumPerHost = 200

    /// `write` puts a file where its path says.
    package init(
        folder: String, emit: @escaping Emit, write: @escaping @Sendable (Bytes, String) throws -> Void
    ) {
        (self.folder, self.emit, self.write) = (folder, emit, write)
    }

    /// Notes an answer. Sign-in at identity providers is left out: its answers are good once, and secret.
    package func record(_ request: FetchRequest, _ response: FetchResponse) {
        guard let seen = SeenRequest(request), !StubRecorder.isFederation(seen),
            response.body.count <= StubRecorder.maximumBody
        else { return }
        let recording = Recording(match: StubRecorder.match(seen), answer: StubRecorder.answer(response))
        let all = recordings.withLock { recordings -> [Recording] in
            var known = recordings[seen.url.origin] ?? []
            known.removeAll { $0.match == recording.match }
            known.append(recording)
            recordings[seen.url.origin] = Array(known.suffix(StubRecorder.maximumPerHost))
            return recordings[seen.url.origin] ?? []
        }
        let name = seen.host.replacing("[", with: "").replacing("]", with: "").replacing(":", with: "-")
        let path = "\(folder)/\(name).recorded.json"
        let stubs = all.map { JSON.object(["match": $0.match, "answer": $0.answer]) }
        let file: JSON = ["host": .string(seen.url.origin), "stubs": .array(stubs)]
        do {
            try write(Bytes(utf8: IndentedJSON.write(file) + "\n"), path)
            emit(StubEvent.recorded(path))
        } catch {
            emit(StubEvent.unreadable(SourceProblem(SourcePlace(file: path, line: 1, column: 1), "\(error)")))
        }
    }

    private static func isFederation(_ request: SeenRequest) -> Bool {
        request.path.contains("/.well-known/") || request.form["grant_type"] != nil
            || request.query["grant_type"] != nil || request.query["access_token"] != nil
    }

    /// The request, as far as it says which answer is meant; for secrets stands any value.
    private static func match(_ request: SeenRequest) -> JSON {
        var match: JSON.Object = ["method": .string(request.method), "path": .string(request.path)]
        if !request.query.members.isEmpty { match["query"] = Redaction.redact(.object(request.query), as: "*") }
        if !request.form.members.isEmpty {
            match["form"] = Redaction.redact(.object(request.form), as: "*")
        } else if request.body.object != nil {
            match["body"] = Redaction.redact(request.body, as: "*")
        }
        return .object(match)
    }

    private static func answer(_ response: FetchResponse) -> JSON {
        var answer: JSON.Object = ["status": .integer(Int64(response.status))]
        if let json = try? JSON(parsing: response.body) {
            answer["json"] = Redaction.redact(json, as: "redacted")
        } else if !response.body.isEmpty {
            answer["text"] = .string(String(decoding: response.body, as: UTF8.self))
            if let type = response.headers["Content-Type"] { answer["headers"] = ["Content-Type": .string(type)] }
        }
        return .object(answer)
    }
}

/// Takes secrets out of what is written down.
enum Redaction {
    private static let words = [
        "password", "secret", "token", "authorization", "assertion", "apikey", "credential", "cookie", "signature",
        "pwd",
    ]
    private static let names: Set<String> = [
        "code", "key", "sig", "pin", "otp", "verificationcode", "session", "x-functions-key",
    ]

    static func redact(_ json: JSON, as mark: String) -> JSON {
        switch json {
        case .null, .bool, .integer, .number: return json
        case .string(let text): return isToken(text) ? .string(mark) : json
        case .array(let items): return .array(items.map { redact($0, as: mark) })
        case .object(let object):
            return .object(
                JSON.Object(
                    object.members.map { member in
                        let isPlain = member.value.object == nil && member.value.array == nil
                        let isSecret = isSecret(member.name) && isPlain && member.value.bool == nil
                        return (member.name, isSecret ? .string(mark) : redact(member.value, as: mark))
                    }))
        }
    }

    static func isSecret(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return names.contains(name.lowercased()) || names.contains(plain) || words.contains { plain.contains($0) }
    }

    /// A JWT, or the value of an `Authorization` header.
    private static func isToken(_ text: String) -> Bool {
        text.hasPrefix("eyJ") && text.split(separator: ".").count >= 3 || text.hasPrefix("Bearer ")
            || text.hasPrefix("Basic ")
    }
}

/// JSON with a member a line, for people.
enum IndentedJSON {
    static func write(_ json: JSON, depth: Int = 0) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch json {
        case .null, .bool, .integer, .number, .string: return json.text
        case .array(let items):
            guard !items.isEmpty else { return "[]" }
            return "[\n" + items.map { inner + write($0, depth: depth + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let object):
            guard !object.members.isEmpty else { return "{}" }
            let lines = object.members.map {
                "\(inner)\(JSON.string($0.name).text): \(write($0.value, depth: depth + 1))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }
}
