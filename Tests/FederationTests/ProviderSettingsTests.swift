import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Testing

struct ProviderSettingsTests {
    let keys = Provider.Keys(clientSecret: Secret("s3cret"))

    @Test func `the starter pack's Facebook is read`() throws {
        let provider = try read(
            .oauth2,
            [
                "ProviderName": "facebook", "authorization_endpoint": "https://www.facebook.com/dialog/oauth",
                "AccessTokenEndpoint": "https://graph.facebook.com/oauth/access_token", "HttpBinding": "GET",
                "UsePolicyInRedirectUri": "0", "AccessTokenResponseFormat": "json", "client_id": "f1",
                "scope": "email public_profile", "ClaimsEndpoint": "https://graph.facebook.com/me?fields=id,name",
            ])

        #expect(provider.tokenMethod == .get)
        #expect(provider.responseType == .code)
        #expect(provider.responseMode == nil)
        #expect(provider.scope == "email public_profile")
        #expect(provider.claimsEndpoint?.tokenPlacement == .query(name: "access_token"))
        #expect(provider.claimsEndpoint?.method == .get)
    }

    @Test func `providers older than the standard are read`() throws {
        let settings = [
            "authorization_endpoint": "https://open.example/connect", "AccessTokenEndpoint": "https://open.example/t",
            "client_id": "wx1", "ClientIdParamName": "appid", "ClientSecretParamName": "secret",
            "AccessTokenResponseFormat": "JsonP", "UsePKCE": "false",
            "end_session_endpoint": "https://open.example/out",
        ]
        let provider = try read(.oauth2, settings)

        #expect(provider.clientNames.id == "appid" && provider.clientNames.secret == "secret")
        #expect(provider.tokenFormat == .jsonP && !provider.usesPKCE)
        #expect(provider.endSessionEndpoint == "https://open.example/out")
    }

    @Test func `OpenID Connect has B2C's defaults`() throws {
        let provider = try read(.openIDConnect, ["METADATA": "https://idp.example/m", "client_id": "c1"])

        #expect(provider.responseMode == .formPost)
        #expect(provider.scope == "openid")
        #expect(provider.tokenMethod == .post)
        #expect(provider.idToken.verification == .published)
        guard case .secretPost(let secret) = provider.authentication else {
            Issue.record("not client_secret_post")
            return
        }
        #expect(secret.exposed == "s3cret")
    }

    @Test func `an ID token never comes in a query`() throws {
        let provider = try read(
            .openIDConnect,
            ["METADATA": "https://i.example", "client_id": "c", "response_types": "id_token", "response_mode": "query"])

        #expect(provider.responseMode == .formPost)
    }

    @Test func `lists, extra parameters and the claims endpoint's settings are read`() throws {
        let provider = try read(
            .openIDConnect,
            [
                "METADATA": "https://i.example", "client_id": "c",
                "ValidTokenIssuerPrefixes": " https://a.example/ ,https://b.example/",
                "DiscoverMetadataByTokenIssuer": "true",
                "AdditionalRequestQueryParameters": "?display=popup&prompt=login",
                "ClaimsEndpoint": "https://i.example/me", "ClaimsEndpointFormat": "json",
                "ClaimsEndpointFormatName": "f",
                "ClaimsEndpointAccessTokenName": "oauth_token", "ExtraParamsInClaimsEndpointRequest": "openid,unionid",
                "ResponseErrorCodeParamName": "error_code", "token_signing_algorithm": "ES256",
            ])

        #expect(provider.idToken.issuerPrefixes == ["https://a.example/", "https://b.example/"])
        #expect(provider.idToken.discoversByIssuer)
        #expect(provider.authorizationParameters == ["display": "popup", "prompt": "login"])
        #expect(provider.claimsEndpoint?.parameters == ["f": "json"])
        #expect(provider.claimsEndpoint?.tokenPlacement == .query(name: "oauth_token"))
        #expect(provider.claimsEndpoint?.parametersFromTokens == ["openid", "unionid"])
        #expect(provider.errorParameter == "error_code")
        #expect(provider.idToken.verification == .keys([.es256]))
    }

