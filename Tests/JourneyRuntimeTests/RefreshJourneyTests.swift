import Base
import Directory
import Journey
import OpenID
import OpenIDProvider
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §6.5.
struct RefreshJourneyTests {
    private static let setup = TechnicalProfile.of(
        "",
        outputs: [
            .claim("objectId"), .claim("refreshTokenIssuedOnDateTime"), .claim("given", default: "nobody"),
        ]
    ) {
        $0.id = "RefreshTokenReadAndSetup"
        ($0.protocolName, $0.handler) = (ProtocolName.none, nil)
    }

    private static let read = TechnicalProfile.directory(
        "Read", key: .claim("objectId"), outputs: [.claim("displayName")],
        ("RaiseErrorIfClaimsPrincipalDoesNotExist", "true"))

    /// A policy whose refresh journey has these steps before its `SendClaims`.
    private static func policy(
        _ profiles: [TechnicalProfile] = [], steps: [OrchestrationStep]? = nil,
        _ change: (inout ResolvedPolicy) -> Void = { _ in }
    ) -> ResolvedPolicy {
        .invocable(
            types: [
                .of("objectId"), .of("displayName"), .of("given"), .of("refreshTokenIssuedOnDateTime", .dateTime),
            ], profiles: profiles,
            outputs: [
                .claim("objectId", "sub"), .claim("displayName", "name"), .claim("given", "given_name"),
                .claim("refreshTokenIssuedOnDateTime", "issued"),
            ]
        ) { policy in
            let steps = steps ?? profiles.enumerated().map { OrchestrationStep.exchange($1.id, order: $0 + 1) }
            var send = OrchestrationStep(order: steps.count + 1, kind: .sendClaims, location: here)
            send.issuer = "JwtIssuer"
            policy.userJourneys["Refresh"] = UserJourney(id: "Refresh", steps: steps + [send], location: here)
            policy.technicalProfiles["JwtIssuer"]?.metadata = .init([
                .init(key: "RefreshTokenUserJourneyId", value: " Refresh ", location: here)
            ])
            change(&policy)
        }
    }

    /// A step that asks a person to choose, with what it leads to.
    private static var selection: [OrchestrationStep] {
        var step = OrchestrationStep(order: 1, kind: .claimsProviderSelection, location: here)
        step.selections = [.target("E2"), .target("E3")]
        var next = OrchestrationStep.exchange("RefreshTokenReadAndSetup", order: 2)
        next.exchanges.append(.init(id: "E3", profile: "RefreshTokenReadAndSetup"))
        return [step, next]
    }

    private static var getClaims: OrchestrationStep {
        var step = OrchestrationStep(order: 1, kind: .getClaims, location: here)
        step.issuer = "RefreshTokenReadAndSetup"
        return step
    }

    private static func directoryRead() -> TechnicalProfile {
        var profile = read
        profile.id = "AAD-Read"
        return profile
    }

    private func refresh(
        _ test: TestRuntime, _ kept: Claims, user: User.ID? = nil, issuer: Issuer? = nil
    ) async throws -> Authentication {
        let known = if let issuer { issuer } else { try await test.issuer }
        let previous = Authentication(
            subject: "old", user: user?.text, authenticatedAt: test.world.clock.now.adding(seconds: -500),
            claims: ["old": true], stored: kept.stored)
        let now = test.world.clock.now
        let grant = Grant(
            id: Grant.ID("g"), issuer: test.world.tenant.id.text, policy: "b2c_1a_susi", client: TestRuntime.clientID,
            user: user?.text, scope: ["openid"], authenticatedAt: now, createdAt: now, expiresAt: nil, content: .null)
        let token = RefreshToken(
            hash: "h", grant: grant.id, issuedAt: now.adding(seconds: -100), expiresAt: now.adding(seconds: 100))
        return try await test.runtime.interaction.refresh(
            previous, grant: grant, token: token, client: test.client, issuer: known, http: .get())
    }

    private func error(_ test: TestRuntime, _ kept: Claims = [:], user: User.ID? = nil) async -> ProtocolError? {
        do {
            _ = try await refresh(test, kept, user: user)
            return nil
        } catch {
            return error as? ProtocolError
        }
    }

    @Test func `without a journey of its own a refresh says what the sign-in said`() async throws {
        let test = try await TestRuntime(Self.policy { $0.technicalProfiles["JwtIssuer"]?.metadata = .init() })
        let user = try await test.world.addUser()
        test.world.clock.advance(seconds: 1000)
        let made = try await refresh(test, ["objectId": .string(user.id.text)], user: user.id)
        #expect(made.subject == "old" && made.claims == ["old": true])
    }

