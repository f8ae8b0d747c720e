import Base
import Cryptography
import Directory
import HTTP
import Policy
import Storage
import TestSupport
import Testing

@testable import Server

/// `applications.json` (docs/applications.md).
struct ApplicationsTests {
    private static let tenant = Tenant.ID("7e4a0000-0000-4000-8000-000000000001")
    private static let id = "a1000000-0000-4000-8000-00000000000a"
    private static let api = "a2000000-0000-4000-8000-00000000000b"

    private static func read(_ text: String) throws(ApplicationsFile.Fault) -> [Application] {
        try ApplicationsFile(parsing: Bytes(utf8: text), tenant: tenant).applications
    }

    private static func one(_ settings: String) -> String {
        #"{"applications": [{"appId": "\#(id)"\#(settings.isEmpty ? "" : ", ")\#(settings)}]}"#
    }

    @Test func `an application is what Graph says of it`() throws {
        let hash = Base64.encodeURL(Hash.sha256(Bytes(utf8: "s")))
        let read = try Self.read(
            """
            {"applications": [
              {"@odata.context": "x", "id": "y", "createdDateTime": "z", "signInAudience": "AzureADMyOrg", "notes": null,
               "appId": "\(Self.id.uppercased())", "displayName": "Shop",
               "web": {"redirectUris": ["https://shop.example/cb", "http://localhost:5000/signin-oidc"],
                       "logoutUrl": "https://shop.example/out", "homePageUrl": null,
                       "implicitGrantSettings": {"enableIdTokenIssuance": true, "enableAccessTokenIssuance": false}},
               "spa": {"redirectUris": ["http://localhost:3000/"]},
               "publicClient": {"redirectUris": ["msal://auth", "http://localhost"]},
               "isFallbackPublicClient": true,
               "passwordCredentials": [{"displayName": "first", "sha256": "\(hash)"}],
               "requiredResourceAccess": [{"resourceAppId": "\(Self.api)", "resourceAccess": [
                  {"id": "11111111-1111-4111-8111-111111111111", "type": "Role"}, {"id": "read", "type": "Scope"}]}],
               "cardea": {"requiresPKCE": true}},
              {"appId": "\(Self.api)", "identifierUris": ["https://contoso.onmicrosoft.com/orders"],
               "api": {"oauth2PermissionScopes": [{"value": "read"}, {"value": "off", "isEnabled": false}]},
               "appRoles": [{"id": "11111111-1111-4111-8111-111111111111", "value": "Orders.Read"}]}]}
            """)
        let shop = read[0]
        #expect(shop.id.text == Self.id && shop.tenant == Self.tenant && shop.name == "Shop")
        #expect(shop.redirectURIs.map(\.platform) == [.web, .web, .spa, .native, .native])
        #expect(shop.frontChannelLogoutURI == "https://shop.example/out")
        #expect(shop.allowsImplicitIDToken && !shop.allowsImplicitAccessToken)
        #expect(shop.allowsPasswordGrant && shop.requiresChallenge && !shop.allowsPlainChallenge && shop.isEnabled)
        #expect(shop.accepts(secretHash: Hash.sha256(Bytes(utf8: "s"))))
        #expect(shop.grantedAppRoles == ["\(Self.api)/Orders.Read"])
        #expect(shop.permittedScopes == ["https://contoso.onmicrosoft.com/orders/read"])
        #expect(read[1].exposedScopes == ["https://contoso.onmicrosoft.com/orders/read"])
        #expect(read[1].appRoles == ["Orders.Read"] && read[1].permittedScopes == nil && !read[1].isConfidential)
    }

    @Test func `what Graph exports of an application without secrets is read as it is`() throws {
        let read = try Self.read(
            Self.one(
                """
                "addIns": [], "api": {"acceptMappedClaims": null, "knownClientApplications": [],
                "oauth2PermissionScopes": [], "preAuthorizedApplications": [], "requestedAccessTokenVersion": 2},
                "appRoles": [], "applicationTemplateId": null, "certification": null, "defaultRedirectUri": null,
                "groupMembershipClaims": null, "identifierUris": [], "info": {"logoUrl": null},
                "isDeviceOnlyAuthSupported": null, "isFallbackPublicClient": null, "keyCredentials": [],
                "optionalClaims": null, "passwordCredentials": [],
                "parentalControlSettings": {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"},
                "publicClient": {"redirectUris": []}, "publisherDomain": "contoso.onmicrosoft.com",
                "requiredResourceAccess": [{"resourceAppId": "00000003-0000-0000-c000-000000000000",
                "resourceAccess": [{"id": "37f7f235-527c-4136-accd-4a02d197296e", "type": "Scope"}]}],
                "signInAudience": "AzureADandPersonalMicrosoftAccount", "spa": {"redirectUris": []}, "tags": [],
                "tokenEncryptionKeyId": null, "verifiedPublisher": {"displayName": null},
                "web": {"homePageUrl": null, "implicitGrantSettings": {"enableAccessTokenIssuance": false,
                "enableIdTokenIssuance": true}, "logoutUrl": null, "redirectUris": ["https://jwt.ms"],
                "redirectUriSettings": [{"index": null, "uri": "https://jwt.ms"}]}
                """))
        #expect(read[0].redirectURIs == [RedirectURI("https://jwt.ms", .web)] && read[0].allowsImplicitIDToken)
        #expect(read[0].permittedScopes == [] && !read[0].isConfidential)
    }

