import Base
import Policy
import Testing

@testable import Journey

struct ClaimResolverTests {
    @Test(arguments: [
        ("{Policy:TenantObjectId}", "0f2e"), ("{policy:policyid}", "B2C_1A_susi"), ("{policy}", "B2C_1A_susi"),
        ("{Policy:RelyingPartyTenantId}", "contoso.onmicrosoft.com"),
        ("{Policy:TrustFrameworkTenantId}", "contoso.onmicrosoft.com"), ("{tenant}", "contoso.onmicrosoft.com"),
        ("{service:te}", "https://id.example"), ("{AuthenticatorIssuer}", "Contoso & Co"),
        ("{CONTEXT:KMSI}", "false"), ("{Context:CorrelationId}", "corr"), ("{Context:HostName}", "id.example"),
        ("{Context:IPAddress}", "203.0.113.9"), ("{Context:DateTimeInUtc}", "11/21/2026 9:30:00 AM"),
        ("{Context:DeploymentMode}", "Production"), ("{Context:BuildNumber}", "1.0.0.0"),
        ("{Culture:RFC5646}", "de-CH"), ("{Culture:LanguageName}", "de"), ("{Culture:RegionName}", "CH"),
        ("{Culture:LCID}", "2055"), ("{OIDC:ClientId}", "app"), ("{OIDC:LoginHint}", "a@b.c"), ("{OIDC:Prompt}", ""),
        ("{OAUTH-KV:campaignid}", "{OIDC:ClientId}"), ("{oauth-kv:none}", ""), ("{SAML:RelayState}", ""),
        ("{Claim:mail}", "{OIDC:ClientId}"), ("{claim:declared}", ""),
        ("a {OIDC:ClientId} b {Settings:X} {0} {property:Y} {", "a app b {Settings:X} {0} {property:Y} {"),
        ("{{OIDC:ClientId}}", "{app}"),
    ])
    func `a resolver is replaced once, and other braces stay`(text: String, expected: String) throws {
        let environment = Sample.environment(types: ["declared": .string])
        let claims: Claims = ["mail": .string("{OIDC:ClientId}")]

        #expect(try ClaimResolver.resolve(text, claims: claims, in: environment) == expected)
    }

    @Test(arguments: [
        "{OIDC:Clientid2}", "{Culture:Nope}", "{Context:}", "{Policy:X}", "{SAML:Y}", "{Claim:undeclared}",
    ])
    func `an unknown name of a known family is refused`(text: String) {
        #expect(throws: ResolverError(resolver: text)) {
            try ClaimResolver.resolve(text, claims: [:], in: Sample.environment())
        }
    }

    @Test func `the password of ROPC is read by its resolver alone`() throws {
        let environment = Sample.environment { $0.request.password = Secret("hunter2") }

        #expect(try ClaimResolver.resolve("{OIDC:Password}", claims: [:], in: environment) == "hunter2")
        #expect(!"\(environment.request)".contains("hunter2"))
    }

    @Test func `a text that is one resolver without a value is missing`() throws {
        let environment = Sample.environment()

        #expect(try ClaimResolver.resolveOptional("{OIDC:Prompt}", claims: [:], in: environment) == nil)
        #expect(try ClaimResolver.resolveOptional("x{OIDC:Prompt}", claims: [:], in: environment) == "x")
    }

    @Test func `a value cannot change the shape of a URL`() throws {
        let template = "https://api/{objectId}/x?q={mail}&z={other}&c={Claim:mail}"
        let values: [Name: String] = ["objectId": "../1", "mail": "a&b=ü"]

        #expect(
            try ClaimResolver.expandURL(template, values, in: Sample.environment())
                == "https://api/..%2F1/x?q=a%26b%3D%C3%BC&z={other}&c={Claim:mail}")
        #expect(
            try ClaimResolver.expandURL(
                "{Claim:mail}{Policy:TenantObjectId}x", [:], resolving: true, claims: ["mail": .string("/?")],
                in: Sample.environment()
            ).hasPrefix("%2F%3F"))
    }

    @Test(arguments: [("en", "US", 1033), ("de", "DE", 1031), ("zh-Hant", "TW", 1028), ("xx-YY", "YY", 4096)])
    func `a language alone stands for its region`(tag: String, region: String, lcid: Int) throws {
        let text = try ClaimResolver.resolve(
            "{Culture:RegionName} {Culture:LCID}", claims: [:], in: Sample.environment(language: tag))

        #expect(text == "\(region) \(lcid)")
    }

    struct Place: Sendable {
        let handler: String?
        let protocolName: ProtocolName
        let place: ResolverPlace
        let resolves: Bool
    }

    @Test(arguments: [
        Place(handler: "SelfAssertedAttributeProvider", protocolName: .proprietary, place: .inputClaim, resolves: true),
        Place(handler: "AzureActiveDirectoryProvider", protocolName: .proprietary, place: .outputClaim, resolves: true),
        Place(handler: "RestfulProvider", protocolName: .proprietary, place: .inputClaim, resolves: true),
        Place(handler: "RestfulProvider", protocolName: .proprietary, place: .outputClaim, resolves: false),
        Place(handler: nil, protocolName: .saml2, place: .outputClaim, resolves: true),
        Place(handler: nil, protocolName: .saml2, place: .inputClaim, resolves: false),
        Place(handler: nil, protocolName: .openIDConnect, place: .inputClaim, resolves: true),
        Place(
            handler: "OneTimePasswordProtocolProvider", protocolName: .proprietary, place: .inputClaim,
            resolves: false),
    ])
    func `resolvers work only in their places and with both switches`(place: Place) throws {
        var profile = TechnicalProfile(id: "P", location: here)
        profile.protocolName = place.protocolName
        profile.handler = place.handler
        let reference = ClaimReference(claimType: "c", defaultValue: "{OIDC:ClientId}", alwaysUseDefaultValue: true)
        func resolved() throws -> String? {
            try resolvedDefault(
                of: reference, in: profile, place: place.place, claims: [:], environment: Sample.environment())
        }

        #expect(try resolved() == "{OIDC:ClientId}")
        profile.metadata = TechnicalProfile.Metadata([
            .init(key: "IncludeClaimResolvingInClaimsHandling", value: "true", location: here)
        ])
        #expect(try resolved() == (place.resolves ? "app" : "{OIDC:ClientId}"))
    }
}
