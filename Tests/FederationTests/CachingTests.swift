import Base
import Federation
import HTTP
import JOSE
import Testing

struct CachingTests {
    let signIn = TestSignIn()
    private let metadata = "/.well-known/openid-configuration"

    @Test func `metadata and keys are fetched once for many sign-ins at once`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await signIn.begin() } }
            try await group.waitForAll()
        }
        for _ in 0..<3 { _ = try await signIn.run() }

        #expect(signIn.idp.count(metadata) == 1)
        #expect(signIn.idp.count("/keys") == 1)
    }

    @Test func `a key that is new is found, and one that is nowhere is asked for once a minute`() async throws {
        _ = try await signIn.run()
        signIn.clock.advance(seconds: 60)
        signIn.idp.bend {
            $0.keys = [TestProvider.second]
            $0.signingKey = TestProvider.second
        }

        _ = try await signIn.run()
        #expect(signIn.idp.count("/keys") == 2)

        signIn.idp.bend { $0.signingKey = TestProvider.first }
        for _ in 0..<5 { _ = await failure { () async throws(FederationError) in try await signIn.run() } }
        #expect(signIn.idp.count("/keys") == 2)
        signIn.clock.advance(seconds: 60)
        for _ in 0..<5 { _ = await failure { () async throws(FederationError) in try await signIn.run() } }
        #expect(signIn.idp.count("/keys") == 3)
    }

    @Test(arguments: [
        ("max-age=10", 300), ("public, max-age=600", 600), ("max-age=999999999", 86_400), ("no-store", 300),
        ("max-age=soon", 3_600), ("", 3_600),
    ])
    func `a document is kept as long as its server says, within bounds`(control: String, seconds: Int64) async throws {
        let keys: JSON = ["keys": [.object(try TestProvider.first.publicJWK.publicJSON)]]
        signIn.idp.bend {
            $0.answers["/keys"] = .success(.text(keys.text, headers: ["Cache-Control": control]))
        }

        _ = try await signIn.run()
        signIn.clock.advance(seconds: seconds - 1)
        _ = try await signIn.run()
        #expect(signIn.idp.count("/keys") == 1)
        signIn.clock.advance(seconds: 1)
        _ = try await signIn.run()
        #expect(signIn.idp.count("/keys") == 2)
    }

    @Test func `a provider that is down is believed for a day and not asked all the time`() async throws {
        _ = try await signIn.run()
        signIn.idp.bend { $0.answers["/keys"] = .failure(.connectionFailed) }

        signIn.clock.advance(seconds: 7_200)
        for _ in 0..<5 { _ = try await signIn.run() }
        #expect(signIn.idp.count("/keys") == 2)

        signIn.clock.advance(seconds: 86_400)
        #expect(
            await failure { () async throws(FederationError) in try await signIn.run() }
                == .providerUnreachable("https://idp.example/keys: connectionFailed"))
    }

    @Test func `a failure is not kept`() async throws {
        signIn.idp.bend { $0.answers["/keys"] = .failure(.timedOut) }
        _ = await failure { () async throws(FederationError) in try await signIn.run() }
        signIn.idp.bend { $0.answers = [:] }

        _ = try await signIn.run()
    }

    @Test func `the number of documents is bounded`() async throws {
        let documents = ProviderDocuments(fetch: signIn.idp, now: signIn.clock.now, capacity: 2)
        let client = ProviderClient(
            fetch: signIn.idp, documents: documents, now: signIn.clock.now, random: countingRandom())
        for number in [1, 2, 3, 1] {
            var provider = signIn.provider
            provider.metadataURL = "https://idp.example\(metadata)?n=\(number)"
            _ = try await client.begin(provider, SignInRequest(redirectURI: TestSignIn.redirectURI))
            signIn.clock.advance(seconds: 1)
        }

        #expect(signIn.idp.count(metadata) == 4)
    }
}
