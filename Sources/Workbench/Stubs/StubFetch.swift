import Base
import HTTP
import Messaging
import Synchronization

/// The world outside as the author's stubs have it. What no stub answers goes to the built-in identity provider, if it
/// is a request of one; to this machine's own servers; or nowhere. With `--online`, out.
package final class StubFetch: Fetch {
    package enum Reach: Sendable {
        /// No request leaves the process.
        case nothing
        /// Servers on this machine.
        case loopback
        case everything
    }

    /// A request that was made, and what came of it.
    package struct Call: Sendable {
        package enum Kind: Sendable { case service, provider, page }

        package let request: SeenRequest
        package let kind: Kind
        /// "200", "timedOut", "no stub": for people.
        package let outcome: String
        package let place: SourcePlace?
    }

    /// The server that the stubs are for: policies may name it, as issuer of its own tokens.
    package struct Own: Sendable {
        let origin: String
        /// Hosts by which policies know it: `contoso.b2clogin.com`.
        let aliases: Set<String>
        let fetch: any Fetch

        package init(origin: String, aliases: Set<String>, fetch: any Fetch) {
            (self.origin, self.aliases, self.fetch) = (origin, aliases, fetch)
        }

        /// Azure's host of the tenant, under which published policies look for their own metadata.
        package static func hosts(ofTenant name: String) -> Set<String> {
            let label = name.split(separator: ".").first.map { $0.lowercased() } ?? ""
            return label.isEmpty ? [] : ["\(label).b2clogin.com"]
        }

        fileprivate func address(of url: URL) -> String? {
            guard url.origin == origin || url.scheme == "https" && aliases.contains(url.host) else { return nil }
            return origin + url.target
        }
    }

    private struct State {
        var files: [StubFile]
        var counts: [SourcePlace: Int] = [:]
        var calls: [Call] = []
        var own: Own?
    }

    private let state: Mutex<State>
    private let outside: (any Fetch)?
    private let reach: Reach
    private let provider: StubProvider?
    private let record: (@Sendable (FetchRequest, FetchResponse) -> Void)?
    private let deliver: (@Sendable (Message) async -> Void)?
    private let wait: @Sendable (Int64) async -> Void
    private let now: Now
    private let random: Random
    private let emit: Emit

    private static let maximumCalls = 10_000

    /// `wait` lets so many milliseconds pass; a test moves its clock instead. `deliver` takes what stubs send to
    /// people.
    package init(
        _ files: [StubFile], outside: (any Fetch)?, reach: Reach, provider: StubProvider?,
        record: (@Sendable (FetchRequest, FetchResponse) -> Void)? = nil,
        deliver: (@Sendable (Message) async -> Void)? = nil,
        wait: @escaping @Sendable (Int64) async -> Void, now: @escaping Now, random: Random, emit: @escaping Emit
    ) {
        state = Mutex(State(files: files))
        (self.outside, self.reach, self.provider, self.record) = (outside, reach, provider, record)
        (self.deliver, self.wait, self.now, self.random, self.emit) = (deliver, wait, now, random, emit)
    }

    /// The calls so far, in order.
    package var calls: [Call] { state.withLock { $0.calls } }

    /// Takes other stubs from now on: a file was saved. Sequences begin anew.
    package func replace(_ files: [StubFile]) {
        state.withLock { state in
            state.files = files
            state.counts = [:]
        }
    }

    /// From now on requests to the server itself reach it, whatever else does not.
    package func serve(_ own: Own) { state.withLock { $0.own = own } }

    /// The people whom stub files name for the provider at `url`.
    package func people(at url: URL) -> [(name: String, claims: JSON.Object)] {
        state.withLock { $0.files }.filter { $0.hosts.contains { $0.matches(url) } }.flatMap(\.people)
    }

    /// Whether a browser that is sent to `url` would find somebody there.
    package func isPresent(_ url: URL) -> Bool {
        let files = state.withLock { $0.files }.filter { $0.hosts.contains { $0.matches(url) } }
        if files.contains(where: \.isOnline) { return true }
        switch reach {
        case .nothing: return false
        case .loopback: return StubFetch.isThisMachine(url) && files.allSatisfy(\.people.isEmpty)
        case .everything: return files.allSatisfy(\.people.isEmpty)
        }
    }

    package func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let seen = SeenRequest(request) else { throw .invalidURL }
        switch choose(seen) {
        case .stub(let stub, let count): return try await answer(stub, count, request, seen)
        case .own(let fetch, let address):
            var request = request
            request.url = address
            request.mayReachPrivateAddresses = true
            return try await send(request, seen, to: fetch)
        case .outside:
            // What the stub provider gave out is known nowhere else.
            guard let answer = provider?.answer(seen, onlyOwn: true) else { return try await goOutside(request, seen) }
            note(Call(request: seen, kind: .provider, outcome: String(answer.status), place: nil))
            return answer
        case .none(let reason):
            if let answer = provider?.answer(seen) {
                note(Call(request: seen, kind: .provider, outcome: String(answer.status), place: nil))
                return answer
            }
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: "no stub", place: nil))
            emit(StubEvent.missing(reason))
            throw .notStubbed(reason)
        }
    }

    private enum Choice {
        case stub(Stub, count: Int)
        case own(any Fetch, String)
        case outside
        case none(String)
    }

    private func choose(_ request: SeenRequest) -> Choice {
        state.withLock { state in
            let files = state.files.filter { $0.hosts.contains { $0.matches(request.url) } }
            for stub in files.flatMap(\.stubs) where stub.match.difference(request) == nil {
                let count = state.counts[stub.place, default: 0] + 1
                if let times = stub.times, count > times { continue }
                state.counts[stub.place] = count
                return .stub(stub, count: count)
            }
            if let own = state.own, let address = own.address(of: request.url) { return .own(own.fetch, address) }
            if files.contains(where: \.isOnline) { return .outside }
            switch reach {
            case .everything: return .outside
            case .loopback where StubFetch.isThisMachine(request.url) && files.allSatisfy(\.stubs.isEmpty):
                return .outside
            case .loopback, .nothing: return .none(StubFetch.missing(request, files))
            }
        }
    }

    /// Names below `localhost` lead here too (RFC 6761 §6.3): a realm may have a host of its own.
    private static func isThisMachine(_ url: URL) -> Bool { url.isLoopback || url.host.hasSuffix(".localhost") }

    /// What the author is to do.
    private static func missing(_ request: SeenRequest, _ files: [StubFile]) -> String {
        let what = "no stub answers \(request.method) \(request.url.origin)\(request.path)"
        guard let file = files.first else {
            return "\(what); write stubs/\(request.host).json for it, or let it out with --online"
        }
        let near = file.stubs.first.flatMap { stub in
            stub.match.difference(request).map { " (that at line \(stub.place.line) does not: \($0))" }
        }
        return "\(what) in \(file.name)\(near ?? "")"
    }

    private func answer(
        _ stub: Stub, _ count: Int, _ request: FetchRequest, _ seen: SeenRequest
    ) async throws(FetchError) -> FetchResponse {
        let answer = stub.answers[min(count, stub.answers.count) - 1]
        let limit = Int64(request.timeoutMilliseconds)
        if answer.delayMilliseconds > 0 { await wait(min(answer.delayMilliseconds, limit)) }
        guard answer.delayMilliseconds <= limit else {
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: "timedOut", place: stub.place))
            throw .timedOut
        }
        switch answer.outcome {
        case .failure(let error):
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: "\(error)", place: stub.place))
            throw error
        case .response(let status, let headers, let body):
            let template = StubTemplate(request: seen, now: now(), random: random, count: count) { [provider] in
                try? provider?.sign($0)
            }
            let response = StubFetch.response(status, headers, body, template)
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: String(status), place: stub.place))
            guard response.body.count <= request.maximumResponseSize else { throw .responseTooLarge }
            if let message = answer.message { await deliver?(message.filled(template, random: random, at: now())) }
            return response
        }
    }

    private static func response(
        _ status: Int, _ headers: [(String, String)], _ body: StubAnswer.Body, _ template: StubTemplate
    ) -> FetchResponse {
        var response = FetchResponse(status: status)
        switch body {
        case .none: break
        case .json(let json):
            response.body = template.fill(json).bytes
            response.headers["Content-Type"] = "application/json"
        case .text(let text):
            response.body = Bytes(utf8: template.fill(text))
            response.headers["Content-Type"] = "text/plain; charset=utf-8"
        case .bytes(let bytes, let type):
            response.body = bytes
            response.headers["Content-Type"] = type
        }
        for (name, value) in headers {
            response.headers[name] = template.fill(value).filter { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } }
        }
        return response
    }

    private func goOutside(_ request: FetchRequest, _ seen: SeenRequest) async throws(FetchError) -> FetchResponse {
        guard let outside else { throw .connectionFailed }
        let response = try await send(request, seen, to: outside)
        record?(request, response)
        return response
    }

    private func send(
        _ request: FetchRequest, _ seen: SeenRequest, to fetch: any Fetch
    ) async throws(FetchError) -> FetchResponse {
        do {
            let response = try await fetch.send(request)
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: String(response.status), place: nil))
            return response
        } catch {
            note(Call(request: seen, kind: StubFetch.kind(request), outcome: "\(error)", place: nil))
            throw error
        }
    }

    private func note(_ call: Call) {
        state.withLock { state in
            // A development server runs for days.
            if state.calls.count >= StubFetch.maximumCalls { state.calls.removeFirst(StubFetch.maximumCalls / 2) }
            state.calls.append(call)
        }
    }

    /// Operators' page templates are asked for as pages.
    private static func kind(_ request: FetchRequest) -> Call.Kind {
        request.headers["Accept"] == "text/html" ? .page : .service
    }
}

extension StubMessage {
    fileprivate func filled(_ template: StubTemplate, random: Random, at time: Timestamp) -> Message {
        Message(
            id: Message.ID(random.uuid()), channel: channel, to: template.fill(to), subject: subject.map(template.fill),
            text: template.fill(text), sentAt: time)
    }
}

package enum StubEvent: Event {
    case missing(String)
    case unreadable(SourceProblem)
    case recorded(String)

    package var name: String {
        switch self {
        case .missing: "stub.missing"
        case .unreadable: "stub.unreadable"
        case .recorded: "stub.recorded"
        }
    }

    package var level: EventLevel {
        switch self {
        case .missing: .warning
        case .unreadable: .error
        case .recorded: .info
        }
    }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .missing(let reason): [("reason", .string(reason))]
        case .unreadable(let problem): [("reason", .string(problem.description))]
        case .recorded(let file): [("file", .string(file))]
        }
    }
}