    @Test(arguments: [
        (["client_id": " "], "client_id is missing"),
        (["METADATA": ""], "METADATA is missing"),
        (["response_types": "token"], "response_types must be code, id_token or code id_token"),
        (["response_types": "codes"], "response_types codes is not known"),
        (["response_mode": "fragment"], "a fragment never reaches the server"),
        (["HttpBinding": "PUT"], "HttpBinding PUT is neither GET nor POST"),
        (["token_signing_algorithm": "none"], "token_signing_algorithm none is not known"),
        (["token_endpoint_auth_method": "private_key_jwt"], "there is no key assertion_signing_key"),
        (["token_endpoint_auth_method": "magic"], "token_endpoint_auth_method magic is not known"),
        (["METADATA": "", "JWKS": "https://i.example/keys"], "issuer is missing"),
        (
            ["BearerTokenTransmissionMethod": "Cookie", "ClaimsEndpoint": "https://i.example"],
            "BearerTokenTransmissionMethod Cookie is not known"
        ),
        (["DiscoverMetadataByTokenIssuer": "true"], "DiscoverMetadataByTokenIssuer needs ValidTokenIssuerPrefixes"),
        (["AdditionalRequestQueryParameters": "a=%zz"], "AdditionalRequestQueryParameters is not a query"),
        (
            ["ClaimsEndpoint": "https://i.example", "ClaimsResponseFormat": "xml"],
            "ClaimsResponseFormat xml is not known"
        ),
    ])
    func `a wrong setting is refused by its name`(change: [String: String], reason: String) {
        let settings = ["METADATA": "https://i.example", "client_id": "c"].merging(change) { $1 }

        #expect(throws: FederationError.configuration(reason)) { try read(.openIDConnect, settings) }
    }

    @Test func `Apple's settings need no metadata document`() throws {
        let provider = try read(
            .openIDConnect,
            [
                "ProviderName": "https://appleid.apple.com", "client_id": "com.example.app", "HttpBinding": "POST",
                "authorization_endpoint": "https://appleid.apple.com/auth/authorize", "response_types": "code",
                "AccessTokenEndpoint": "https://appleid.apple.com/auth/token", "response_mode": "form_post",
                "JWKS": "https://appleid.apple.com/auth/keys", "issuer": "https://appleid.apple.com",
                "scope": "name email openid", "external_user_identity_claim_id": "sub",
                "ReadBodyClaimsOnIdpRedirect": "user.name.firstName user.name.lastName user.email",
            ])

        #expect(provider.metadataURL == nil && provider.keysEndpoint == "https://appleid.apple.com/auth/keys")
        #expect(provider.callbackClaims == .named(["user"]))
    }

    @Test func `with private_key_jwt the algorithm is that of our assertions`() throws {
        var keys = keys
        keys.assertionKey = TestProvider.first
        let provider = try Provider(
            id: Provider.ID("p"), kind: .openIDConnect,
            settings: [
                "METADATA": "https://i.example", "client_id": "c", "token_endpoint_auth_method": "private_key_jwt",
                "token_signing_algorithm": "RS512",
            ], keys: keys)

        guard case .privateKey(let key) = provider.authentication else {
            Issue.record("not private_key_jwt")
            return
        }
        #expect(key.algorithm == .rs512 && key.id == "first")
        #expect(provider.idToken.verification == .published)
    }

    @Test func `every setting that is read is among those that are known`() {
        // The lists of b2c-reference §11.6 to §11.8.
        let reference = [
            "METADATA", "client_id", "response_types", "response_mode", "scope", "HttpBinding", "IdTokenAudience",
            "ProviderName", "authorization_endpoint", "AccessTokenEndpoint", "ClaimsEndpoint", "issuer",
            "ValidTokenIssuerPrefixes", "DiscoverMetadataByTokenIssuer", "UsePolicyInRedirectUri",
            "token_endpoint_auth_method", "token_signing_algorithm", "SingleLogoutEnabled",
            "MarkAsFailureOnStatusCode5xx", "ReadBodyClaimsOnIdpRedirect", "IncludeClaimResolvingInClaimsHandling",
            "ClaimTypeOnWhichToEnable", "ClaimValueOnWhichToEnable", "ClaimsProviderSelectionDisplayType",
            "AccessTokenResponseFormat", "ClaimsEndpointAccessTokenName", "ClaimsEndpointFormatName",
            "ClaimsEndpointFormat", "ClaimsResponseFormat", "AdditionalRequestQueryParameters",
            "ResponseErrorCodeParamName", "ExtraParamsInAccessTokenEndpointResponse",
            "ExtraParamsInClaimsEndpointRequest", "BearerTokenTransmissionMethod", "ResolveJsonPathsInJsonTokens",
            "UserAgentForClaimsExchange", "external_user_identity_claim_id",
        ]
        #expect(Set(reference).subtracting(Provider.settingNames).isEmpty)
    }

    private func read(_ kind: Provider.Kind, _ settings: [String: String]) throws(FederationError) -> Provider {
        try Provider(id: Provider.ID("p"), kind: kind, settings: settings, keys: keys)
    }
}
