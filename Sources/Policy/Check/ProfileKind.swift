import Base

/// What a technical profile is: its handler class, its protocol, or the token that it issues (b2c-reference §11).
enum ProfileKind {
    /// What a kind of profile must have: metadata keys (`/`: one of them; `?`: may be missing;
    /// `~`: the policy loads without), with the values that they may have.
    struct Rule: Sendable {
        let metadata: [Requirement]
        let keys: [String]
    }

    struct Requirement: Sendable {
        let keys: [String]
        let values: [String]
        /// What to say when it is missing; nil when it may be.
        let missing: DiagnosticCode?

        init(_ text: Substring) {
            let parts = text.split(byte: "=").map(String.init)
            missing = parts[0].hasSuffix("?") ? nil : parts[0].hasSuffix("~") ? .missingClient : .missingMetadata
            keys = parts[0].filter { $0 != "?" && $0 != "~" }.split(byte: "/").map(String.init)
            values = parts.count > 1 ? parts[1].split(byte: ",").map(String.init) : []
        }
    }

    /// What is ours has its whole name, `Cardea.Passkey`; of others the class,
    /// `SelfAssertedAttributeProvider` of `Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine, …`.
    static func className(_ handler: String) -> String? {
        let bytes = handler.utf8
        let type = bytes[..<(bytes.firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex)]
        let whole = String(handler[type.startIndex..<type.endIndex]).trimmingBlanks()
        if Name(whole).folded.hasPrefix("cardea.") { return whole }
        guard let end = type.lastIndex(where: { $0 != UInt8(ascii: ".") }) else { return nil }
        let start = type[...end].lastIndex(of: UInt8(ascii: ".")).map { bytes.index(after: $0) } ?? type.startIndex
        return String(handler[start...end]).trimmingBlanks()
    }

    /// The row of `rules` that holds for `profile`; nil when it has no protocol or an unknown handler.
    static func name(_ profile: XMLElement) -> Name? {
        guard let element = profile.child("Protocol"), let protocolName = element.identifier("Name") else { return nil }
        guard protocolName != "Proprietary" else { return element["Handler"].flatMap(className).map { Name($0) } }
        guard let format = profile.value("OutputTokenFormat") else { return protocolName }
        // A federated provider may say what it sends; it is known by where it sends people.
        let metadata = metadata(profile)
        guard metadata["METADATA"] == nil, metadata["authorization_endpoint"] == nil else { return protocolName }
        return Name("Issuer:\(format)")
    }

    static func metadata(_ profile: XMLElement) -> [Name: String] {
        let items = profile.items("Metadata", "Item").compactMap { item in
            item.identifier("Key").map { ($0, item.text) }
        }
        return Dictionary(items) { first, _ in first }
    }

    /// By class of handler, by protocol, and for token issuers by format.
    static let rules: [Name: Rule] = table.split(byte: "\n").reduce(into: [:]) { result, row in
        let fields = row.split(byte: "|", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
        precondition(fields.count == 3, "a row of the handler table has three fields: \(row)")
        let rule = Rule(
            metadata: fields[1].split(byte: " ").map(Requirement.init),
            keys: fields[2].split(byte: " ").map(String.init))
        for name in fields[0].split(byte: " ") { result[Name(String(name))] = rule }
    }

    private static let table = """
        SelfAssertedAttributeProvider PhoneFactorProtocolProvider | ContentDefinitionReferenceId |
        AzureActiveDirectoryProvider | Operation=Read,Write,DeleteClaims,DeleteClaimsPrincipal |
        RestfulProvider | ServiceUrl AuthenticationType=None,Basic,Bearer,ClientCertificate,ApiKeyHeader \
        SendClaimsIn?=Body,Form,Header,QueryString,Url |
        AzureMfaProtocolProvider | Operation=OneWaySMS,Verify,GetAvailableDevices,BeginVerifyOTP,VerifyOTP |
        OneTimePasswordProtocolProvider | Operation=GenerateCode,VerifyCode |
        AadSsprProtocolProvider | Operation=SendCode,VerifyCode |
        ConditionalAccessProtocolProvider | OperationType=Evaluation,Remediation |
        AzureApplicationInsightsProvider | InstrumentationKey/ConnectionString |
        ClaimsTransformationProtocolProvider UserJourneyContextProvider CaptchaProvider | |
        Cardea.Passkey | ContentDefinitionReferenceId Operation=Register,Authenticate |
        Cardea.OneTimeCode | Operation?=Send,Verify,Page Channel?=Email,TextMessage |
        Cardea.Decision | Operation?=Evaluate,Complete DefaultResult?=ALLOW,CHALLENGE,REVIEW,BLOCK |
        NoopSSOSessionProvider DefaultSSOSessionProvider ExternalLoginSSOSessionProvider | |
        OAuthSSOSessionProvider SamlSSOSessionProvider | |
        OAuth2 | client_id~ authorization_endpoint AccessTokenEndpoint |
        OpenIdConnect | client_id~ METADATA/JWKS |
        OAuth1 | client_id~ request_token_endpoint access_token_endpoint authorization_endpoint | client_secret
        SAML2 | PartnerEntity | SamlMessageSigning
        Issuer:JWT | | issuer_secret
        """
}
