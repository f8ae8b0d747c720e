import Base
import Policy

/// What no visible policy has: the password grant and userinfo, as the published documentation describes them.
enum TokenPolicies {
    private static func signIn(_ name: String, _ inputs: String) -> String {
        """
        <TechnicalProfile Id="\(name)"><DisplayName>Sign in</DisplayName><Protocol Name="OpenIdConnect" />
        <Metadata><Item Key="METADATA">https://login.microsoftonline.com/{tenant}/.well-known/openid-configuration</Item>
        <Item Key="authorization_endpoint">https://login.microsoftonline.com/{tenant}/oauth2/token</Item>
        <Item Key="client_id">c</Item><Item Key="response_types">id_token</Item></Metadata>
        <InputClaims>\(inputs)<InputClaim ClaimTypeReferenceId="grant_type" DefaultValue="password" /></InputClaims>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />
        <OutputClaim ClaimTypeReferenceId="userPrincipalName" PartnerClaimType="upn" /></OutputClaims>
        </TechnicalProfile>
        """
    }

    private static func policy(_ profile: String, journey: String, exchange: String) -> String {
        """
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>\(profile)\
        </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        <UserJourneys><UserJourney Id="\(journey)"><OrchestrationSteps>
        <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges>
        <ClaimsExchange Id="SignIn" TechnicalProfileReferenceId="\(exchange)" /></ClaimsExchanges></OrchestrationStep>
        <OrchestrationStep Order="2" Type="ClaimsExchange"><ClaimsExchanges>
        <ClaimsExchange Id="Read" TechnicalProfileReferenceId="AAD-UserReadUsingObjectId" /></ClaimsExchanges>
        </OrchestrationStep>
        <OrchestrationStep Order="3" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
        </OrchestrationSteps></UserJourney></UserJourneys>
        """
    }

    static let password = policy(
        signIn(
            "Password-OAUTH",
            """
            <InputClaim ClaimTypeReferenceId="signInName" PartnerClaimType="username" Required="true" \
            DefaultValue="{OIDC:Username}" />
            <InputClaim ClaimTypeReferenceId="password" Required="true" DefaultValue="{OIDC:Password}" />
            """), journey: "Password", exchange: "Password-OAUTH")

    static let passwordWithoutInputs = policy(
        signIn(
            "Bare-OAUTH",
            """
            <InputClaim ClaimTypeReferenceId="signInName" PartnerClaimType="username" />
            <InputClaim ClaimTypeReferenceId="password" />
            """), journey: "Bare", exchange: "Bare-OAUTH")

    static func relyingPartyWithAuthenticator(_ id: String) -> PolicySet.File {
        let plain = StarterPack.relyingParty(id, journey: "Authenticator", authenticator)
        let text = String(decoding: plain.bytes, as: UTF8.self).replacing(
            "<OutputClaim ClaimTypeReferenceId=\"displayName\" />",
            with: "<OutputClaim ClaimTypeReferenceId=\"displayName\" /><OutputClaim ClaimTypeReferenceId=\"devices\" />"
        )
        return PolicySet.File(name: plain.name, bytes: Bytes(utf8: text))
    }

    /// A claim that only a transformation makes.
    private static let greeting = """
        <BuildingBlocks><ClaimsSchema><ClaimType Id="greeting"><DisplayName>Greeting</DisplayName>
        <DataType>string</DataType></ClaimType></ClaimsSchema><ClaimsTransformations>
        <ClaimsTransformation Id="Greet" TransformationMethod="FormatStringClaim"><InputClaims>
        <InputClaim ClaimTypeReferenceId="displayName" TransformationClaimType="inputClaim" /></InputClaims>
        <InputParameters><InputParameter Id="stringFormat" DataType="string" Value="Hello {0}" /></InputParameters>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="greeting" TransformationClaimType="outputClaim" />
        </OutputClaims></ClaimsTransformation></ClaimsTransformations></BuildingBlocks>
        """

    private static let userInfoJourney = """
        <UserJourneys><UserJourney Id="UserInfoJourney" \
        DefaultCpimIssuerTechnicalProfileReferenceId="UserInfoIssuer">
        <Authorization><AuthorizationTechnicalProfiles>
        <AuthorizationTechnicalProfile ReferenceId="UserInfoAuthorization" /></AuthorizationTechnicalProfiles>
        </Authorization><OrchestrationSteps>
        <OrchestrationStep Order="1" Type="ClaimsExchange"><Preconditions>
        <Precondition Type="ClaimsExist" ExecuteActionsIf="false"><Value>objectId</Value>
        <Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
        <ClaimsExchanges UserIdentity="false"><ClaimsExchange Id="Read" \
        TechnicalProfileReferenceId="AAD-UserReadUsingObjectId" /></ClaimsExchanges></OrchestrationStep>
        <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="UserInfoIssuer" />
        </OrchestrationSteps></UserJourney></UserJourneys>
        """

