import Base
import Policy

/// Policies for tests: a whole one that has nothing wrong, and a frame for snippets.
enum TestPolicy {
    static let namespace = "http://schemas.microsoft.com/online/cpim/schemas/2013/06"

    /// A policy called `id` around `content`, in the file `{id}.xml`.
    static func file(_ id: String, base: String? = nil, tenant: String = "contoso.onmicrosoft.com", _ content: String)
        -> PolicySet.File
    {
        let inherited = base.map {
            "<BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId><PolicyId>\($0)</PolicyId></BasePolicy>"
        }
        let text = """
            <TrustFrameworkPolicy xmlns="\(namespace)" PolicySchemaVersion="0.3.0.0" TenantId="\(tenant)" PolicyId="\(id)" \
            PublicPolicyUri="http://contoso.onmicrosoft.com/\(id)">
            \(inherited ?? "")\(content)</TrustFrameworkPolicy>
            """
        return PolicySet.File(name: "\(id).xml", bytes: Bytes(utf8: text))
    }

    /// Parses, resolves and checks `content` alone.
    static func diagnose(_ content: String) -> [Diagnostic] {
        PolicySet.load(files: [file("B2C_1A_Test", content)]).diagnostics.sorted
    }

    /// Everything that a policy may have, in order, and no fault.
    static let whole = """
        <BuildingBlocks>
          <ClaimsSchema>
            <ClaimType Id="objectId"><DataType>string</DataType></ClaimType>
            <ClaimType Id="email"><DataType>string</DataType><UserInputType>TextBox</UserInputType><PredicateValidationReference Id="Lengths" /></ClaimType>
            <ClaimType Id="isNew"><DataType>boolean</DataType></ClaimType>
          </ClaimsSchema>
          <Predicates><Predicate Id="Length" Method="IsLengthRange"><Parameters><Parameter Id="Minimum">1</Parameter><Parameter Id="Maximum">9</Parameter></Parameters></Predicate></Predicates>
          <PredicateValidations><PredicateValidation Id="Lengths"><PredicateGroups><PredicateGroup Id="All"><PredicateReferences><PredicateReference Id="Length" /></PredicateReferences></PredicateGroup></PredicateGroups></PredicateValidation></PredicateValidations>
          <ClaimsTransformations>
            <ClaimsTransformation Id="Make" TransformationMethod="CreateStringClaim">
              <InputParameters><InputParameter Id="value" DataType="string" Value="x" /></InputParameters>
              <OutputClaims><OutputClaim ClaimTypeReferenceId="email" TransformationClaimType="createdClaim" /></OutputClaims>
            </ClaimsTransformation>
          </ClaimsTransformations>
          <ClientDefinitions><ClientDefinition Id="Web"><ClientUIFilterFlags>LineMarkers</ClientUIFilterFlags></ClientDefinition></ClientDefinitions>
          <ContentDefinitions>
            <ContentDefinition Id="page">
              <LoadUri>~/page.html</LoadUri>
              <DataUri>urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.7</DataUri>
              <LocalizedResourcesReferences><LocalizedResourcesReference Language="en" LocalizedResourcesReferenceId="page.en" /></LocalizedResourcesReferences>
            </ContentDefinition>
          </ContentDefinitions>
          <Localization Enabled="true">
            <SupportedLanguages DefaultLanguage="en"><SupportedLanguage>en</SupportedLanguage></SupportedLanguages>
            <LocalizedResources Id="page.en"><LocalizedStrings><LocalizedString ElementType="UxElement" StringId="heading">Hello</LocalizedString></LocalizedStrings></LocalizedResources>
          </Localization>
          <DisplayControls>
            <DisplayControl Id="control" UserInterfaceControlType="VerificationControl">
              <DisplayClaims><DisplayClaim ClaimTypeReferenceId="email" Required="true" /></DisplayClaims>
              <Actions><Action Id="SendCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Check" /></ValidationClaimsExchange></Action></Actions>
            </DisplayControl>
          </DisplayControls>
        </BuildingBlocks>
        <ClaimsProviders>
          <ClaimsProvider>
            <DisplayName>Provider</DisplayName>
            <TechnicalProfiles>
              <TechnicalProfile Id="Form">
                <DisplayName>Form</DisplayName>
                <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine, Version=1.0.0.0" />
                <Metadata><Item Key="ContentDefinitionReferenceId">page</Item></Metadata>
                <InputClaims><InputClaim ClaimTypeReferenceId="email" DefaultValue="a@b.example" /></InputClaims>
                <DisplayClaims><DisplayClaim DisplayControlReferenceId="control" /></DisplayClaims>
                <OutputClaims><OutputClaim ClaimTypeReferenceId="email" /><OutputClaim ClaimTypeReferenceId="objectId" /><OutputClaim ClaimTypeReferenceId="isNew" DefaultValue="False" /></OutputClaims>
                <OutputClaimsTransformations><OutputClaimsTransformation ReferenceId="Make" /></OutputClaimsTransformations>
                <ValidationTechnicalProfiles>
                  <ValidationTechnicalProfile ReferenceId="Check">
                    <Preconditions><Precondition Type="ClaimEquals" ExecuteActionsIf="true"><Value>isNew</Value><Value>True</Value><Action>SkipThisValidationTechnicalProfile</Action></Precondition></Preconditions>
                  </ValidationTechnicalProfile>
                </ValidationTechnicalProfiles>
                <UseTechnicalProfileForSessionManagement ReferenceId="SM" />
              </TechnicalProfile>
              <TechnicalProfile Id="SM"><Protocol Name="Proprietary" Handler="Web.TPEngine.SSO.NoopSSOSessionProvider" /></TechnicalProfile>
              <TechnicalProfile Id="Check">
                <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.RestfulProvider" />
                <Metadata>
                  <Item Key="ServiceUrl">https://api.example/check</Item>
                  <Item Key="AuthenticationType">Basic</Item>
                </Metadata>
                <CryptographicKeys>
                  <Key Id="BasicAuthenticationUsername" StorageReferenceId="B2C_1A_User" />
                  <Key Id="BasicAuthenticationPassword" StorageReferenceId="B2C_1A_Password" />
                </CryptographicKeys>
                <InputClaims><InputClaim ClaimTypeReferenceId="email" /></InputClaims>
              </TechnicalProfile>
              <TechnicalProfile Id="Read">
                <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.AzureActiveDirectoryProvider" />
                <Metadata><Item Key="Operation">Read</Item></Metadata>
                <InputClaims><InputClaim ClaimTypeReferenceId="objectId" /></InputClaims>
                <OutputClaims><OutputClaim ClaimTypeReferenceId="isNew" /></OutputClaims>
              </TechnicalProfile>
              <TechnicalProfile Id="Issuer">
                <Protocol Name="OpenIdConnect" />
                <OutputTokenFormat>JWT</OutputTokenFormat>
                <CryptographicKeys><Key Id="issuer_secret" StorageReferenceId="B2C_1A_Signing" /></CryptographicKeys>
              </TechnicalProfile>
              <TechnicalProfile Id="Federation">
                <Protocol Name="OpenIdConnect" />
                <Metadata><Item Key="METADATA">https://idp.example/.well-known/openid-configuration</Item><Item Key="client_id">app</Item></Metadata>
                <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims>
              </TechnicalProfile>
            </TechnicalProfiles>
          </ClaimsProvider>
        </ClaimsProviders>
        <UserJourneys>
          <UserJourney Id="Journey">
            <OrchestrationSteps>
              <OrchestrationStep Order="1" Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="page">
                <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId="FederationExchange" /><ClaimsProviderSelection ValidationClaimsExchangeId="FormExchange" /></ClaimsProviderSelections>
                <ClaimsExchanges><ClaimsExchange Id="FormExchange" TechnicalProfileReferenceId="Form" /></ClaimsExchanges>
              </OrchestrationStep>
              <OrchestrationStep Order="2" Type="ClaimsExchange">
                <Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="true"><Value>objectId</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
                <ClaimsExchanges><ClaimsExchange Id="FederationExchange" TechnicalProfileReferenceId="Federation" /></ClaimsExchanges>
              </OrchestrationStep>
              <OrchestrationStep Order="3" Type="InvokeSubJourney"><JourneyList><Candidate SubJourneyReferenceId="Sub" /></JourneyList></OrchestrationStep>
              <OrchestrationStep Order="4" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="Issuer" />
            </OrchestrationSteps>
            <ClientDefinition ReferenceId="Web" />
          </UserJourney>
        </UserJourneys>
        <SubJourneys>
          <SubJourney Id="Sub" Type="Call">
            <OrchestrationSteps>
              <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="ReadExchange" TechnicalProfileReferenceId="Read" /></ClaimsExchanges></OrchestrationStep>
            </OrchestrationSteps>
          </SubJourney>
        </SubJourneys>
        <RelyingParty>
          <DefaultUserJourney ReferenceId="Journey" />
          <TechnicalProfile Id="PolicyProfile">
            <DisplayName>PolicyProfile</DisplayName>
            <Protocol Name="OpenIdConnect" />
            <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims>
            <SubjectNamingInfo ClaimType="sub" />
          </TechnicalProfile>
        </RelyingParty>
        """
}
