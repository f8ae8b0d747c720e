import Base
import OpenID
import Testing

struct ProviderMetadataTests {
    static let document: JSON.Object = [
        "issuer": "https://a.example", "authorization_endpoint": "https://a.example/auth",
        "token_endpoint": "https://a.example/token", "jwks_uri": "https://a.example/keys",
        "response_types_supported": ["code"], "authorization_response_iss_parameter_supported": true,
        "userinfo_endpoint": .null,
    ]

    @Test func `what we write we read again`() throws {
        var metadata = ProviderMetadata(
            issuer: "https://a.example", authorizationEndpoint: "https://a.example/auth",
            tokenEndpoint: "https://a.example/token", keysEndpoint: "https://a.example/keys")
        metadata.scopes = ["openid"]
        metadata.sendsIssuer = true
        metadata.endSessionEndpoint = "https://a.example/end"

        #expect(try ProviderMetadata(reading: metadata.json) == metadata)
    }

    @Test func `what is absent has the defaults of Discovery`() throws {
        let metadata = try ProviderMetadata(reading: .object(Self.document))

        #expect(metadata.tokenAuthenticationMethods == ["client_secret_basic"])
        #expect(metadata.grantTypes == ["authorization_code", "implicit"])
        #expect(metadata.userInfoEndpoint == nil)
        #expect(metadata.sendsIssuer)
    }

    @Test(
        arguments: [
            ("issuer", nil), ("issuer", ""), ("issuer", 5), ("authorization_endpoint", "/auth"),
            ("authorization_endpoint", "javascript:alert(1)"), ("jwks_uri", nil), ("jwks_uri", "https://a.example/#x"),
            ("token_endpoint", ["https://a.example"]), ("response_types_supported", "code"),
            ("response_types_supported", [1]), ("authorization_response_iss_parameter_supported", "true"),
            ("scopes_supported", JSON(Array(repeating: "s", count: 1025))),
        ] as [(String, JSON?)])
    func `one wrong member refuses the document and names itself`(member: String, value: JSON?) {
        var document = Self.document
        document[member] = value

        let error = #expect(throws: MetadataError.self) { try ProviderMetadata(reading: .object(document)) }
        #expect(error?.member == member)
    }
}