    static func relyingPartyWithUserInfo(_ id: String, authorization metadata: String) -> PolicySet.File {
        let extensions = """
            \(greeting)
            <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>
            <TechnicalProfile Id="UserInfoIssuer"><DisplayName>JSON issuer</DisplayName><Protocol Name="None" />
            <OutputTokenFormat>JSON</OutputTokenFormat>
            <CryptographicKeys><Key Id="issuer_secret" StorageReferenceId="B2C_1A_TokenSigningKeyContainer" />
            </CryptographicKeys>
            <InputClaimsTransformations><InputClaimsTransformation ReferenceId="Greet" /></InputClaimsTransformations>
            <InputClaims><InputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="object" />
            <InputClaim ClaimTypeReferenceId="greeting" />
            <InputClaim ClaimTypeReferenceId="surname" />
            <InputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" /></InputClaims></TechnicalProfile>
            <TechnicalProfile Id="UserInfoAuthorization"><DisplayName>Authorization</DisplayName>
            <Protocol Name="None" /><InputTokenFormat>JWT</InputTokenFormat>
            <Metadata>\(metadata)<Item Key="client_assertion_type">\
            urn:ietf:params:oauth:client-assertion-type:jwt-bearer</Item></Metadata>
            <CryptographicKeys><Key Id="issuer_secret" StorageReferenceId="B2C_1A_TokenSigningKeyContainer" />
            </CryptographicKeys>
            <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims>
            </TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
            \(userInfoJourney)
            """
        let plain = StarterPack.relyingParty(id, extensions)
        let text = String(decoding: plain.bytes, as: UTF8.self).replacing(
            "<DefaultUserJourney ReferenceId=\"SignUpOrSignIn\" />",
            with: """
                <DefaultUserJourney ReferenceId="SignUpOrSignIn" /><Endpoints>\
                <Endpoint Id="UserInfo" UserJourneyReferenceId="UserInfoJourney" /></Endpoints>
                """)
        return PolicySet.File(name: plain.name, bytes: Bytes(utf8: text))
    }

    /// Sign-in with an authenticator app, whose secret (base32 of RFC 6238's) stands in the policy so that a test has
    /// an app for it.
    static let authenticator = """
        <BuildingBlocks><ClaimsSchema>
        <ClaimType Id="otpCode"><DisplayName>Code</DisplayName><DataType>string</DataType>
        <UserInputType>TextBox</UserInputType></ClaimType>
        <ClaimType Id="secretKey"><DisplayName>Secret</DisplayName><DataType>string</DataType></ClaimType>
        <ClaimType Id="devices"><DisplayName>Devices</DisplayName><DataType>int</DataType></ClaimType>
        </ClaimsSchema></BuildingBlocks>
        <ClaimsProviders><ClaimsProvider><DisplayName>x</DisplayName><TechnicalProfiles>
        \(mfa("Count", "GetAvailableDevices", "userPrincipalName", outputs: "<OutputClaim ClaimTypeReferenceId=\"devices\" PartnerClaimType=\"numberOfAvailableDevices\" />"))
        \(mfa("Enrol", "BeginVerifyOTP", "userPrincipalName", "objectId", "secretKey\" DefaultValue=\"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
        \(mfa("Begin", "BeginVerifyOTP", "userPrincipalName", "objectId"))
        \(mfa("Verify", "VerifyOTP", "otpCode"))
        <TechnicalProfile Id="AskCode"><DisplayName>Code</DisplayName>
        <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine" />
        <Metadata><Item Key="ContentDefinitionReferenceId">api.selfasserted</Item></Metadata>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="otpCode" Required="true" /></OutputClaims>
        <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId="Verify" /></ValidationTechnicalProfiles>
        </TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        <UserJourneys><UserJourney Id="Authenticator"><OrchestrationSteps>
        <OrchestrationStep Order="1" Type="CombinedSignInAndSignUp" \
        ContentDefinitionReferenceId="api.signuporsignin"><ClaimsProviderSelections>
        <ClaimsProviderSelection ValidationClaimsExchangeId="LocalAccountSigninEmailExchange" />
        </ClaimsProviderSelections><ClaimsExchanges><ClaimsExchange Id="LocalAccountSigninEmailExchange" \
        TechnicalProfileReferenceId="SelfAsserted-LocalAccountSignin-Email" /></ClaimsExchanges></OrchestrationStep>
        \(exchange(2, "Read", "AAD-UserReadUsingObjectId"))\(exchange(3, "Count", "Count"))
        \(exchange(4, "Enrol", "Enrol", skipIf: "true"))\(exchange(5, "Begin", "Begin", skipIf: "false"))
        \(exchange(6, "Ask", "AskCode"))
        <OrchestrationStep Order="7" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
        </OrchestrationSteps></UserJourney></UserJourneys>
        """

    private static func mfa(_ id: String, _ operation: String, _ inputs: String..., outputs: String = "") -> String {
        let claims = inputs.map { "<InputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined()
        return """
            <TechnicalProfile Id="\(id)"><DisplayName>\(id)</DisplayName>
            <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.AzureMfaProtocolProvider, Web.TPEngine" />
            <Metadata><Item Key="Operation">\(operation)</Item></Metadata><InputClaims>\(claims)</InputClaims>
            <OutputClaims>\(outputs)</OutputClaims></TechnicalProfile>
            """
    }

    /// `skipIf`: whether to skip it when the person has an app, or when they have none.
    private static func exchange(_ order: Int, _ id: String, _ profile: String, skipIf: String? = nil) -> String {
        let precondition =
            skipIf.map {
                """
                <Preconditions><Precondition Type="ClaimEquals" ExecuteActionsIf="\($0 == "true" ? "false" : "true")">
                <Value>devices</Value><Value>0</Value><Action>SkipThisOrchestrationStep</Action></Precondition>
                </Preconditions>
                """
            } ?? ""
        return """
            <OrchestrationStep Order="\(order)" Type="ClaimsExchange">\(precondition)<ClaimsExchanges>
            <ClaimsExchange Id="\(id)" TechnicalProfileReferenceId="\(profile)" /></ClaimsExchanges></OrchestrationStep>
            """
    }
}
