import Base
import Directory
import HTTP
import TestSupport
import Testing

@testable import OpenIDProvider

struct ClientLimitTests {
    let provider = TestProvider()

    private func guess(
        _ client: String? = nil, from address: String = "192.0.2.1", secret: String = "a guess"
    ) async -> Response {
        var changes: [String: String?] = ["client_secret": secret]
        if let client { changes["client_id"] = client }
        return await provider.token(changes, code: "no code", from: address)
    }

    private func retryAfter(_ response: Response) -> Int? { response.headers["Retry-After"].flatMap { Int($0) } }

    @Test func `a client that fails too often from one network waits, longer each time`() async throws {
        for _ in 0..<11 { #expect(await guess().status == 400) }
        var waits: [Int] = []
        for _ in 0..<4 {
            let refused = await guess()
            #expect(refused.status == 429)
            #expect(refused.json?["error"] == "temporarily_unavailable")
            #expect(refused.json?["error_description"]?.string?.hasPrefix("AADB2C90244") == true)
            let wait = try #require(retryAfter(refused))
            waits.append(wait)
            provider.clock.advance(seconds: Int64(wait))
            #expect(await guess().status == 400)
        }
        #expect(waits == [5, 10, 20, 40])
    }

    @Test func `even the right secret waits, and nobody but that client at that network does`() async throws {
        for _ in 0..<11 { _ = await guess() }
        let code = try await provider.code()
        #expect(await provider.token(code: code).status == 429)
        #expect(await provider.token(code: code, from: "198.51.100.7").status == 200)
        #expect(await guess(TestProvider.nativeClient).status != 429)
        provider.clock.advance(seconds: 5)
        #expect(await provider.token(code: try await provider.code()).status == 200)
    }

    @Test func `failures at revocation count too`() async throws {
        let path = TestProvider.tenant + "/oauth2/v2.0/revoke"
        let form: Parameters = ["token": "x", "client_id": TestProvider.webClient, "client_secret": "a guess"]
        for _ in 0..<11 { _ = await provider.send(.post, path, form: form) }
        #expect(await provider.send(.post, path, form: form).status == 429)
        #expect(await provider.token(code: "x").status == 429)
    }

    @Test func `one network that tries many clients or codes waits a minute at most`() async throws {
        for number in 0..<101 { _ = await guess("client-\(number)", from: "2001:db8::\(number)") }
        let refused = await guess("client-x", from: "2001:db8::ffff")
        #expect(refused.status == 429)
        let one = try #require(retryAfter(refused))
        #expect(one <= 60)
        #expect(await guess("client-x", from: "2001:db8:1::1").status != 429)

        let right: [String: String?] = [:]
        for _ in 0..<101 { _ = await provider.token(right, code: "guess", from: "203.0.113.3") }
        #expect(await provider.token(right, code: "guess", from: "203.0.113.3").status == 429)
    }

    @Test func `names that nobody knows leave nothing behind but their network`() async throws {
        for number in 0..<50 { _ = await guess("client-\(number)") }
        let kept = try await provider.attempts.change(
            ["token:\(TestIssuers.tenantID):client-1", "token:at:192.0.2.1"], at: provider.clock.now
        ) { $0.map(\.failures) }
        #expect(kept == [0, 50])
    }

    @Test func `an attack from everywhere does not lock out who has proven themselves`() async throws {
        let home = "198.51.100.7"
        #expect(await provider.token(code: try await provider.code(), from: home).status == 200)
        for number in 0..<1001 { _ = await guess(from: "10.0.\(number / 250).\(number % 250)") }
        #expect(await provider.token(code: try await provider.code(), from: "203.0.113.9").status == 429)
        #expect(await provider.token(code: try await provider.code(), from: home).status == 200)
        provider.clock.advance(seconds: 10)
        #expect(await provider.token(code: try await provider.code(), from: "203.0.113.9").status == 200)
    }

    @Test func `people whose grants have ended are no attack`() async throws {
        for _ in 0..<300 {
            #expect(await provider.token(code: "ended").status == 400)
            provider.clock.advance(seconds: 1)
        }
    }

    @Test func `after a restart the next failure brings the wait back`() async throws {
        let issuer = try #require(
            try await TestIssuers().issuer(
                .init(directory: "contoso.onmicrosoft.com", policy: "B2C_1A_susi", form: .path),
                origin: TestIssuers.origin))
        let http = Request(
            method: .post, path: "/", origin: TestIssuers.origin, address: "192.0.2.1", correlationID: "c")
        let place = ClientLimits.Place(client: TestProvider.webClient, of: issuer, http)
        for _ in 0..<11 { _ = await guess() }
        let (attempts, clock) = (provider.attempts, provider.clock)
        let restarted = ClientLimits(attempts: attempts) { clock.now }
        #expect(throws: Never.self) { try restarted.admit(place) }
        try await restarted.count(.proof, at: place)
        #expect(throws: TooManyRequests(retryAfterSeconds: 5)) { try restarted.admit(place) }
    }

    @Test func `what is remembered is bounded`() async throws {
        let (attempts, clock) = (provider.attempts, provider.clock)
        let limits = ClientLimits(attempts: attempts) { clock.now }
        let issuer = try #require(
            try await TestIssuers().issuer(
                .init(directory: "demo", policy: nil, form: .realm), origin: TestIssuers.origin))
        for network in 0..<(ClientLimits.maximumRemembered / 100 + 10) {
            for _ in 0..<101 {
                let http = Request(
                    method: .post, path: "/", origin: TestIssuers.origin,
                    address: "198.51.\(network / 200).\(network % 200)", correlationID: "c")
                try await limits.count(.grant, at: ClientLimits.Place(client: "c", of: issuer, http))
            }
        }
        #expect(limits.count <= ClientLimits.maximumRemembered)
        #expect(limits.count > 0)
    }

    @Test func `a client has one limit, however its id is spelled`() async throws {
        let spellings = [TestProvider.webClient, TestProvider.webClient.uppercased()]
        for number in 0..<11 { _ = await guess(spellings[number % 2]) }
        #expect(await guess(spellings[1]).status == 429)
    }

    @Test(arguments: ["127.0.0.1", "10.0.0.5", "::1", "fd00::5"])
    func `behind a proxy that nobody told us of, nobody waits for what another one did`(address: String) async throws {
        for number in 0..<150 { _ = await guess("client-\(number)", from: address) }
        for _ in 0..<150 { _ = await provider.token(code: "guess", from: address) }
        for _ in 0..<50 { #expect(await guess(from: address).status == 400) }
        #expect(await provider.token(code: try await provider.code(), from: address).status == 200)
    }

    @Test func `pages of other origins may read when to come back`() async throws {
        for _ in 0..<11 { _ = await guess() }
        let refused = await provider.token(
            ["client_secret": "a guess"], code: "x", headers: ["Origin": "https://spa.example"])
        #expect(refused.status == 429 && retryAfter(refused) != nil)
        #expect(refused.headers["Access-Control-Expose-Headers"]?.contains("Retry-After") == true)
        #expect(refused.headers["Cache-Control"] == "no-store")
    }
}