    @Test func `the journey begins with what the grant holds, and asks the directory anew`() async throws {
        let test = try await TestRuntime(Self.policy([Self.setup, Self.directoryRead()]))
        let user = try await test.world.addUser { $0.attributes["displayName"] = "Ada now" }
        test.world.clock.advance(seconds: 1000)
        let kept: Claims = ["objectId": .string(user.id.text), "displayName": "Ada then", "secret": "x"]

        let made = try await refresh(test, kept, user: user.id)

        #expect(made.subject == user.id.text)
        #expect(made.claims["name"] == "Ada now")
        #expect(made.claims["given_name"] == "nobody")
        #expect(made.claims["issued"] != nil)
        #expect(made.authenticatedAt == test.world.clock.now.adding(seconds: -500))
    }

    @Test func `the relying party's Token endpoint goes before the issuer's metadata`() async throws {
        let test = try await TestRuntime(
            Self.policy([Self.setup]) {
                $0.technicalProfiles["JwtIssuer"]?.metadata = .init([
                    .init(key: "RefreshTokenUserJourneyId", value: "None", location: here)
                ])
                $0.relyingParty?.endpoints["Token"] = "Refresh"
            })
        #expect(try await refresh(test, ["objectId": "o"]).subject == "o")
    }

    @Test func `an account that is gone, disabled or revoked gets nothing`() async throws {
        let test = try await TestRuntime(Self.policy([Self.setup]))
        let user = try await test.world.addUser()
        test.world.clock.advance(seconds: 1000)
        let kept: Claims = ["objectId": .string(user.id.text)]
        #expect(await error(test, kept, user: user.id) == nil)

        let now = test.world.clock.now
        _ = try await test.world.store.users.update(user.id, of: test.world.tenant.id) { $0.tokensValidFrom = now }
        #expect(await error(test, kept, user: user.id)?.description.contains("AADB2C90129") == true)
        _ = try await test.world.store.users.update(user.id, of: test.world.tenant.id) { $0.isEnabled = false }
        #expect(await error(test, kept, user: user.id)?.description.contains("AADB2C90128") == true)
        try await test.world.store.users.delete(user.id, of: test.world.tenant.id)
        let gone = await error(test, kept, user: user.id)
        #expect(gone?.code == .invalidGrant)
        #expect(gone?.description.contains("AADB2C90128") == true)
    }

    @Test func `a step that refuses takes the grant, and the log knows why`() async throws {
        let test = try await TestRuntime(Self.policy([Self.setup, Self.directoryRead()]))
        let refused = await error(test, ["objectId": "b0000000-0000-4000-8000-00000000000b"])
        #expect(refused?.code == .invalidGrant)
        #expect(refused?.description.contains("AADB2C90129") == true)
        #expect(refused?.description.contains("AAD-Read") == false)
        #expect(test.world.events.names == ["journey.failed"])
        #expect(test.world.events.text.contains("AAD-Read"))
    }

    struct Broken: Sendable {
        let code: String
        let policy: @Sendable () -> ResolvedPolicy
    }

    @Test(arguments: [
        Broken(code: "AADB2C90288") { policy { $0.userJourneys["Refresh"] = nil } },
        Broken(code: "AADB2C90289") { policy([setup], steps: selection) },
        Broken(code: "AADB2C90289") { policy([setup], steps: [getClaims]) },
        Broken(code: "AADB2C90021") {
            policy([.of("SelfAssertedAttributeProvider", outputs: [.claim("given")])])
        },
        Broken(code: "AADB2C90021") { policy([.of("UnheardOfProvider")]) },
        Broken(code: "AADB2C9") { policy([setup]) { $0.technicalProfiles["RefreshTokenReadAndSetup"] = nil } },
    ])
    func `a refresh journey that cannot run is our error, not the client's`(broken: Broken) async throws {
        let test = try await TestRuntime(broken.policy())
        let error = await error(test, ["objectId": "o"])
        #expect(error?.code == .serverError, "\(String(describing: error))")
        #expect(error?.description.contains(broken.code) == true, "\(String(describing: error))")
    }

    @Test func `a grant whose claims cannot be read, or whose policy is gone, is revoked`() async throws {
        let test = try await TestRuntime(Self.policy([Self.setup]))
        let now = test.world.clock.now
        let grant = Grant(
            id: Grant.ID("g"), issuer: "i", policy: "p", client: "c", user: nil, scope: [], authenticatedAt: now,
            createdAt: now, expiresAt: nil, content: .null)
        let token = RefreshToken(hash: "h", grant: grant.id, issuedAt: now, expiresAt: now)
        let previous = Authentication(subject: "s", authenticatedAt: now, stored: "nonsense")
        let issuer = try await test.issuer
        await #expect(throws: ProtocolError.self) {
            try await test.runtime.interaction.refresh(
                previous, grant: grant, token: token, client: test.client, issuer: issuer, http: .get())
        }
        var without = test.world.policy
        without.relyingParty = nil
        test.policies.replace(without)
        await #expect(throws: ProtocolError.self) { try await refresh(test, ["objectId": "o"], issuer: issuer) }
    }

    @Test func `a journey that ends without a subject is our error`() async throws {
        let test = try await TestRuntime(Self.policy([Self.setup]))
        let error = await error(test)
        #expect(error?.code == .serverError)
        #expect(error?.description.contains("AADB2C90037") == true)
    }
}
