import Policy

/// Policies of the tests' own, over a starter pack: pages with every display control and every kind of field.
enum ControlPolicies {
    private static let engine = "Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null"

    static let id = "B2C_1A_Controls"

    private static func claim(
        _ id: String, _ type: String = "string", _ input: String = "TextBox", _ more: String = "", mask: String = ""
    )
        -> String
    {
        let input = input.isEmpty ? "" : "<UserInputType>\(input)</UserInputType>"
        return """
            <ClaimType Id="\(id)"><DisplayName>The \(id)</DisplayName><DataType>\(type)</DataType>\
            \(mask)<UserHelpText>About \(id)</UserHelpText>\(input)\(more)</ClaimType>
            """
    }

    private static func control(_ id: String, _ kind: String, _ content: String) -> String {
        "<DisplayControl Id=\"\(id)\" UserInterfaceControlType=\"\(kind)\">\(content)</DisplayControl>"
    }

    static func handler(_ name: String) -> String {
        "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.\(name), \(engine)\" />"
    }

    private static func action(_ id: String, _ profile: String) -> String {
        """
        <Action Id="\(id)"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile \
        TechnicalProfileReferenceId="\(profile)" /></ValidationClaimsExchange></Action>
        """
    }

    private static let mask = "<Mask Type=\"Simple\">XX</Mask>"
    private static let sent = ["stamp", "mail"].map { "<InputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined()

    private static let claims = [
        claim("qrCodeContent", "string", ""), claim("totpIdentifier", "string", ""), claim("secretKey", "string", ""),
        claim("challengeType", "string", ""), claim("challengeId", "string", ""),
        claim("challengeString", "string", ""),
        claim("captchaEntered"), claim("isCaptchaSolved", "boolean", ""), claim("reason", "string", ""),
        claim("azureregion", "string", ""), claim("proof"), claim("stamp", "string", "Readonly", mask: mask),
        claim("nickname"), claim("age", "int"), claim("agrees", "boolean"),
        claim("born", "date", "DateTimeDropdown"), claim("since", "dateTime", "DateTimeDropdown"),
        claim("contactNumber", "phoneNumber"),
        claim("shown", "string", "Readonly", mask: "<Mask Type=\"Simple\">XX</Mask>"),
        claim("told", "string", "Paragraph"), claim("mail", "string", "EmailBox"), claim("day", "date"),
        claim(
            "colour", "string", "DropdownSingleSelect",
            "<Restriction><Enumeration Text=\"Red\" Value=\"r\"/>"
                + "<Enumeration Text=\"Green\" Value=\"g\" SelectByDefault=\"true\"/></Restriction>"),
        claim(
            "size", "string", "RadioSingleSelect",
            "<Restriction><Enumeration Text=\"Small\" Value=\"s\"/>"
                + "<Enumeration Text=\"Large\" Value=\"l\"/></Restriction>"
        ),
        claim(
            "topics", "string", "CheckboxMultiSelect",
            "<Restriction><Enumeration Text=\"News\" Value=\"news\"/>"
                + "<Enumeration Text=\"Ads\" Value=\"ads\"/></Restriction>"
        ),
        claim(
            "postcode", "string", "TextBox",
            "<Restriction><Pattern RegularExpression=\"^[0-9]{4}$\" HelpText=\"Four digits, please\"/></Restriction>"),
    ].joined()

    private static let controls = [
        control(
            "totpQrCodeControl", "QrCodeControl",
            """
            <InputClaims><InputClaim ClaimTypeReferenceId="qrCodeContent" /></InputClaims><DisplayClaims>\
            <DisplayClaim ClaimTypeReferenceId="qrCodeContent" ControlClaimType="QrCodeContent" /></DisplayClaims>
            """),
        control(
            "authenticatorInfoControl", "AuthenticatorInfoControl",
            """
            <InputClaims><InputClaim ClaimTypeReferenceId="totpIdentifier" /><InputClaim \
            ClaimTypeReferenceId="secretKey" /></InputClaims><DisplayClaims><DisplayClaim \
            ClaimTypeReferenceId="totpIdentifier" /><DisplayClaim ClaimTypeReferenceId="secretKey" /></DisplayClaims>
            """),
        control("authenticatorAppIconControl", "AuthenticatorAppIconControl", ""),
        control(
            "stamped", "VerificationControl",
            """
            <InputClaims>\(input("stamp", "4711"))</InputClaims><DisplayClaims>\
            <DisplayClaim ClaimTypeReferenceId="stamp" />\
            <DisplayClaim ClaimTypeReferenceId="mail" Required="true" ControlClaimType="Email" />\
            <DisplayClaim ClaimTypeReferenceId="proof" Required="true" ControlClaimType="VerificationCode" />\
            </DisplayClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="mail" /></OutputClaims>\
            <Actions>\(action("SendCode", "Remote-Send"))\(action("VerifyCode", "Remote-Check"))</Actions>
            """),
        control(
            "captcha", "CaptchaControl",
            """
            <InputClaims><InputClaim ClaimTypeReferenceId="challengeType" /><InputClaim \
            ClaimTypeReferenceId="challengeId" /></InputClaims><DisplayClaims>\
            <DisplayClaim ClaimTypeReferenceId="challengeType" ControlClaimType="ChallengeType" />\
            <DisplayClaim ClaimTypeReferenceId="challengeId" ControlClaimType="ChallengeId" />\
            <DisplayClaim ClaimTypeReferenceId="challengeString" ControlClaimType="ChallengeString" />\
            <DisplayClaim ClaimTypeReferenceId="captchaEntered" ControlClaimType="CaptchaEntered" /></DisplayClaims>
            <Actions>\(action("GetChallenge", "HIP-Get"))\(action("VerifyChallenge", "HIP-Verify"))</Actions>
            """),
    ].joined()

    private static let captchaProfiles = """
        <TechnicalProfile Id="HIP-Get"><DisplayName>Task</DisplayName>\(handler("CaptchaProvider"))<Metadata>\
        <Item Key="Operation">GetChallenge</Item><Item Key="Brand">HIP</Item></Metadata><InputClaims>\
        <InputClaim ClaimTypeReferenceId="challengeType" /></InputClaims><OutputClaims>\
        <OutputClaim ClaimTypeReferenceId="challengeId" /><OutputClaim ClaimTypeReferenceId="challengeString" \
        PartnerClaimType="ChallengeString" /><OutputClaim ClaimTypeReferenceId="azureregion" /></OutputClaims>
        </TechnicalProfile>
        <TechnicalProfile Id="HIP-Verify"><DisplayName>Answer</DisplayName>\(handler("CaptchaProvider"))<Metadata>\
        <Item Key="Operation">VerifyChallenge</Item><Item Key="Brand">HIP</Item></Metadata><InputClaims>\
        <InputClaim ClaimTypeReferenceId="challengeType" DefaultValue="Visual" />\
        <InputClaim ClaimTypeReferenceId="challengeId" /><InputClaim ClaimTypeReferenceId="captchaEntered" \
        PartnerClaimType="inputSolution" Required="true" /><InputClaim ClaimTypeReferenceId="azureregion" />\
        </InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="isCaptchaSolved" PartnerClaimType="solved" />\
        <OutputClaim ClaimTypeReferenceId="reason" PartnerClaimType="reason" /></OutputClaims></TechnicalProfile>
        """

    private static func page(_ id: String, _ metadata: String, inputs: String = "", _ content: String) -> String {
        """
        <TechnicalProfile Id="\(id)"><DisplayName>\(id)</DisplayName>\(handler("SelfAssertedAttributeProvider"))\
        <Metadata><Item Key="ContentDefinitionReferenceId">api.controls</Item>\(metadata)</Metadata>\(inputs)\
        \(content)<UseTechnicalProfileForSessionManagement ReferenceId="SM-Noop" /></TechnicalProfile>
        """
    }

    private static func input(_ claim: String, _ value: String) -> String {
        "<InputClaim ClaimTypeReferenceId=\"\(claim)\" DefaultValue=\"\(value)\" />"
    }

    private static func journey(_ id: String, _ profiles: String...) -> String {
        let steps = profiles.enumerated().map { index, profile in
            """
            <OrchestrationStep Order="\(index + 1)" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange \
            Id="X\(index)" TechnicalProfileReferenceId="\(profile)" /></ClaimsExchanges></OrchestrationStep>
            """
        }.joined()
        return """
            <UserJourney Id="\(id)"><OrchestrationSteps>\(steps)<OrchestrationStep Order="\(profiles.count + 1)" \
            Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney>
            """
    }

    private static let subject = "<OutputClaim ClaimTypeReferenceId=\"objectId\" DefaultValue=\"0f2e\" />"

    static let fields = [
        "shown", "told", "nickname", "age", "agrees", "born", "since", "contactNumber", "mail", "day", "colour", "size",
        "topics", "postcode",
    ]

    private static let fieldsPage = page(
        "Page-Fields", "<Item Key=\"AllowGenerationOfClaimsWithNullValues\">true</Item>",
        inputs: "<InputClaims>\(fields.map { "<InputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined())</InputClaims>",
        """
        <DisplayClaims>\(fields.map {
            "<DisplayClaim ClaimTypeReferenceId=\"\($0)\" Required=\"\($0 == "nickname" || $0 == "age")\" />"
        }.joined())</DisplayClaims><OutputClaims>\
        \(fields.map { "<OutputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined())\(subject)</OutputClaims>
        """)

