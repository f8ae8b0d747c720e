import Base
import Directory
import Federation
import HTTP

/// The servers that policies call, and what is known of them from one request to the next.
package struct Partners: Sendable {
    package private(set) var documents: ProviderDocuments
    package let circuits: CircuitBreakers
    private var fetch: any Fetch
    private let now: Now
    private let pause: @Sendable (_ milliseconds: Int) async -> Void

    /// `pause` is what lies between two tries; a test's returns at once.
    package init(
        fetch: any Fetch, now: @escaping Now, circuits: CircuitBreakers = CircuitBreakers(),
        pause: @escaping @Sendable (_ milliseconds: Int) async -> Void = { milliseconds in
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
    ) {
        documents = ProviderDocuments(fetch: fetch, now: now)
        self.circuits = circuits
        self.fetch = fetch
        self.now = now
        self.pause = pause
    }

    /// The same servers and what is known of them, reached through another `Fetch`.
    func sending(through fetch: any Fetch) -> Partners {
        var partners = self
        partners.fetch = fetch
        partners.documents = documents.sending(through: fetch)
        return partners
    }

    package enum Failure: Error, Equatable, Sendable {
        /// The server has failed so often that nobody calls it for now.
        case circuitOpen
        case fetch(FetchError)
    }

    /// Pauses before the second and the third try.
    private static let pausesMilliseconds = [100, 400]

    /// Calls a service of a tenant's policies, and again where that is safe and may help (b2c-reference §11.4): a
    /// request that changes nothing, after a failure or a 5xx; any other only where nobody was reached. All tries
    /// together take no longer than the request's timeout.
    package func call(_ request: FetchRequest, of tenant: Tenant.ID) async throws(Failure) -> FetchResponse {
        guard let origin = URL(request.url)?.origin else { throw .fetch(.invalidURL) }
        let key = CircuitBreakers.Key(tenant: tenant, origin: origin)
        let start = now()
        for milliseconds in Partners.pausesMilliseconds {
            let result = try await attempt(request, key, since: start)
            guard Partners.isWorthAnother(result, request.method), left(of: request, since: start) > milliseconds else {
                return try Partners.unwrapped(result)
            }
            await pause(milliseconds)
        }
        return try Partners.unwrapped(try await attempt(request, key, since: start))
    }

    private func attempt(
        _ request: FetchRequest, _ key: CircuitBreakers.Key, since start: Timestamp
    ) async throws(Failure) -> Result<FetchResponse, FetchError> {
        guard circuits.admits(key, at: now()) else { throw .circuitOpen }
        var request = request
        request.timeoutMilliseconds = max(1, left(of: request, since: start))
        let result: Result<FetchResponse, FetchError>
        do throws(FetchError) {
            result = .success(try await fetch.send(request))
        } catch {
            result = .failure(error)
        }
        circuits.report(Partners.outcome(result), of: key, at: now())
        return result
    }

    private func left(of request: FetchRequest, since start: Timestamp) -> Int {
        request.timeoutMilliseconds - Int(clamping: now().milliseconds - start.milliseconds)
    }

    private static func unwrapped(_ result: Result<FetchResponse, FetchError>) throws(Failure) -> FetchResponse {
        do throws(FetchError) {
            return try result.get()
        } catch {
            throw .fetch(error)
        }
    }

    private static func isWorthAnother(_ result: Result<FetchResponse, FetchError>, _ method: Method) -> Bool {
        let changesNothing = method == .get || method == .head
        switch result {
        case .success(let response): return changesNothing && response.status >= 500
        case .failure(.nameNotFound), .failure(.connectionFailed): return true
        case .failure(.invalidResponse): return changesNothing
        case .failure(.invalidURL), .failure(.addressRefused), .failure(.tlsFailed), .failure(.timedOut),
            .failure(.responseTooLarge), .failure(.overloaded), .failure(.cancelled), .failure(.notStubbed):
            return false
        }
    }

    private static func outcome(_ result: Result<FetchResponse, FetchError>) -> CircuitBreakers.Outcome {
        switch result {
        case .success(let response): response.status >= 500 ? .failed : .answered
        case .failure(.nameNotFound), .failure(.connectionFailed), .failure(.tlsFailed), .failure(.timedOut),
            .failure(.invalidResponse):
            .failed
        case .failure(.responseTooLarge): .answered
        case .failure(.invalidURL), .failure(.addressRefused), .failure(.overloaded), .failure(.cancelled),
            .failure(.notStubbed):
            .unknown
        }
    }
}
