import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Testing

/// Tokens that applications bring along (b2c-reference §11.15).
struct TokenHintTests {
    private let clock = TestClock()
    private let idp: TestProvider
    private let documents: ProviderDocuments

    init() {
        idp = TestProvider(clock)
        documents = ProviderDocuments(fetch: idp, now: clock.now)
    }

    private static let metadata = "https://idp.example/.well-known/openid-configuration"

    private func hint(issuer: String? = nil) -> TokenHint {
        TokenHint(
            trust: .metadata(url: Self.metadata), issuer: issuer, audience: "app-1", mayReachPrivateAddresses: false)
    }

    private func token(_ changes: JSON.Object = [:], key: SigningKey = TestProvider.first) throws -> String {
        var claims: JSON.Object = [
            "iss": "https://idp.example", "aud": "app-1", "exp": .integer(clock.now().seconds + 60), "email": "a@b.c",
        ]
        for member in changes.members { claims[member.name] = member.value }
        return try JWT.sign(claims: claims, with: key)
    }

    private func refusal(_ hint: TokenHint, _ token: String) async -> TokenHint.Refusal? {
        do throws(TokenHint.Refusal) {
            _ = try await hint.claims(of: token, documents: documents, now: clock.now())
            return nil
        } catch {
            return error
        }
    }

    @Test func `a token of the provider is read, and its documents are kept`() async throws {
        for _ in 0..<3 {
            let claims = try await hint().claims(of: token(), documents: documents, now: clock.now())
            #expect(claims["email"] == "a@b.c")
        }
        #expect(idp.count("/keys") == 1)
    }

    @Test func `a new key is found, and one that is nowhere is refused`() async throws {
        _ = try await hint().claims(of: token(), documents: documents, now: clock.now())
        #expect(await refusal(hint(), try token(key: TestProvider.second)) == .token(.unknownKey("second")))
        clock.advance(seconds: 61)
        idp.bend { $0.keys = [TestProvider.first, TestProvider.second] }
        #expect(await refusal(hint(), try token(key: TestProvider.second)) == nil)
    }

    @Test func `the settings' issuer goes before that of the metadata`() async throws {
        #expect(await refusal(hint(issuer: "https://other.example"), try token()) == .token(.wrongIssuer))
        #expect(
            await refusal(hint(issuer: "https://other.example"), try token(["iss": "https://other.example"])) == nil)
    }

    @Test(arguments: [
        (JSON.Object([("iss", "https://evil.example")]), JOSEError.wrongIssuer),
        (JSON.Object([("aud", "other")]), .wrongAudience), (JSON.Object([("exp", 1)]), .expired),
        (JSON.Object([("nbf", 9_999_999_999)]), .notYetValid),
    ])
    func `a token that is not for us, or not now, is refused`(changes: JSON.Object, error: JOSEError) async throws {
        #expect(await refusal(hint(), try token(changes)) == .token(error))
    }

    @Test func `a MAC with the public key is no signature`() async throws {
        let pem = try TestProvider.first.privateKey.publicKey.pem
        let forged = try JWT.sign(
            claims: ["iss": "https://idp.example", "aud": "app-1", "exp": 9_999_999_999],
            with: JWK(.secret(Secret(Bytes(utf8: pem))), id: "first"), algorithm: .hs256)
        #expect(await refusal(hint(), forged) == .token(.notAllowed("alg HS256")))
        #expect(await refusal(hint(), "a.b.c") != nil)
        #expect(await refusal(hint(), "") != nil)
    }

    @Test(arguments: [
        (
            Result<FetchResponse, FetchError>.failure(.timedOut),
            FederationError.providerUnreachable("\(metadata): timedOut")
        ),
        (.success(.text("", status: 503)), .providerUnreachable("\(metadata): status 503")),
        (.success(.text("<html>")), .invalidResponse("\(metadata): expected a value at byte 0")),
        (.success(.text("", status: 302)), .invalidResponse("\(metadata): status 302")),
        (.failure(.addressRefused), .configuration("\(metadata): addressRefused")),
    ])
    func `a provider that cannot be asked is the provider's failure`(
        answer: Result<FetchResponse, FetchError>, error: FederationError
    ) async throws {
        idp.bend { $0.answers["/.well-known/openid-configuration"] = answer }
        #expect(await refusal(hint(), try token()) == .provider(error))
    }
}
