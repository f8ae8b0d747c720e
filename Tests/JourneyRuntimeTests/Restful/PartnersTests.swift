import Base
import Directory
import HTTP
import TestSupport
import Testing

@testable import JourneyRuntime

/// Tries, and the circuit breaker.
struct PartnersTests {
    private let clock = TestClock()
    private let fetch = PlayedFetch()
    private let tenant = Tenant.ID("t-1")

    private func partners(_ circuits: CircuitBreakers = CircuitBreakers()) -> Partners {
        Partners(
            fetch: fetch, now: clock.read, circuits: circuits,
            pause: { [clock] milliseconds in
                clock.advance(seconds: Int64(milliseconds / 1000))
            })
    }

    private func call(
        _ partners: Partners, _ method: HTTP.Method = .get, _ url: String = "https://api.example/x"
    ) async -> Result<Int, Partners.Failure> {
        do throws(Partners.Failure) {
            return .success(try await partners.call(FetchRequest(method: method, url: url), of: tenant).status)
        } catch {
            return .failure(error)
        }
    }

    struct Case: Sendable {
        let first: Result<FetchResponse, FetchError>
        let method: HTTP.Method
        let tries: Int

        init(_ first: Result<FetchResponse, FetchError>, _ method: HTTP.Method, _ tries: Int) {
            (self.first, self.method, self.tries) = (first, method, tries)
        }
    }

    @Test(arguments: [
        Case(.success(FetchResponse(status: 503)), .get, 3), Case(.success(FetchResponse(status: 503)), .post, 1),
        Case(.success(FetchResponse(status: 409)), .get, 1), Case(.success(FetchResponse(status: 302)), .get, 1),
        Case(.failure(.connectionFailed), .get, 3), Case(.failure(.connectionFailed), .post, 3),
        Case(.failure(.nameNotFound), .post, 3), Case(.failure(.invalidResponse), .get, 3),
        Case(.failure(.invalidResponse), .post, 1), Case(.failure(.timedOut), .get, 1),
        Case(.failure(.responseTooLarge), .get, 1), Case(.failure(.addressRefused), .get, 1),
        Case(.failure(.tlsFailed), .get, 1),
    ])
    func `only what is safe and may help is tried again, twice at most`(item: Case) async {
        fetch.queue(item.first, item.first, item.first, item.first)
        _ = await call(partners(), item.method)
        #expect(fetch.requests.count == item.tries)
    }

    @Test func `a second try may do`() async {
        fetch.queue(.failure(.connectionFailed), .success(FetchResponse(status: 200)))
        let partners = partners()
        #expect(await call(partners, .post) == .success(200))
        #expect(partners.circuits.count == 0)
    }

    @Test func `all tries together take no longer than the request's timeout`() async {
        let slow = Partners(fetch: SlowFetch(clock: clock, seconds: 6), now: clock.read, pause: { _ in })
        _ = await call(slow)
        // 10 seconds: the second try has four, and there is no third.
        #expect(clock.now.seconds - 1_795_250_875 == 12)
    }

    @Test func `a server that fails five times in a row is left alone, then tried by one`() async {
        let partners = partners()
        let key = CircuitBreakers.Key(tenant: tenant, origin: "https://api.example")
        fetch.fail(.timedOut)
        for _ in 0..<5 { #expect(await call(partners) == .failure(.fetch(.timedOut))) }
        #expect(partners.circuits.state(of: key, at: clock.now) == .open(until: clock.now.adding(seconds: 30)))

        #expect(await call(partners) == .failure(.circuitOpen))
        #expect(await call(partners, .get, "https://other.example/") == .failure(.fetch(.timedOut)))
        #expect(fetch.requests.count == 6)

        clock.advance(seconds: 30)
        #expect(partners.circuits.state(of: key, at: clock.now) == .halfOpen)
        #expect(await call(partners) == .failure(.fetch(.timedOut)))
        #expect(await call(partners) == .failure(.circuitOpen))

        clock.advance(seconds: 30)
        fetch.answer(["a": 1])
        #expect(await call(partners) == .success(200))
        #expect(partners.circuits.state(of: key, at: clock.now) == .closed)
    }

    @Test func `of several that ask when it has rested, one may`() {
        let circuits = CircuitBreakers(threshold: 1)
        let key = CircuitBreakers.Key(tenant: tenant, origin: "https://a.example")
        circuits.report(.failed, of: key, at: clock.now)
        #expect(!circuits.admits(key, at: clock.now))
        clock.advance(seconds: 31)
        #expect(circuits.admits(key, at: clock.now))
        #expect(!circuits.admits(key, at: clock.now))
        // Given up by ourselves: the next may.
        circuits.report(.unknown, of: key, at: clock.now)
        #expect(circuits.admits(key, at: clock.now))
        // Never heard of again.
        clock.advance(seconds: 61)
        #expect(circuits.admits(key, at: clock.now))
    }

    @Test func `failures far apart are no row, and an answer ends one`() {
        let circuits = CircuitBreakers(threshold: 3)
        let key = CircuitBreakers.Key(tenant: tenant, origin: "https://a.example")
        for _ in 0..<10 {
            circuits.report(.failed, of: key, at: clock.now)
            clock.advance(seconds: 61)
        }
        #expect(circuits.state(of: key, at: clock.now) == .closed)
        circuits.report(.failed, of: key, at: clock.now)
        circuits.report(.answered, of: key, at: clock.now)
        #expect(circuits.count == 0)
    }

    @Test func `memory is bounded, and tenants do not shut each other's services`() {
        let circuits = CircuitBreakers(threshold: 1, capacity: 10)
        for number in 0..<100 {
            let key = CircuitBreakers.Key(tenant: tenant, origin: "https://\(number).example")
            circuits.report(.failed, of: key, at: clock.now.adding(milliseconds: Int64(number)))
        }
        #expect(circuits.count == 10)
        let other = CircuitBreakers.Key(tenant: Tenant.ID("t-2"), origin: "https://99.example")
        #expect(!circuits.admits(.init(tenant: tenant, origin: "https://99.example"), at: clock.now))
        #expect(circuits.admits(other, at: clock.now))
    }

    @Test(arguments: ["", "nonsense", "ftp://x.example/", "https://", "https://a b/", "{unset}/x"])
    func `an address that is none is said to be so`(url: String) async {
        fetch.fail(.invalidURL)
        #expect(await call(partners(), .get, url) == .failure(.fetch(.invalidURL)))
    }
}

/// Takes its time, and then breaks off.
private struct SlowFetch: Fetch {
    let clock: TestClock
    let seconds: Int64

    func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        clock.advance(seconds: seconds)
        throw .invalidResponse
    }
}
