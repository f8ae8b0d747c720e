import Base
import JOSE
import OpenIDProvider
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §6.1, §7.
struct TenantIssuersTests {
    private static let tenantID = "11111111-1111-4111-8111-111111111111"

    private func issuer(
        _ name: IssuerName? = nil, _ change: (inout ResolvedPolicy) -> Void = { _ in }
    ) async throws -> Issuer? {
        let test = try await TestRuntime(.invocable(change))
        let name = name ?? IssuerName(directory: "Contoso.onmicrosoft.com", policy: "b2c_1a_SUSI", form: .path)
        return try await test.runtime.issuers.issuer(name, origin: "https://login.example")
    }

    private func issuer(metadata: [(String, String)]) async throws -> Issuer {
        try #require(
            try await issuer { policy in
                policy.technicalProfiles["JwtIssuer"]?.metadata = .init(
                    metadata.map { .init(key: $0.0, value: $0.1, location: here) })
            })
    }

    struct Address: Sendable {
        let directory: String
        let form: IssuerName.Form
        let authorization: String
    }

    @Test(arguments: [
        Address(
            directory: "contoso.onmicrosoft.com", form: .path,
            authorization: "/contoso.onmicrosoft.com/b2c_1a_susi/oauth2/v2.0/authorize"),
        Address(
            directory: tenantID, form: .path, authorization: "/\(tenantID)/b2c_1a_susi/oauth2/v2.0/authorize"),
        Address(
            directory: "CONTOSO.onmicrosoft.com", form: .query,
            authorization: "/contoso.onmicrosoft.com/oauth2/v2.0/authorize?p=b2c_1a_susi"),
    ])
    func `an issuer is found by name and by GUID, in any case, and answers in the form it was asked in`(
        address: Address
    ) async throws {
        let found = try await issuer(
            IssuerName(directory: address.directory, policy: "B2C_1A_SUSI", form: address.form))
        #expect(found?.endpoints.authorization == "https://login.example\(address.authorization)")
        #expect(found?.directory == Self.tenantID && found?.policy == "b2c_1a_susi")
        #expect(found?.identifier == "https://login.example/\(Self.tenantID)/v2.0/")
    }

    @Test func `a tenant, policy or relying party that is not there has no issuer`() async throws {
        for (directory, policy) in [("fabrikam", "B2C_1A_susi"), ("contoso.onmicrosoft.com", "B2C_1A_none")] {
            #expect(try await issuer(IssuerName(directory: directory, policy: policy, form: .path)) == nil)
        }
        #expect(try await issuer(IssuerName(directory: "contoso.onmicrosoft.com", policy: nil, form: .path)) == nil)
        #expect(try await issuer(nil) { $0.relyingParty = nil } == nil)
    }

    @Test func `a policy without a key that signs says which`() async throws {
        await #expect(throws: IssuanceFailure.noSigningKey("B2C_1A_susi")) {
            try await issuer { $0.technicalProfiles["JwtIssuer"]?.cryptographicKeys = [] }
        }
        await #expect(throws: IssuanceFailure.noSigningKey("B2C_1A_susi")) {
            try await issuer {
                $0.technicalProfiles["JwtIssuer"]?.cryptographicKeys = [
                    .init(id: "issuer_secret", storageReference: "B2C_1A_None")
                ]
            }
        }
    }

    @Test func `lifetimes are the policy's, and those out of bounds are not`() async throws {
        let short = try await issuer(metadata: [
            ("id_token_lifetime_secs", "300"), ("token_lifetime_secs", " 86400 "),
            ("refresh_token_lifetime_secs", "7776000"), ("rolling_refresh_token_lifetime_secs", "86400"),
        ]).lifetimes
        #expect(short.idToken == 300 && short.accessToken == 86_400)
        #expect(short.refreshToken == 7_776_000 && short.slidingWindow == 86_400)
        let wild = try await issuer(metadata: [
            ("id_token_lifetime_secs", "299"), ("token_lifetime_secs", "-1"), ("refresh_token_lifetime_secs", "x"),
            ("allow_infinite_rolling_refresh_token", "True"),
        ]).lifetimes
        #expect(wild.idToken == 3600 && wild.accessToken == 3600 && wild.refreshToken == 1_209_600)
        #expect(wild.slidingWindow == nil)
    }

    @Test func `the metadata's patterns and numbers`() async throws {
        let changed = try await issuer(metadata: [
            ("IssuanceClaimPattern", "AuthorityWithTfp"), ("AuthenticationContextReferenceClaimPattern", "None"),
            ("SendTokenResponseBodyWithJsonNumbers", "true"),
        ])
        #expect(changed.identifier == "https://login.example/tfp/\(Self.tenantID)/b2c_1a_susi/v2.0/")
        #expect(changed.acr == nil)
        #expect(changed.dialect == .b2c(B2CDialect(tenantID: Self.tenantID, writesNumbers: true)))
        let plain = try await issuer(metadata: [])
        #expect(plain.acr == "b2c_1a_susi")
        #expect(plain.dialect == .b2c(B2CDialect(tenantID: Self.tenantID, writesNumbers: false)))
    }

    @Test func `userinfo is offered by a policy that has a journey for it`() async throws {
        #expect(try await issuer()?.endpoints.userInfo == nil)
        let with = try await issuer { $0.relyingParty?.endpoints["UserInfo"] = "Main" }
        #expect(
            with?.endpoints.userInfo
                == "https://login.example/contoso.onmicrosoft.com/b2c_1a_susi/openid/v2.0/userinfo")
    }

    @Test func `a saved policy is seen at once, a rotated key soon`() async throws {
        let test = try await TestRuntime(.invocable())
        #expect(try await test.issuer.claimsSupported == ["sub"])
        test.policies.replace(.invocable(outputs: [.claim("objectId", "sub"), .claim("displayName", "name")]))
        #expect(try await test.issuer.claimsSupported == ["sub", "name"])

        try await test.world.addSigningKey("B2C_1A_Sign", id: "k2", notBefore: test.world.clock.now.adding(seconds: 1))
        #expect(try await test.issuer.keys.signing.id == "k1")
        // Issuers and keys are kept for ten seconds each.
        test.world.clock.advance(seconds: 20)
        #expect(try await test.issuer.keys.signing.id == "k2")
        #expect(try await test.issuer.keys.verification.keys.map(\.id) == ["k2", "k1"])
    }
}
