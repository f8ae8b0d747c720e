import Base
import HTTP

/// One request to a provider and its answer, with everything bounded and every failure sorted.
struct Exchange: Sendable {
    private let fetch: any Fetch

    /// No provider that we know answers with a tenth of it.
    private static let maximumSize = 256 << 10
    private static let timeoutMilliseconds = 10_000

    init(_ fetch: any Fetch) { self.fetch = fetch }

    /// Sends without following redirects: no endpoint of these protocols needs one, and one that does would carry
    /// our secrets to an address nobody configured.
    func send(
        _ method: HTTP.Method, _ url: String, headers: Headers, body: Bytes = [], to provider: some Partner,
        _ what: String
    ) async throws(FederationError) -> FetchResponse {
        var headers = headers
        if headers["User-Agent"] == nil { headers["User-Agent"] = "Cardea" }
        let request = FetchRequest(
            method: method, url: url, headers: headers, body: body, timeoutMilliseconds: Exchange.timeoutMilliseconds,
            maximumResponseSize: Exchange.maximumSize, mayReachPrivateAddresses: provider.mayReachPrivateAddresses)
        let response = try await response(to: request, what)
        guard response.status < 500 else { throw .providerUnreachable("\(what): status \(response.status)") }
        return response
    }

    private func response(to request: FetchRequest, _ what: String) async throws(FederationError) -> FetchResponse {
        do throws(FetchError) {
            return try await fetch.send(request)
        } catch {
            throw Exchange.sorted(error, what)
        }
    }

    /// A JSON document, and for how many seconds it may be kept.
    func document(
        at url: String, of provider: some Partner
    ) async throws(FederationError) -> (json: JSON, lifetimeSeconds: Int64) {
        let url = try Endpoint(url, of: provider).url(adding: Parameters())
        let response = try await send(.get, url, headers: ["Accept": "application/json"], to: provider, url)
        guard response.status == 200 else { throw .invalidResponse("\(url): status \(response.status)") }
        return (try Exchange.json(response.body, url), Exchange.lifetimeSeconds(response.headers))
    }

    static func json(_ body: Bytes, _ what: String) throws(FederationError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: body)
        } catch {
            throw .invalidResponse("\(what): \(error)")
        }
    }

    /// The same, of a provider that may write JSON as the argument of a call.
    static func json(_ body: Bytes, _ what: String, _ format: TokenFormat) throws(FederationError) -> JSON {
        guard format == .jsonP, let open = body.firstIndex(of: UInt8(ascii: "(")),
            let close = body.lastIndex(of: UInt8(ascii: ")")), open < close,
            body[..<open].allSatisfy({ $0 <= 0x20 || isNameByte($0) })
        else { return try json(body, what) }
        return try json(Bytes(body[(open + 1)..<close]), what)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte & 0xdf) || "_.$".utf8.contains(byte)
    }

    /// `max-age` (RFC 9111 §5.2.2.1) between five minutes and a day; an hour where nothing is said.
    static func lifetimeSeconds(_ headers: Headers) -> Int64 {
        let directives = headers.all("Cache-Control").joined(separator: ",").lowercased()
            .split { $0 == "," || $0 == " " }
        if directives.contains("no-store") || directives.contains("no-cache") { return 300 }
        let ages = directives.filter { $0.hasPrefix("max-age=") }.compactMap { Int64($0.dropFirst(8)) }
        return ages.min().map { min(max($0, 300), 86_400) } ?? 3_600
    }

    private static func sorted(_ error: FetchError, _ what: String) -> FederationError {
        switch error {
        case .invalidURL, .addressRefused: .configuration("\(what): \(error)")
        case .responseTooLarge, .invalidResponse: .invalidResponse("\(what): \(error)")
        case .nameNotFound, .connectionFailed, .tlsFailed, .timedOut, .overloaded, .cancelled,
            .notStubbed:
            .providerUnreachable("\(what): \(error)")
        }
    }
}
