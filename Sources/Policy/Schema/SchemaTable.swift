extension Schema {
    /// The policy format 0.3.0.0 in one table: what stands where, in which order, how often, and how it is inherited.
    ///
    /// A row is `type | attributes | content`. Attributes and content name their type after a colon (an element's
    /// own name where there is such a row, otherwise text); attributes end in `!` when they are required.
    /// Content ends in `?` (none or one), `!` (one), `*` (any number), `+` (at least one), and then says how an
    /// element meets the inherited one of its name:
    ///
    ///     [Id]     is merged with the inherited one of the same Id (`,` joins keys; `/`: the first that is there)
    ///     =        replaces what is inherited as a whole
    ///     nothing  is merged child by child; a text or an element without children replaces the inherited one
    ///
    /// `#type` is text; `~` before the content says that order does not matter; `#any` takes everything.
    static let table = """
        TrustFrameworkPolicy | PolicySchemaVersion! TenantId! TenantObjectId:guid PolicyId:policyId! PublicPolicyUri! \
        StateTableName DeploymentMode:deploymentMode UserJourneyRecorderEndpoint | BasePolicy?= PolicyConstraints? \
        Contacts? DocumentReferences? BuildingBlocks? ClaimsProviders? UserJourneys? SubJourneys? RelyingParty?
        BasePolicy | | TenantId! PolicyId:policyId!
        PolicyConstraints | | Inheritance?= RerouteRules?=
        Inheritance | DerivingPolicies! | ~Tenants? ConstraintHandler?
        Tenants | | Tenant+=
        Tenant | ReferenceId! |
        ConstraintHandler | Id! Handler! |
        RerouteRules | Type! | RerouteRule*=
        RerouteRule | PolicyId! Weight:int Match |
        Contacts | | Contact*[Id]
        Contact | Id! | DisplayName! TelephoneNumber! Email! Role!
        DocumentReferences | | DocumentReference*[Id]
        DocumentReference | Id! | DisplayName! Url!

        BuildingBlocks | | ClaimsSchema? Predicates? InputValidations? PredicateValidations? ClaimsTransformations? \
        ClientDefinitions? ContentDefinitions? Localization? DisplayControls?
        ClaimsSchema | | ClaimType+[Id]
        ClaimType | Id! StatementType:statementType | DisplayName? DataType:dataType? DefaultPartnerClaimTypes* \
        Mask?= AdminHelpText? UserHelpText? UserInputType:userInputType? Restriction? InputValidationReference? \
        PredicateValidationReference?
        DefaultPartnerClaimTypes | | Protocol:PartnerProtocol*[Name,Handler]
        PartnerProtocol | Name:protocolName! Handler PartnerClaimType! |
        Mask | Type:maskType! Regex | #string
        Restriction | MergeBehavior:mergeBehavior | ~Enumeration*[Value] Pattern?
        Enumeration | Text! Value! SelectByDefault:boolean | #string
        Pattern | RegularExpression! HelpText |
        InputValidationReference | Id! |
        PredicateValidationReference | Id! |
        Predicates | | Predicate*[Id]
        Predicate | Id! Method! HelpText | UserHelpText? Parameters?
        Parameters | | Parameter*[Id]
        Parameter | Id! | #string
        InputValidations | | InputValidation*[Id]
        InputValidation | Id! | PredicateReferences*=
        PredicateReferences | Id HelpText MatchAtLeast:int Reject:boolean | PredicateReference+=
        PredicateReference | Id! |
        PredicateValidations | | PredicateValidation*[Id]
        PredicateValidation | Id! | PredicateGroups*
        PredicateGroups | | PredicateGroup+[Id]
        PredicateGroup | Id! | UserHelpText? PredicateReferences*=
        ClaimsTransformations | | ClaimsTransformation*[Id]
        ClaimsTransformation | Id! TransformationMethod! | InputClaims:TransformationInputClaims? \
        InputParameters? OutputClaims:TransformationOutputClaims?
        TransformationInputClaims | | InputClaim:TransformationClaim*[TransformationClaimType/ClaimTypeReferenceId]
        TransformationOutputClaims | | OutputClaim:TransformationClaim+[TransformationClaimType/ClaimTypeReferenceId]
        TransformationClaim | ClaimTypeReferenceId! TransformationClaimType |
        InputParameters | | InputParameter+[Id]
        InputParameter | Id! DataType:dataType! Value! |
        ClientDefinitions | | ClientDefinition*[Id]
        ClientDefinition | Id! | ClientUIFilterFlags!
        ContentDefinitions | | ContentDefinition*[Id]
        ContentDefinition | Id! | LoadUri? RecoveryUri:uri? DataUri:uri? Metadata? LocalizedResourcesReferences?
        LocalizedResourcesReferences | MergeBehavior:mergeBehavior | LocalizedResourcesReference*[Language]
        LocalizedResourcesReference | Language! Url LocalizedResourcesReferenceId |
        Localization | Enabled:boolean | SupportedLanguages? LocalizedResources*[Id/Culture]
        SupportedLanguages | DefaultLanguage PolicyLanguage MergeBehavior:mergeBehavior | SupportedLanguage*[.]
        LocalizedResources | Culture Id | LocalizedCollections? LocalizedStrings?
        LocalizedCollections | | LocalizedCollection*[ElementType,ElementId,TargetCollection]
        LocalizedCollection | ElementType! ElementId! TargetCollection! | Item:Enumeration+=
        LocalizedStrings | | LocalizedString*[ElementType,ElementId,StringId]
        LocalizedString | ElementType! ElementId StringId! | #string
        DisplayControls | | DisplayControl*[Id]
        DisplayControl | Id! UserInterfaceControlType:controlType! DisplayName | InputClaims:ControlInputClaims? \
        DisplayClaims:ControlDisplayClaims? OutputClaims:ControlOutputClaims? Actions?
        ControlInputClaims | | InputClaim:ControlClaim*[ClaimTypeReferenceId]
        ControlOutputClaims | | OutputClaim:ControlClaim*[ClaimTypeReferenceId]
        ControlClaim | ClaimTypeReferenceId Required:boolean DefaultValue AlwaysUseDefaultValue:boolean |
        ControlDisplayClaims | | DisplayClaim:ControlDisplayClaim*[ClaimTypeReferenceId]
        ControlDisplayClaim | ClaimTypeReferenceId ControlClaimType Required:boolean |
        Actions | | Action:ControlAction*[Id]
        ControlAction | Id! | ValidationClaimsExchange!
        ValidationClaimsExchange | | ValidationClaimsExchangeTechnicalProfile+[TechnicalProfileReferenceId]
        ValidationClaimsExchangeTechnicalProfile | TechnicalProfileReferenceId! ContinueOnSuccess:boolean \
        ContinueOnError:boolean | Preconditions*=

        ClaimsProviders | | ClaimsProvider+
        ClaimsProvider | | Domains?= Domain? DisplayName? TechnicalProfiles!
        Domains | | Domain+=
        TechnicalProfiles | | TechnicalProfile*[Id]
        TechnicalProfile | Id! | Domains?= Domain? DisplayName? Description? Protocol?= InputTokenFormat:tokenFormat? \
        OutputTokenFormat:tokenFormat? AssuranceLevelOfOutputClaims? RequiredAssuranceLevelsOfInputClaims?= \
        SubjectAuthenticationRequirements?= Metadata? CryptographicKeys? Suppressions? PreferredBinding? \
        IncludeInSso:boolean? InputTokenSources?= InputClaimsTransformations* InputClaims? DisplayClaims? \
        PersistedClaims? OutputClaims? OutputClaimsTransformations* ValidationTechnicalProfiles* \
        SubjectNamingInfo?= Extensions?= IncludeClaimsFromTechnicalProfile? IncludeTechnicalProfile?= \
        UseTechnicalProfileForSessionManagement?= ErrorHandlers?= EnabledForUserJourneys:enabled?
        Protocol | Name:protocolName! Handler |
        RequiredAssuranceLevelsOfInputClaims | | RequiredAssuranceLevelOfInputClaims*
        SubjectAuthenticationRequirements | TimeToLive:int! ResetExpiryWhenTokenIssued:boolean |
        Metadata | | Item:MetadataItem+[Key]
        MetadataItem | Key! | #string
        CryptographicKeys | | Key+[Id]
        Key | Id! StorageReferenceId! |
        Suppressions | | Item:SuppressionItem+[Key]
        SuppressionItem | Key! Value! |
        InputTokenSources | | TechnicalProfile:TokenSource+=
        TokenSource | Id! |
        InputClaimsTransformations | | InputClaimsTransformation:Reference+[ReferenceId]
        OutputClaimsTransformations | | OutputClaimsTransformation:Reference+[ReferenceId]
        Reference | ReferenceId! |
        InputClaims | | InputClaim:ProfileClaim*[ClaimTypeReferenceId]
        OutputClaims | | OutputClaim:ProfileClaim*[ClaimTypeReferenceId]
        ProfileClaim | ClaimTypeReferenceId! PartnerClaimType Required:boolean DefaultValue \
        AlwaysUseDefaultValue:boolean | From*=
        From | TechnicalProfileReferenceId! |
        PersistedClaims | | PersistedClaim*[ClaimTypeReferenceId]
        PersistedClaim | ClaimTypeReferenceId! PartnerClaimType DefaultValue OverwriteIfExists:boolean \
        AlwaysUseDefaultValue:boolean |
        DisplayClaims | | DisplayClaim*[ClaimTypeReferenceId/DisplayControlReferenceId]
        DisplayClaim | ClaimTypeReferenceId DisplayControlReferenceId Required:boolean |
        ValidationTechnicalProfiles | | ValidationTechnicalProfile+[ReferenceId]
        ValidationTechnicalProfile | ReferenceId! ContinueOnSuccess:boolean ContinueOnError:boolean | Preconditions*=
        SubjectNamingInfo | ClaimType! NameQualifier SPNameQualifier Format SPProvidedID ExcludeAsClaim:boolean |
        Extensions | | #any
        IncludeTechnicalProfile | ReferenceId! |
        UseTechnicalProfileForSessionManagement | ReferenceId! |
        ErrorHandlers | | ErrorHandler*=
        ErrorHandler | | ErrorResponseFormat:json? ResponseMatch! Action:errorAction! AdditionalRequestParameters*
        AdditionalRequestParameters | Key! | #string

        Preconditions | | Precondition+=
        Precondition | Type:preconditionType! ExecuteActionsIf:boolean! | Value+ Action:preconditionAction!
        UserJourneys | | UserJourney+[Id]
        UserJourney | Id! NonInteractive:boolean DefaultCpimIssuerTechnicalProfileReferenceId | AssuranceLevel? \
        PreserveOriginalAssertion:boolean? Authorization?= OrchestrationSteps? \
        ClientDefinition:ClientDefinitionReference? CryptographicKeys?
        Authorization | | AuthorizationTechnicalProfiles?
        AuthorizationTechnicalProfiles | | AuthorizationTechnicalProfile:Reference+[ReferenceId]
        OrchestrationSteps | | OrchestrationStep+[Order]
        OrchestrationStep | Order:int! Type:stepType! ContentDefinitionReferenceId \
        CpimIssuerTechnicalProfileReferenceId | Preconditions*= ClaimsProviderSelections*= ClaimsExchanges* \
        JourneyList*=
        ClaimsProviderSelections | DisplayOption:displayOption | ClaimsProviderSelection+=
        ClaimsProviderSelection | TargetClaimsExchangeId ValidationClaimsExchangeId |
        ClaimsExchanges | UserIdentity:boolean | ClaimsExchange*[Id]
        ClaimsExchange | Id! TechnicalProfileReferenceId! |
        JourneyList | | Candidate+=
        Candidate | SubJourneyReferenceId! |
        ClientDefinitionReference | ReferenceId |
        SubJourneys | | SubJourney+[Id]
        SubJourney | Id! Type:subJourneyType! | OrchestrationSteps?

        RelyingParty | | DefaultUserJourney? Endpoints? UserJourneyBehaviors? TechnicalProfile*[Id]
        DefaultUserJourney | ReferenceId! |
        Endpoints | | Endpoint+[Id]
        Endpoint | Id! UserJourneyReferenceId! |
        UserJourneyBehaviors | | SingleSignOn?= SessionExpiryType:sessionExpiry? SessionExpiryInSeconds:int? \
        AzureApplicationInsights?= JourneyInsights?= ContentDefinitionParameters? JourneyFraming?= \
        ScriptExecution:scriptExecution? OnError?=
        SingleSignOn | Scope:ssoScope! KeepAliveInDays:int EnforceIdTokenHintOnLogout:boolean |
        AzureApplicationInsights | InstrumentationKey! |
        JourneyInsights | InstrumentationKey! TelemetryEngine:telemetryEngine! DeveloperMode:boolean \
        ClientEnabled:boolean ServerEnabled:boolean TelemetryVersion |
        ContentDefinitionParameters | | Parameter:ContentDefinitionParameter+[Name]
        ContentDefinitionParameter | Name! | #string
        JourneyFraming | Enabled:boolean! Sources! |
        OnError | Mode:onErrorMode! |
        """

    /// The values of the types that have a list of them. `CaptchaControl` came after the published schema.
    static let enumerations = """
        statementType Attribute Authentication Subject
        deploymentMode Production Development Debugging
        dataType boolean date dateTime duration int long string stringCollection alternativeSecurityIdCollection \
        userIdentityCollection userIdentity phoneNumber objectIdentityCollection objectIdentity
        userInputType TextBox EmailBox DateTimeDropdown RadioSingleSelect DropdownSingleSelect CheckboxMultiSelect \
        Password Readonly Button Paragraph
        maskType Simple Regex
        mergeBehavior Append Prepend ReplaceAll
        protocolName None OAuth1 OAuth2 SAML2 OpenIdConnect WsFed WsTrust UProve11 Proprietary
        tokenFormat JSON JWT SAML11 SAML2 CpimUnsigned UProve11 OAuth2Error
        enabled true false OnClaimsExistence Always Never OnItemExistenceInStringCollectionClaim \
        OnItemAbsenceInStringCollectionClaim
        controlType VerificationControl QrCodeControl AuthenticatorInfoControl AuthenticatorAppIconControl \
        CaptchaControl
        json json
        errorAction Reauthenticate InvalidClient
        preconditionType ClaimsExist ClaimEquals
        preconditionAction SkipThisOrchestrationStep SkipThisValidationTechnicalProfile
        stepType ConsentScreen ClaimsProviderSelection CombinedSignInAndSignUp ClaimsExchange ReviewScreen SendClaims \
        GetClaims UserDialog InvokeSubJourney Noop
        displayOption DoNotShowSingleProvider ShowSingleProvider
        subJourneyType Transfer Call
        sessionExpiry Rolling Absolute
        scriptExecution Disallow Allow
        ssoScope Suppressed TrustFramework Tenant Application Policy
        telemetryEngine ApplicationInsights
        onErrorMode ReturnToRequestor DisplayInService
        """
}