    @Test(arguments: [
        ("[]", "the file must be an object"), ("{", "not JSON"), (#"{"apps": [{}]}"#, "no setting apps"),
        (#"{"applications": {}}"#, "applications must be a list"),
        (#"{"applications": [{}]}"#, "applications[0]: appId is missing"),
        (#"{"applications": [{"appId": "x"}]}"#, "appId must be a GUID"),
        (#"{"applications": [{"appId": "c4ade000-0000-4000-8000-000000000001"}]}"#, "the demo's own"),
        (#"{"applications": [{"appId": "\#(id)"}, {"appId": "\#(id)"}]}"#, "two applications have the appId"),
        (one(#""secret": "x""#), "there is no setting secret"),
        (one(#""keyCredentials": [{"type": "AsymmetricX509Cert"}]"#), "there is no setting keyCredentials"),
        (one(#""passwordCredentials": [{"secretText": "x"}]"#), "only its hash"),
        (one(#""passwordCredentials": [{"keyId": "x"}]"#), "sha256 is missing"),
        (one(#""passwordCredentials": [{"sha256": "abc"}]"#), "sha256 must be"),
        (one(#""web": {"redirectUris": ["http://shop.example/"]}"#), "must be https"),
        (one(#""web": {"redirectUris": ["https://shop.example/#x"]}"#), "fragment or a wildcard"),
        (one(#""web": {"redirectUris": ["https://*.example/"]}"#), "fragment or a wildcard"),
        (one(#""spa": {"redirectUris": ["myapp://x"]}"#), "must be https"),
        (one(#""publicClient": {"redirectUris": ["javascript:alert(1)"]}"#), "scheme of the app's"),
        (one(#""publicClient": {"redirectUris": ["http://evil.example"]}"#), "scheme of the app's"),
        (one(#""web": {"redirectURIs": ["x"]}"#), "there is no setting redirectURIs"),
        (one(#""isFallbackPublicClient": "yes""#), "must be true or false"),
        (one(#""jwks": {"keys": []}"#), "must be a JWK set"),
        (one(#""jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}"#), "private key"),
        (one(#""api": {"oauth2PermissionScopes": [{"value": "read"}]}"#), "need an identifierUris"),
        (one(#""requiredResourceAccess": [{"resourceAppId": "\#(api)", "resourceAccess": []}]"#), "no application"),
        (
            one(
                #""requiredResourceAccess": [{"resourceAppId": "\#(id)", "#
                    + #""resourceAccess": [{"id": "x", "type": "Role"}]}]"#), "has no app role x"
        ),
    ])
    func `a mistake in the file is told with its place`(text: String, told: String) {
        let fault = #expect(throws: ApplicationsFile.Fault.self) { try Self.read(text) }
        #expect(fault?.description.contains(told) == true, "\(fault?.description ?? "")")
    }

    @Test func `the file is served as it is now, before the store, and a broken one keeps the last good`() async throws
    {
        let folder = "/tmp/cardea-applications-\(Random.openSSL.uuid())"
        try Files.makeFolder(folder)
        let path = "\(folder)/applications.json"
        let key = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        let sealer = try Sealer(keys: [key], random: .openSSL)
        let store = try await Store.inMemory(sealing: StoreSealing(sealer: sealer))
        let stored = Application(id: Application.ID(Self.api), tenant: Self.tenant, name: "Stored")
        try await store.tenants.save(Tenant(id: Self.tenant, name: "contoso.onmicrosoft.com", displayName: "Contoso"))
        try await store.applications.save(stored)
        let watched = try WatchedApplications(folder: folder, tenant: Self.tenant, before: store.applications)
        #expect(try await watched.application(Application.ID(Self.id), of: Self.tenant) == nil)
        #expect(try await watched.application(stored.id, of: Self.tenant)?.name == "Stored")
        #expect(try watched.reload() == false)

        try Files.write(Bytes(utf8: Self.one(#""displayName": "One""#)), to: path)
        #expect(try watched.reload())
        #expect(try await watched.application(Application.ID(Self.id), of: Self.tenant)?.name == "One")
        #expect(try await watched.application(Application.ID(Self.id), of: Tenant.ID("other")) == nil)

        try Files.write(Bytes(utf8: Self.one(#""displayNam": "Two""#)), to: path)
        #expect(throws: UsageError.self) { try watched.reload() }
        #expect(try watched.reload() == false)
        #expect(try await watched.application(Application.ID(Self.id), of: Self.tenant)?.name == "One")

        try Files.write(Bytes(utf8: #"{"applications": []}"#), to: path)
        #expect(try watched.reload())
        #expect(try await watched.application(Application.ID(Self.id), of: Self.tenant) == nil)
    }

    @Test func `a secret is shown once, beside the hash that the file wants`() throws {
        let output = AppCommand(random: .seeded()) { [] }.run(["secret"])
        let words = output.text.split { $0.isWhitespace }.map(String.init)
        #expect(words.count == 4 && words[0] == "secret" && words[2] == "sha256" && output.status == 0)
        let read = try Self.read(Self.one(#""passwordCredentials": [{"sha256": "\#(words[3])"}]"#))
        #expect(read[0].accepts(secretHash: Hash.sha256(Bytes(utf8: words[1]))))

        let again = AppCommand(random: .seeded()) { Bytes(utf8: words[1] + "\r\n") }.run(["secret", "--hash"])
        #expect(again.text == "sha256  \(words[3])\n")
    }

    @Test(arguments: [
        (["secret", "--hash"], "hunter2\n", Int32(1)), (["secret", "x"], "", 2), ([], "", 2),
        (["secret", "--hash"], "", 1),
    ])
    func `a secret that can be guessed, or words that mean nothing, are refused`(
        arguments: [String], input: String, status: Int32
    ) {
        let output = AppCommand(random: .seeded()) { Bytes(utf8: input) }.run(arguments)
        #expect(output.status == status && output.text.isEmpty && !output.errors.isEmpty)
    }
}
