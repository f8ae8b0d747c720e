import Base
import Cryptography
import HTTP
import JOSE
import Journey
import OpenID
import OpenIDProvider
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.15.
struct InboundHintTests {
    private static let secret = "0123456789abcdef0123456789abcdef"

    private static let profile = TechnicalProfile.of(
        "", [("IdTokenAudience", "cardea"), ("issuer", "https://app.example")],
        outputs: [.claim("email"), .claim("given", "given_name"), .claim("absent", default: "d")]
    ) {
        $0.id = "Hint"
        ($0.protocolName, $0.handler) = (ProtocolName.none, nil)
        $0.cryptographicKeys = [.init(id: "client_secret", storageReference: "B2C_1A_Hint")]
    }

    private func test(_ change: (inout TechnicalProfile) -> Void = { _ in }) async throws -> TestRuntime {
        var step = OrchestrationStep(order: 1, kind: .getClaims, location: here)
        step.issuer = "Hint"
        var profile = Self.profile
        change(&profile)
        let test = try await TestRuntime(
            .invocable(
                types: [.of("email"), .of("given"), .of("absent")], profiles: [profile], steps: [step],
                outputs: [.claim("email", "sub")]))
        try await test.world.addSecret("B2C_1A_Hint", Base64.encode(Bytes(utf8: Self.secret)))
        return test
    }

    private func token(
        _ test: TestRuntime, _ changes: [String: JSON?] = [:], secret: String = InboundHintTests.secret,
        algorithm: SignatureAlgorithm = .hs256
    ) throws -> String {
        let now = test.world.clock.now.seconds
        var claims: [String: JSON?] = [
            "iss": "https://app.example", "aud": "cardea", "exp": .integer(now + 60), "nbf": .integer(now),
            "email": "ada@example.com", "given_name": "Ada", "role": "admin",
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { name, value in value.map { (name, $0) } }
        let key = JWK(.secret(Secret(Bytes(utf8: secret))), algorithm: .signature(algorithm))
        return try JWT.sign(claims: JSON.Object(members), with: key, algorithm: algorithm)
    }

    private func read(_ token: String?, _ test: TestRuntime) async throws -> Result<Claims, JourneyError> {
        let run = try await test.run()
        let hint = InboundHint(services: test.world.services)
        let profile = try #require(test.world.policy.technicalProfiles["Hint"])
        return try await hint.read(token, with: profile, run, ProfileRunner(services: test.world.services))
    }

    @Test func `the hint's claims come in by the names that the profile has for them, and no others`() async throws {
        let test = try await test()
        let claims = try await read(token(test), test).get()
        #expect(claims == ["email": "ada@example.com", "given": "Ada", "absent": "d"])
    }

    @Test func `no hint is no claims`() async throws {
        let test = try await test()
        #expect(try await read(nil, test).get().isEmpty)
    }

    @Test func `a claim that is required may be known already, and must be if no hint comes`() async throws {
        let test = try await test { $0.outputClaims[0].required = true }
        var run = try await test.run()
        let hint = InboundHint(services: test.world.services)
        let profile = try #require(test.world.policy.technicalProfiles["Hint"])
        let runner = ProfileRunner(services: test.world.services)

        guard case .failure(let error) = try await hint.read(nil, with: profile, run, runner) else {
            Issue.record("it goes on without")
            return
        }
        #expect(error.code == "AADB2C90272")
        run.transaction.journey.claims = ["email": "known@example.com"]
        #expect(try await hint.read(nil, with: profile, run, runner).get() == ["email": "known@example.com"])
    }

    @Test func `a secret may be text as it is`() async throws {
        let test = try await test()
        let plain = "a secret that is no base64 text at all!!"
        try await test.world.addSecret("B2C_1A_Hint", plain)
        #expect(try await read(token(test, secret: plain), test).get()["email"] == "ada@example.com")
    }

    struct Wrong: Sendable {
        let change: [String: JSON?]
        let code: String

        init(_ name: String, _ value: JSON?, _ code: String) { (change, self.code) = ([name: value], code) }
    }

    @Test(arguments: [
        Wrong("iss", "https://other.example", "AADB2C90232"), Wrong("iss", nil, "AADB2C90232"),
        Wrong("aud", "somebody else", "AADB2C90209"), Wrong("exp", 1_000_000_000, "AADB2C90208"),
        Wrong("nbf", 4_000_000_000, "AADB2C90208"), Wrong("exp", nil, "AADB2C90210"),
        Wrong("exp", "soon", "AADB2C90210"),
    ])
    func `a hint that is not for us, or not now, is refused`(wrong: Wrong) async throws {
        let test = try await test()
        let result = try await read(token(test, wrong.change), test)
        guard case .failure(let error) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(error.code == wrong.code)
        #expect(error.error == .invalidRequest)
        #expect(!error.text.contains("example"))
    }

    @Test func `a hint of another key, algorithm or none is refused`() async throws {
        let test = try await test()
        let good = try token(test).split(separator: ".")
        let none = "\(Base64.encodeURL(Bytes(utf8: #"{"alg":"none"}"#))).\(good[1])."
        let bad = [
            try token(test, secret: String(Self.secret.reversed())),
            try token(test, secret: Self.secret + Self.secret, algorithm: .hs512), none, "", "a.b.c", "\(good[0])",
        ]
        for text in bad {
            guard case .failure(let error) = try await read(text, test) else {
                Issue.record("taken: \(text)")
                continue
            }
            #expect(["AADB2C90233", "AADB2C90210"].contains(error.code), "\(text): \(error)")
        }
    }

    @Test func `a profile without its key takes no hint`() async throws {
        let test = try await test { $0.cryptographicKeys = [] }
        guard case .failure(let error) = try await read(token(test), test) else {
            Issue.record("taken")
            return
        }
        #expect(error.code == "AADB2C90210")
    }

    @Test func `the hint of a request goes through the journey to the token`() async throws {
        let test = try await test()
        let response = try await test.runtime.interaction.begin(
            test.run(["id_token_hint": token(test)]).request, client: test.client, issuer: test.issuer, http: .get())
        #expect(response.headers["Location"]?.contains("code=") == true, "\(response.headers)")
        #expect(test.world.events.names.first == "journey.finished", "\(test.world.events.text)")

        let refused = try await test.runtime.interaction.begin(
            test.run(["id_token_hint": "nonsense"]).request, client: test.client, issuer: test.issuer, http: .get())
        #expect(refused.headers["Location"]?.contains("error=invalid_request") == true)
        #expect(refused.headers["Location"]?.contains("AADB2C90210") == true)
    }
}
