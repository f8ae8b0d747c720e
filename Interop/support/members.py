"""A policy that has something of everything for a record: a page, a REST service that is a stub, a sub journey,
transformations, and a way to fail."""

import json

from .overlay import write

POLICY, FILE = "B2C_1A_Members", "Members.xml"
TRANSFORM = ("Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine, Version=1.0.0.0, "
             "Culture=neutral, PublicKeyToken=null")
REST = ("Web.TPEngine.Providers.RestfulProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, "
        "PublicKeyToken=null")
MEMBER_NUMBER, SERVICE_SECRET = "4711", "the-service-tells-nobody-this"


def claim(name, words, kind="string", more=""):
    return (f'<ClaimType Id="{name}"><DisplayName>{words}</DisplayName><DataType>{kind}</DataType>'
            f"<UserHelpText>{words}</UserHelpText>{more}</ClaimType>")


def members(folder):
    """Adds the policy and its stub to a copy of our own pack."""
    (folder / "stubs").mkdir(exist_ok=True)
    (folder / "stubs" / "members.json").write_text(json.dumps({"host": "api.contoso.example", "stubs": [
        {"match": {"method": "POST", "path": "/members", "body": {"name": "Nobody"}}, "answer": {
            "status": 409, "json": {"version": "1.0.0", "status": 409, "userMessage": "You are no member."}}},
        {"match": "POST /members", "answer": {
            "json": {"number": MEMBER_NUMBER, "level": "gold", "access_token": SERVICE_SECRET}}},
        {"match": {"method": "POST", "path": "/visits", "body": {"name": "Broken"}}, "answer": 503},
        {"match": "POST /visits", "answer": {"json": {"visits": 3}}},
    ]}), "utf-8")
    write(folder, POLICY, f"""\
  <BuildingBlocks>
    <ClaimsSchema>
      {claim("pin", "Your word", more="<UserInputType>Password</UserInputType>")}
      {claim("member", "Member number")}
      {claim("level", "Level")}
      {claim("serviceToken", "What the service gave")}
      {claim("greeting", "Greeting")}
      {claim("visits", "Visits", "int")}
    </ClaimsSchema>
    <ClaimsTransformations>
      <ClaimsTransformation Id="MakeGreeting" TransformationMethod="FormatStringMultipleClaims">
        <InputClaims>
          <InputClaim ClaimTypeReferenceId="displayName" TransformationClaimType="inputClaim1" />
          <InputClaim ClaimTypeReferenceId="level" TransformationClaimType="inputClaim2" />
        </InputClaims>
        <InputParameters>
          <InputParameter Id="stringFormat" DataType="string" Value="Hello {{0}}, {{1}} member" />
        </InputParameters>
        <OutputClaims>
          <OutputClaim ClaimTypeReferenceId="greeting" TransformationClaimType="outputClaim" />
        </OutputClaims>
      </ClaimsTransformation>
    </ClaimsTransformations>
  </BuildingBlocks>
  <ClaimsProviders><ClaimsProvider><DisplayName>Members</DisplayName><TechnicalProfiles>
    <TechnicalProfile Id="Page-Member">
      <DisplayName>Who are you?</DisplayName>
      <Metadata><Item Key="ContentDefinitionReferenceId">api.localaccountsignup</Item></Metadata>
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="displayName" Required="true" />
        <OutputClaim ClaimTypeReferenceId="pin" Required="true" />
        <OutputClaim ClaimTypeReferenceId="member" />
        <OutputClaim ClaimTypeReferenceId="level" />
        <OutputClaim ClaimTypeReferenceId="serviceToken" />
      </OutputClaims>
      <ValidationTechnicalProfiles>
        <ValidationTechnicalProfile ReferenceId="REST-Member" />
      </ValidationTechnicalProfiles>
      <IncludeTechnicalProfile ReferenceId="Page-Common" />
      <UseTechnicalProfileForSessionManagement ReferenceId="Session-None" />
    </TechnicalProfile>
    <TechnicalProfile Id="REST-Common">
      <DisplayName>The members' service</DisplayName>
      <Protocol Name="Proprietary" Handler="{REST}" />
      <Metadata>
        <Item Key="AuthenticationType">Bearer</Item>
        <Item Key="SendClaimsIn">Body</Item>
      </Metadata>
      <CryptographicKeys>
        <Key Id="BearerAuthenticationToken" StorageReferenceId="B2C_1A_MembersKey" />
      </CryptographicKeys>
    </TechnicalProfile>
    <TechnicalProfile Id="REST-Member">
      <DisplayName>Find a member</DisplayName>
      <Metadata><Item Key="ServiceUrl">https://api.contoso.example/members</Item></Metadata>
      <InputClaims>
        <InputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" />
        <InputClaim ClaimTypeReferenceId="pin" PartnerClaimType="word" />
      </InputClaims>
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="member" PartnerClaimType="number" />
        <OutputClaim ClaimTypeReferenceId="level" />
        <OutputClaim ClaimTypeReferenceId="serviceToken" PartnerClaimType="access_token" />
      </OutputClaims>
      <IncludeTechnicalProfile ReferenceId="REST-Common" />
    </TechnicalProfile>
    <TechnicalProfile Id="REST-Visit">
      <DisplayName>Count a visit</DisplayName>
      <Metadata><Item Key="ServiceUrl">https://api.contoso.example/visits</Item></Metadata>
      <InputClaims><InputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" /></InputClaims>
      <OutputClaims><OutputClaim ClaimTypeReferenceId="visits" /></OutputClaims>
      <IncludeTechnicalProfile ReferenceId="REST-Common" />
    </TechnicalProfile>
    <TechnicalProfile Id="CT-Greet">
      <DisplayName>Greet</DisplayName>
      <Protocol Name="Proprietary" Handler="{TRANSFORM}" />
      <OutputClaims><OutputClaim ClaimTypeReferenceId="greeting" /></OutputClaims>
      <OutputClaimsTransformations>
        <OutputClaimsTransformation ReferenceId="MakeGreeting" />
      </OutputClaimsTransformations>
    </TechnicalProfile>
  </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
  <UserJourneys><UserJourney Id="Members"><OrchestrationSteps>
    <OrchestrationStep Order="1" Type="ClaimsExchange">
      <ClaimsExchanges><ClaimsExchange Id="Who" TechnicalProfileReferenceId="Page-Member" /></ClaimsExchanges>
    </OrchestrationStep>
    <OrchestrationStep Order="2" Type="InvokeSubJourney">
      <Preconditions><Precondition Type="ClaimEquals" ExecuteActionsIf="false">
        <Value>level</Value><Value>gold</Value><Action>SkipThisOrchestrationStep</Action>
      </Precondition></Preconditions>
      <JourneyList><Candidate SubJourneyReferenceId="Greeting" /></JourneyList>
    </OrchestrationStep>
    <OrchestrationStep Order="3" Type="ClaimsExchange">
      <Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="true">
        <Value>member</Value><Action>SkipThisOrchestrationStep</Action>
      </Precondition></Preconditions>
      <ClaimsExchanges><ClaimsExchange Id="Again" TechnicalProfileReferenceId="Page-Member" /></ClaimsExchanges>
    </OrchestrationStep>
    <OrchestrationStep Order="4" Type="ClaimsExchange">
      <ClaimsExchanges><ClaimsExchange Id="Visit" TechnicalProfileReferenceId="REST-Visit" /></ClaimsExchanges>
    </OrchestrationStep>
    <OrchestrationStep Order="5" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
  </OrchestrationSteps></UserJourney></UserJourneys>
  <SubJourneys><SubJourney Id="Greeting" Type="Call"><OrchestrationSteps>
    <OrchestrationStep Order="1" Type="ClaimsExchange">
      <ClaimsExchanges><ClaimsExchange Id="Greet" TechnicalProfileReferenceId="CT-Greet" /></ClaimsExchanges>
    </OrchestrationStep>
  </OrchestrationSteps></SubJourney></SubJourneys>
""", "Members", file=FILE, member="sub", greeting=None, visits=None)
