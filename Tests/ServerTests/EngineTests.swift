import Base
import Cryptography
import Directory
import HTTP
import Policy
import Testing

/// What only whole servers show of the policy engine: keys that transformations read, errors that policies make, and
/// journeys of thousands of steps.
@Suite(.enabled(if: StarterPack.isPresent))
struct EngineTests {
    private static let id = "B2C_1A_Engine"

    private static func claim(_ id: String, _ type: String = "string") -> String {
        "<ClaimType Id=\"\(id)\"><DisplayName>\(id)</DisplayName><DataType>\(type)</DataType></ClaimType>"
    }

    private static func constant(_ id: String, _ claim: String, _ value: String) -> String {
        """
        <ClaimsTransformation Id="\(id)" TransformationMethod="CreateStringClaim"><InputParameters>\
        <InputParameter Id="value" DataType="string" Value="\(value)" /></InputParameters><OutputClaims>\
        <OutputClaim ClaimTypeReferenceId="\(claim)" TransformationClaimType="createdClaim" /></OutputClaims>\
        </ClaimsTransformation>
        """
    }

    private static let hash = """
        <ClaimsTransformation Id="MakeHash" TransformationMethod="Hash"><InputClaims>\
        <InputClaim ClaimTypeReferenceId="plain" TransformationClaimType="plaintext" />\
        <InputClaim ClaimTypeReferenceId="salty" TransformationClaimType="salt" /></InputClaims><InputParameters>\
        <InputParameter Id="randomizerSecret" DataType="string" Value="B2C_1A_AccountTransformSecret" />\
        </InputParameters><OutputClaims><OutputClaim ClaimTypeReferenceId="hashed" TransformationClaimType="hash" />\
        </OutputClaims></ClaimsTransformation>
        """

    private static func silent(_ id: String, _ content: String) -> String {
        """
        <TechnicalProfile Id="\(id)"><DisplayName>x</DisplayName>\
        \(ControlPolicies.handler("ClaimsTransformationProtocolProvider"))\(content)\
        <UseTechnicalProfileForSessionManagement ReferenceId="SM-Noop" /></TechnicalProfile>
        """
    }

    private static let hasher = silent(
        "Hasher",
        """
        <OutputClaims><OutputClaim ClaimTypeReferenceId="plain" DefaultValue="a" />\
        <OutputClaim ClaimTypeReferenceId="salty" DefaultValue="b" /><OutputClaim ClaimTypeReferenceId="hashed" />\
        <OutputClaim ClaimTypeReferenceId="place" /><OutputClaim ClaimTypeReferenceId="objectId" DefaultValue="o-1" />\
        </OutputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId="MakeHash" />\
        <OutputClaimsTransformation ReferenceId="Where" /></OutputClaimsTransformations>
        """)

    private static let refusing = """
        <TechnicalProfile Id="Refuse"><DisplayName>x</DisplayName><Protocol Name="OAuth2" />\
        <OutputTokenFormat>OAuth2Error</OutputTokenFormat><CryptographicKeys><Key Id="issuer_secret" \
        StorageReferenceId="B2C_1A_TokenSigningKeyContainer" /></CryptographicKeys><InputClaims>\
        <InputClaim ClaimTypeReferenceId="errorCode" /><InputClaim ClaimTypeReferenceId="errorMessage" />\
        </InputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId="Code" />\
        <OutputClaimsTransformation ReferenceId="Message" /></OutputClaimsTransformations></TechnicalProfile>
        """

    private static func step(_ order: Int, _ profile: String, isSkipped: Bool = false) -> String {
        let condition = """
            <Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="true"><Value>objectId</Value>\
            <Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
            """
        return """
            <OrchestrationStep Order="\(order)" Type="ClaimsExchange">\(isSkipped ? condition : "")<ClaimsExchanges>\
            <ClaimsExchange Id="E\(order)" TechnicalProfileReferenceId="\(profile)" /></ClaimsExchanges>\
            </OrchestrationStep>\n
            """
    }

    private static func journey(_ id: String, _ steps: [String], issuer: String) -> String {
        """
        <UserJourney Id="\(id)" DefaultCpimIssuerTechnicalProfileReferenceId="JwtIssuer"><OrchestrationSteps>\
        \(steps.joined())<OrchestrationStep Order="\(steps.count + 1)" Type="SendClaims" \
        CpimIssuerTechnicalProfileReferenceId="\(issuer)" /></OrchestrationSteps></UserJourney>
        """
    }

    private static func extensions(_ journey: String) -> String {
        """
        <BuildingBlocks><ClaimsSchema>\(["plain", "salty", "hashed", "place", "errorCode", "errorMessage"]
            .map { claim($0) }.joined())</ClaimsSchema><ClaimsTransformations>\(hash)\
        \(constant("Where", "place", "{TechnicalProfileId} of {RelyingPartyTenantId}"))\
        \(constant("Code", "errorCode", "1234"))\(constant("Message", "errorMessage", "Not you."))\
        </ClaimsTransformations></BuildingBlocks><ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName>\
        <TechnicalProfiles>\(hasher)\(silent("Nothing", ""))\(refusing)</TechnicalProfiles></ClaimsProvider>\
        </ClaimsProviders><UserJourneys>\(journey)</UserJourneys>
        """
    }

    private func server(_ steps: [String], issuer: String = "JwtIssuer") async throws -> TestServer {
        let base = StarterPack.relyingParty(
            Self.id, journey: "Walk", Self.extensions(Self.journey("Walk", steps, issuer: issuer)))
        let text = String(decoding: base.bytes, as: UTF8.self)
            .replacing(
                "<OutputClaim ClaimTypeReferenceId=\"displayName\" />",
                with: "<OutputClaim ClaimTypeReferenceId=\"hashed\" /><OutputClaim ClaimTypeReferenceId=\"place\" />")
        return try await TestServer.pack(
            "LocalAccounts", extra: [PolicySet.File(name: base.name, bytes: Bytes(utf8: text))])
    }

    @Test func `a hash is made with the policy key's text, and a constant knows its profile`() async throws {
        let server = try await server([Self.step(1, "Hasher")])

        let page = try await server.browser().open(server.authorize(Self.id))

        let claims = try await server.claims(Self.id, for: page)
        let secret = "secret-of-B2C_1A_AccountTransformSecret"
        #expect(claims["hashed"]?.string == Base64.encode(Hash.sha256(Bytes(utf8: "ab" + secret))), "\(claims)")
        #expect(claims["place"]?.string == "Hasher of \(server.tenant.name)")
    }

    @Test func `an issuer of errors makes its claims before it sends them`() async throws {
        let server = try await server([Self.step(1, "Nothing")], issuer: "Refuse")

        let page = try await server.browser().open(server.authorize(Self.id))

        #expect(page.answer["error_description"]?.hasPrefix("AAD_Custom_1234: Not you.") == true, "\(page.summary)")
    }

    @Test func `a journey of thousands of steps comes to its end`() async throws {
        let steps = (1...2500).map {
            $0 == 1 ? Self.step($0, "Hasher") : Self.step($0, "Nothing", isSkipped: $0.isMultiple(of: 2))
        }
        let server = try await server(steps)
        let clock = ContinuousClock()

        let start = clock.now
        let page = try await server.browser().open(server.authorize(Self.id))

        #expect(page.answer["code"] != nil, "\(page.summary)")
        #expect(clock.now - start < .seconds(20))
    }
}
