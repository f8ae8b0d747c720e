import Base
import Policy

/// What policies cost: to read and check a folder of them, and to take a step of a journey.
struct PolicyRows: Sendable {
    /// Of the longer journey; the shorter one has none, and what both share cancels out.
    static let steps = 100

    /// CPU milliseconds of one time that a folder is parsed, inherited, resolved and checked, lints included.
    static func checking(_ folder: String, seconds: Double) throws -> Double {
        let files = try Workplace.files(of: folder).map { PolicySet.File(name: $0.name, bytes: $0.contents) }
        guard !files.isEmpty else { throw LoadError("\(folder) holds no policies") }
        func check() throws {
            guard !PolicySet.load(files: files).set.policies.isEmpty else {
                throw LoadError("the policies of \(folder) cannot be read")
            }
        }
        for _ in 0..<3 { try check() }
        let (end, before) = (Clock.seconds + seconds, Clock.cpuMilliseconds(of: 0))
        var count = 0.0
        while Clock.seconds < end {
            try check()
            count += 1
        }
        return (Clock.cpuMilliseconds(of: 0) - before) / count
    }

    /// The request that runs the journey of `policy(of: steps)` from beginning to end: nobody is asked for anything.
    static func request(_ site: Site, steps: Int) -> Bytes {
        site.get(
            "/\(Site.tenant)/B2C_1A_Steps\(steps)/oauth2/v2.0/authorize?client_id=\(Site.client)"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A\(site.port)%2Ftoken&response_type=code&scope=openid&nonce=n")
    }

    /// A policy whose journey has so many steps, each with a precondition to look at and a claim to make.
    static func policy(of steps: Int) -> String {
        let work = (0..<steps).map { index in
            """
            <OrchestrationStep Order="\(index + 2)" Type="ClaimsExchange"><Preconditions>
              <Precondition Type="ClaimEquals" ExecuteActionsIf="true"><Value>greeting</Value><Value>never</Value>
                <Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
              <ClaimsExchanges>
                <ClaimsExchange Id="Work\(index)" TechnicalProfileReferenceId="Greet" /></ClaimsExchanges>
            </OrchestrationStep>

            """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06"
              PolicySchemaVersion="0.3.0.0" TenantId="\(Site.tenant)" PolicyId="B2C_1A_Steps\(steps)"
              PublicPolicyUri="http://\(Site.tenant)/B2C_1A_Steps\(steps)">
              <BuildingBlocks>\(claims)</BuildingBlocks>
              <ClaimsProviders><ClaimsProvider><DisplayName>Bench</DisplayName>
                <TechnicalProfiles>\(profiles)</TechnicalProfiles></ClaimsProvider></ClaimsProviders>
              <UserJourneys><UserJourney Id="Bench"><OrchestrationSteps>
                <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges>
                  <ClaimsExchange Id="Begin" TechnicalProfileReferenceId="Begin" /></ClaimsExchanges>
                </OrchestrationStep>
                \(work.joined())
                <OrchestrationStep Order="\(steps + 2)" Type="SendClaims"
                  CpimIssuerTechnicalProfileReferenceId="Issuer" />
              </OrchestrationSteps></UserJourney></UserJourneys>
              <RelyingParty><DefaultUserJourney ReferenceId="Bench" />
                <TechnicalProfile Id="PolicyProfile"><DisplayName>Bench</DisplayName><Protocol Name="OpenIdConnect" />
                  <OutputClaims><OutputClaim ClaimTypeReferenceId="person" PartnerClaimType="sub" />
                  </OutputClaims><SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty>
            </TrustFrameworkPolicy>
            """
    }

    private static let claims = """
        <ClaimsSchema>
          <ClaimType Id="person"><DisplayName>Person</DisplayName><DataType>string</DataType></ClaimType>
          <ClaimType Id="greeting"><DisplayName>Greeting</DisplayName><DataType>string</DataType></ClaimType>
        </ClaimsSchema>
        <ClaimsTransformations>
          <ClaimsTransformation Id="MakePerson" TransformationMethod="CreateRandomString">
            <InputParameters>
              <InputParameter Id="randomGeneratorType" DataType="string" Value="GUID" /></InputParameters>
            <OutputClaims>
              <OutputClaim ClaimTypeReferenceId="person" TransformationClaimType="outputClaim" /></OutputClaims>
          </ClaimsTransformation>
          <ClaimsTransformation Id="Greet" TransformationMethod="FormatStringClaim">
            <InputClaims><InputClaim ClaimTypeReferenceId="person" TransformationClaimType="inputClaim" /></InputClaims>
            <InputParameters>
              <InputParameter Id="stringFormat" DataType="string" Value="Good morning, {0}" /></InputParameters>
            <OutputClaims>
              <OutputClaim ClaimTypeReferenceId="greeting" TransformationClaimType="outputClaim" /></OutputClaims>
          </ClaimsTransformation>
        </ClaimsTransformations>
        """

    private static let profiles = """
        \(transforming("Begin", "person", by: "MakePerson"))
        \(transforming("Greet", "greeting", by: "Greet"))
        <TechnicalProfile Id="Issuer"><DisplayName>Issuer</DisplayName><Protocol Name="OpenIdConnect" />
          <OutputTokenFormat>JWT</OutputTokenFormat>
          <Metadata><Item Key="client_id">{service:te}</Item>
            <Item Key="issuer_refresh_token_user_identity_claim_type">person</Item></Metadata>
          <CryptographicKeys>
            <Key Id="issuer_secret" StorageReferenceId="B2C_1A_TokenSigningKeyContainer" />
            <Key Id="issuer_refresh_token_key" StorageReferenceId="B2C_1A_TokenEncryptionKeyContainer" />
          </CryptographicKeys></TechnicalProfile>
        """

    private static func transforming(_ id: String, _ claim: String, by transformation: String) -> String {
        """
        <TechnicalProfile Id="\(id)"><DisplayName>\(id)</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, \
        Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
          <OutputClaims><OutputClaim ClaimTypeReferenceId="\(claim)" /></OutputClaims>
          <OutputClaimsTransformations>
            <OutputClaimsTransformation ReferenceId="\(transformation)" /></OutputClaimsTransformations>
        </TechnicalProfile>
        """
    }
}
