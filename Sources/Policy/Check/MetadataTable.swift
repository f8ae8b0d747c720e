import Base

/// The metadata keys that a kind of technical profile reads, and what they hold (b2c-reference §11).
struct MetadataTable: Sendable {
    enum Value: Sendable, Hashable {
        case text, boolean, url
        case number(ClosedRange<Int>)
        case choice([String])
    }

    /// By kind as `ProfileKind.name` says it.
    static let kinds: [Name: [Name: Value]] = {
        let common = keys(everywhere)
        return table.split(byte: "\n").reduce(into: [:]) { result, row in
            let fields = row.split(byte: "|", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
            precondition(fields.count == 2, "a row of the metadata table has two fields: \(row)")
            let own = keys(fields[1]).merging(common) { own, _ in own }
            for kind in fields[0].split(byte: " ") {
                result[Name(String(kind))] = own
            }
        }
    }()

    /// Message keys are open: every profile that can fail may name its text, and so are the old page texts.
    static func isOpen(_ key: Name) -> Bool {
        ["usermessage", "language.", "claimtype."].contains { key.folded.hasPrefix($0) }
    }

    /// The one key that `key` was meant to be; nil when nothing known is near.
    static func nearest(_ key: Name, of kind: Name, _ work: inout Int) -> String? {
        guard work > 0 else { return nil }
        return Nearest.of(key.text, among: (kinds[kind] ?? [:]).keys.map(\.text) + messages, &work)
    }

    private static func keys(_ text: String) -> [Name: Value] {
        text.split(byte: " ").reduce(into: [:]) { result, word in
            let isChoice = word.contains("=")
            let parts = word.split(byte: isChoice ? "=" : ":", maxSplits: 1).map(String.init)
            result[Name(parts[0])] =
                parts.count == 1
                ? .text : isChoice ? .choice(parts[1].split(byte: ",").map(String.init)) : value(parts[1])
        }
    }

    private static func value(_ type: String) -> Value {
        switch type {
        case "b": return .boolean
        case "u": return .url
        default:
            let bounds = type.split(byte: "-").compactMap { Int($0) }
            precondition(bounds.count == 2, "\(type) is no type of metadata")
            return .number(bounds[0]...bounds[1])
        }
    }

    private static let everywhere = """
        IncludeClaimResolvingInClaimsHandling:b ClaimTypeOnWhichToEnable ClaimValueOnWhichToEnable \
        ClaimsProviderSelectionDisplayType DefaultMessage DateTimeGreaterThan AssertNumberError LookupNotFound \
        AllowGenerationOfClaimsWithNullValues:b DefaultUserMessageIfRequestFailed AADRequestsThrottled \
        ServiceThrottled
        """

    /// Well-known messages, for those who slip in their names.
    private static let messages = [
        "UserMessageIfClaimsPrincipalDoesNotExist", "UserMessageIfClaimsPrincipalAlreadyExists",
        "UserMessageIfInvalidPassword", "UserMessageIfClaimNotVerified",
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual",
        "UserMessageIfClaimsTransformationStringsAreNotEqual",
    ]

    /// `key`: text; `:b` true or false; `:u` an address; `:1-9` a number; `=a,b` one of these. The values of
    /// required keys stand in `ProfileKind.rules`.
    private static let table = """
        SelfAssertedAttributeProvider | ContentDefinitionReferenceId EnforceEmailVerification:b \
        setting.operatingMode=Email,Username setting.retryLimit:1-1000000 setting.showCancelButton:b \
        setting.showContinueButton:b setting.showSignupLink:b \
        setting.forgotPasswordLinkLocation=AfterLabel,AfterInput,AfterButtons,None \
        setting.forgotPasswordLinkOverride setting.enableRememberMe:b \
        setting.inputVerificationDelayTimeInMilliseconds:0-600000 SignUpTarget IpAddressClaimReferenceId \
        setting.enableCaptchaChallenge:b LocalAccountType LocalAccountProfile TokenLifeTimeInSeconds
        PhoneFactorProtocolProvider | ContentDefinitionReferenceId ManualPhoneNumberEntryAllowed:b \
        setting.authenticationMode=sms,phone,mixed setting.autodial:b setting.showCancelButton:b \
        setting.enableCaptchaChallenge:b
        AzureActiveDirectoryProvider | Operation RaiseErrorIfClaimsPrincipalDoesNotExist:b \
        RaiseErrorIfClaimsPrincipalAlreadyExists:b ApplicationObjectId ClientId api-version
        RestfulProvider | ServiceUrl:u AuthenticationType SendClaimsIn AllowInsecureAuthInProduction:b ClaimsFormat \
        ClaimUsedForRequestPayload ResolveJsonPathsInJsonTokens:b UseClaimAsBearerToken \
        BearerTokenTransmissionMethod=AuthorizationHeader,QueryString DebugMode:b ClaimResolverUrlFormatting \
        TimeoutInSeconds:1-600 IncludeClaimResolvingInHeaders:b
        OpenIdConnect | METADATA:u client_id response_types response_mode=form_post,query,fragment scope \
        HttpBinding=GET,POST IdTokenAudience ProviderName authorization_endpoint:u AccessTokenEndpoint:u \
        ClaimsEndpoint:u issuer ValidTokenIssuerPrefixes DiscoverMetadataByTokenIssuer:b UsePolicyInRedirectUri:b \
        token_endpoint_auth_method=client_secret_post,client_secret_basic,private_key_jwt \
        token_signing_algorithm=RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512 SingleLogoutEnabled:b \
        MarkAsFailureOnStatusCode5xx:b ReadBodyClaimsOnIdpRedirect grant_type resource \
        BearerTokenTransmissionMethod=AuthorizationHeader,QueryString ResolveJsonPathsInJsonTokens:b \
        UserAgentForClaimsExchange AccessTokenResponseFormat ClaimsResponseFormat JWKS:u UsePKCE:b \
        AdditionalRequestQueryParameters end_session_endpoint:u ClaimsEndpointAccessTokenName \
        ClaimsEndpointFormatName ClaimsEndpointFormat ResponseErrorCodeParamName \
        ExtraParamsInAccessTokenEndpointResponse ExtraParamsInClaimsEndpointRequest external_user_identity_claim_id
        OAuth2 | client_id authorization_endpoint:u AccessTokenEndpoint:u ClaimsEndpoint:u scope \
        HttpBinding=GET,POST AccessTokenResponseFormat=json,form,Default,JsonP ProviderName response_types \
        response_mode=form_post,query,fragment UsePolicyInRedirectUri:b ClaimsEndpointAccessTokenName \
        ClaimsEndpointFormatName ClaimsEndpointFormat ClaimsResponseFormat AdditionalRequestQueryParameters \
        ResponseErrorCodeParamName ExtraParamsInAccessTokenEndpointResponse ExtraParamsInClaimsEndpointRequest \
        BearerTokenTransmissionMethod=AuthorizationHeader,QueryString \
        token_endpoint_auth_method=client_secret_post,client_secret_basic,private_key_jwt \
        ResolveJsonPathsInJsonTokens:b UserAgentForClaimsExchange external_user_identity_claim_id \
        SingleLogoutEnabled:b DiscoverMetadataByTokenIssuer:b ValidTokenIssuerPrefixes IdTokenAudience METADATA:u \
        issuer grant_type token_signing_algorithm UsePKCE:b end_session_endpoint:u ClientIdParamName \
        ClientSecretParamName JWKS:u resource MarkAsFailureOnStatusCode5xx:b
        OAuth1 | ProviderName authorization_endpoint:u access_token_endpoint:u request_token_endpoint:u \
        ClaimsEndpoint:u ClaimsResponseFormat client_id UsePolicyInRedirectUri:b
        AzureMfaProtocolProvider | Operation
        OneTimePasswordProtocolProvider | Operation CodeExpirationInSeconds:60-1200 CodeLength:1-100 CharacterSet \
        NumRetryAttempts:1-1000000 NumCodeGenerationAttempts:1-1000000 ReuseSameCode:b MaxNumAttempts
        AadSsprProtocolProvider | Operation allowTestEmailAddressPassThrough:b
        ConditionalAccessProtocolProvider | OperationType
        AzureApplicationInsightsProvider | InstrumentationKey ConnectionString DeveloperMode:b DisableTelemetry:b
        ClaimsTransformationProtocolProvider UserJourneyContextProvider NoopSSOSessionProvider |
        Cardea.Passkey | ContentDefinitionReferenceId Operation Realm RelyingPartyId \
        UserVerification=Required,Preferred,Discouraged IsOffer:b RequireExistingPasskey:b \
        RaiseErrorIfCloneSuspected:b setting.showCancelButton:b
        Cardea.OneTimeCode | ContentDefinitionReferenceId Operation Channel Realm SendOnlyToAccounts:b \
        setting.sendAtOnce:b setting.showCancelButton:b
        Cardea.Decision | Operation Realm ActionCode DefaultResult Rules ValueLists RaiseErrorIfBlocked:b
        CaptchaProvider | Operation=GetChallenge,VerifyChallenge Brand
        DefaultSSOSessionProvider OAuthSSOSessionProvider |
        ExternalLoginSSOSessionProvider | AlwaysFetchClaimsFromProvider:b
        SamlSSOSessionProvider | IncludeSessionIndex:b RegisterServiceProviders:b
        SAML2 Issuer:SAML2 | PartnerEntity IssuerUri WantsSignedRequests:b \
        XmlSignatureAlgorithm=Sha1,Sha256,Sha384,Sha512 WantsSignedAssertions:b WantsSignedResponses:b \
        ResponsesSigned:b WantsEncryptedAssertions:b NameIdPolicyFormat NameIdPolicyAllowCreate:b \
        AuthenticationRequestExtensions IncludeAuthnContextClassReferences IncludeKeyInfo:b SingleLogoutEnabled:b \
        ForceAuthN:b ProviderName TokenNotBeforeSkewInSeconds:0-3600 TokenLifeTimeInSeconds:1-86400 \
        RemoveMillisecondsFromDateTime:b DataEncryptionMethod=Aes128,Aes192,Aes256 \
        KeyEncryptionMethod=Rsa15,RsaOaep UseDetachedKeys:b IdpInitiatedProfileEnabled:b \
        RequestContextMaximumLengthInBytes
        Issuer:JWT | client_id issuer_refresh_token_user_identity_claim_type SendTokenResponseBodyWithJsonNumbers:b \
        token_lifetime_secs:300-86400 id_token_lifetime_secs:300-86400 refresh_token_lifetime_secs:86400-7776000 \
        rolling_refresh_token_lifetime_secs:86400-31536000 allow_infinite_rolling_refresh_token:b \
        IssuanceClaimPattern=AuthorityAndTenantGuid,AuthorityWithTfp RefreshTokenUserJourneyId \
        AuthenticationContextReferenceClaimPattern ClientCredentialsUserJourneyId token_signing_algorithm
        """
}