    private static let qrContent = "otpauth://totp/Contoso:ada?secret=JBSWY3DPEHPK3PXP&amp;issuer=Contoso"

    private static let controlsPage = page(
        "Page-Authenticator", "",
        inputs: """
            <InputClaims>\(input("qrCodeContent", qrContent))\
            \(input("totpIdentifier", "ada@example.com"))\(input("secretKey", "JBSWY3DPEHPK3PXP"))</InputClaims>
            """,
        """
        <DisplayClaims><DisplayClaim DisplayControlReferenceId="authenticatorAppIconControl" />\
        <DisplayClaim DisplayControlReferenceId="totpQrCodeControl" /><DisplayClaim \
        DisplayControlReferenceId="authenticatorInfoControl" /><DisplayClaim ClaimTypeReferenceId="nickname" \
        Required="true" /></DisplayClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="nickname" />\
        <OutputClaim ClaimTypeReferenceId="secretKey" />\(subject)</OutputClaims>
        """)

    private static let captchaPage = page(
        "Page-Captcha", "<Item Key=\"setting.enableCaptchaChallenge\">true</Item>",
        """
        <DisplayClaims><DisplayClaim ClaimTypeReferenceId="nickname" Required="true" />\
        <DisplayClaim DisplayControlReferenceId="captcha" /></DisplayClaims><OutputClaims>\
        <OutputClaim ClaimTypeReferenceId="nickname" />\(subject)</OutputClaims>
        <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId="Remote-Check" />\
        </ValidationTechnicalProfiles>
        """)

    private static let stampedPage = page(
        "Page-Stamped", "",
        """
        <DisplayClaims><DisplayClaim DisplayControlReferenceId="stamped" /></DisplayClaims><OutputClaims>\
        <OutputClaim ClaimTypeReferenceId="mail" /><OutputClaim ClaimTypeReferenceId="stamp" />\(subject)\
        </OutputClaims>
        """)

    static let service = "https://api.example/claims"
    static let send = "https://api.example/send"
    static let check = "https://api.example/check"

    private static func remote(_ id: String, _ address: String, _ content: String) -> String {
        """
        <TechnicalProfile Id="\(id)"><DisplayName>Service</DisplayName>\(handler("RestfulProvider"))<Metadata>\
        <Item Key="ServiceUrl">\(address)</Item><Item Key="AuthenticationType">None</Item>\
        <Item Key="AllowInsecureAuthInProduction">true</Item><Item Key="SendClaimsIn">Body</Item></Metadata>\
        \(content)<UseTechnicalProfileForSessionManagement ReferenceId="SM-Noop" /></TechnicalProfile>
        """
    }

    private static let extensions = """
        <BuildingBlocks><ClaimsSchema>\(claims)</ClaimsSchema><ContentDefinitions><ContentDefinition Id="api.controls">\
        <LoadUri>~/tenant/templates/AzureBlue/selfAsserted.cshtml</LoadUri>\
        <RecoveryUri>~/common/default_page_error.html</RecoveryUri>\
        <DataUri>urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.30</DataUri></ContentDefinition>\
        </ContentDefinitions><DisplayControls>\(controls)</DisplayControls></BuildingBlocks>
        <ClaimsProviders><ClaimsProvider><DisplayName>Ours</DisplayName><TechnicalProfiles>\(captchaProfiles)\
        \(fieldsPage)\(controlsPage)\(captchaPage)\(stampedPage)\
        \(remote("Remote-Send", send, "<InputClaims>\(sent)</InputClaims>"))\
        \(remote("Remote-Check", check, "<InputClaims><InputClaim ClaimTypeReferenceId=\"nickname\" /></InputClaims>"))\
        \(remote(
            "Remote-Claims", service,
            "<OutputClaims>\(fields.map { "<OutputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined())</OutputClaims>"))\
        </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
        <UserJourneys>\(journey("Fields", "Page-Fields"))\(journey("Hostile", "Remote-Claims", "Page-Fields"))\
        \(journey("Later", "Page-Authenticator", "Remote-Claims", "Page-Fields"))\
        \(journey("Stamped", "Page-Stamped"))\(journey("Authenticator", "Page-Authenticator"))\(journey("Captcha", "Page-Captcha"))</UserJourneys>
        """

    private static func outputs(_ claims: [String]) -> String {
        claims.map { "<OutputClaim ClaimTypeReferenceId=\"\($0)\" />" }.joined()
    }

    /// A relying party with one of the journeys.
    static func file(_ journey: String) -> PolicySet.File {
        let base = StarterPack.relyingParty(id, journey: journey, extensions)
        let text = String(decoding: base.bytes, as: UTF8.self)
            .replacing(
                "<OutputClaim ClaimTypeReferenceId=\"displayName\" />",
                with: outputs(Array(fields.dropFirst()) + ["secretKey", "stamp"]))
        return PolicySet.File(name: base.name, bytes: Array(text.utf8))
    }

    static func server(_ journey: String) async throws -> TestServer {
        try await TestServer.pack("LocalAccounts", extra: [file(journey)])
    }
}
