"""Policies that a test adds to a copied folder, as an author would."""

import re


def write(folder, policy, body, journey, *, base="B2C_1A_Base", file=None, behavior="", **claims):
    """Writes a policy over the base of our own pack, whose tokens hold `claims` under the names given; None: under the
    claim's own."""
    outputs = "\n".join(
        f'        <OutputClaim ClaimTypeReferenceId="{claim}"'
        + (f' PartnerClaimType="{name}" />' if name else " />")
        for claim, name in claims.items())
    (folder / (file or f"{policy}.xml")).write_text(f"""<?xml version="1.0" encoding="utf-8"?>
<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06"
  PolicySchemaVersion="0.3.0.0" TenantId="demo.onmicrosoft.com" PolicyId="{policy}"
  PublicPolicyUri="http://demo.onmicrosoft.com/{policy}" DeploymentMode="Development">
  <BasePolicy><TenantId>demo.onmicrosoft.com</TenantId><PolicyId>{base}</PolicyId></BasePolicy>
{body}  <RelyingParty>
    <DefaultUserJourney ReferenceId="{journey}" />{behavior}
    <TechnicalProfile Id="PolicyProfile">
      <DisplayName>PolicyProfile</DisplayName>
      <Protocol Name="OpenIdConnect" />
      <OutputClaims>
{outputs}
      </OutputClaims>
      <SubjectNamingInfo ClaimType="sub" />
    </TechnicalProfile>
  </RelyingParty>
</TrustFrameworkPolicy>
""", "utf-8")


def point_facebook_at(origin):
    """Sends the official packs' Facebook profile to a provider on loopback."""
    def overlay(folder):
        path = folder / "TrustFrameworkExtensions.xml"
        text, count = re.subn(
            r'<Item Key="ClaimsEndpoint">https://graph\.facebook\.com[^<]*</Item>',
            f'<Item Key="authorization_endpoint">{origin}/authorize</Item>'
            f'<Item Key="AccessTokenEndpoint">{origin}/token</Item>'
            f'<Item Key="ClaimsEndpoint">{origin}/me</Item>', path.read_text("utf-8-sig"))
        assert count == 1
        path.write_text(text, "utf-8")
    return overlay


def federate(metadata_url, client_id, *, policy="B2C_1A_Federated", mode="query", scope="openid", secret=False):
    """Adds to our own pack a policy that signs people in at an OpenID Connect provider."""
    key = ('<CryptographicKeys><Key Id="client_secret" StorageReferenceId="B2C_1A_PartnerSecret" />'
           "</CryptographicKeys>") if secret else ""

    def overlay(folder):
        write(folder, policy, f"""\
  <BuildingBlocks><ClaimsSchema>
    <ClaimType Id="issuerUserId"><DisplayName>Partner's id</DisplayName><DataType>string</DataType></ClaimType>
    <ClaimType Id="identityProvider"><DisplayName>Partner</DisplayName><DataType>string</DataType></ClaimType>
  </ClaimsSchema></BuildingBlocks>
  <ClaimsProviders><ClaimsProvider><DisplayName>Partner</DisplayName><TechnicalProfiles>
    <TechnicalProfile Id="Partner-OIDC">
      <DisplayName>Partner</DisplayName>
      <Protocol Name="OpenIdConnect" />
      <Metadata>
        <Item Key="METADATA">{metadata_url}</Item>
        <Item Key="client_id">{client_id}</Item>
        <Item Key="response_types">code</Item>
        <Item Key="response_mode">{mode}</Item>
        <Item Key="scope">{scope}</Item>
        <Item Key="HttpBinding">POST</Item>
        <Item Key="UsePolicyInRedirectUri">false</Item>
      </Metadata>
      {key}
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="issuerUserId" PartnerClaimType="sub" />
        <OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" />
        <OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="email" />
        <OutputClaim ClaimTypeReferenceId="identityProvider" PartnerClaimType="iss" />
      </OutputClaims>
      <UseTechnicalProfileForSessionManagement ReferenceId="Session-None" />
    </TechnicalProfile>
  </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
  <UserJourneys><UserJourney Id="Federated"><OrchestrationSteps>
    <OrchestrationStep Order="1" Type="ClaimsProviderSelection" ContentDefinitionReferenceId="api.signuporsignin">
      <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId="Partner" /></ClaimsProviderSelections>
    </OrchestrationStep>
    <OrchestrationStep Order="2" Type="ClaimsExchange">
      <ClaimsExchanges><ClaimsExchange Id="Partner" TechnicalProfileReferenceId="Partner-OIDC" /></ClaimsExchanges>
    </OrchestrationStep>
    <OrchestrationStep Order="3" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
  </OrchestrationSteps></UserJourney></UserJourneys>
""", "Federated", issuerUserId="sub", displayName=None, email=None, identityProvider="idp")
    return overlay


def password_grant(policy):
    """Adds to our own pack a policy for the password grant, as Microsoft's documentation of ROPC has it."""
    def overlay(folder):
        write(folder, policy, f"""\
  <ClaimsProviders><ClaimsProvider><DisplayName>Local</DisplayName><TechnicalProfiles>
    <TechnicalProfile Id="ResourceOwnerPasswordCredentials-OAUTH2">
      <DisplayName>Local Account SignIn</DisplayName>
      <Protocol Name="OpenIdConnect" />
      <Metadata>
        <Item Key="METADATA">https://login.microsoftonline.com/{{tenant}}/.well-known/openid-configuration</Item>
        <Item Key="authorization_endpoint">https://login.microsoftonline.com/{{tenant}}/oauth2/token</Item>
        <Item Key="client_id">ProxyIdentityExperienceFrameworkAppId</Item>
        <Item Key="response_types">id_token</Item>
      </Metadata>
      <InputClaims>
        <InputClaim ClaimTypeReferenceId="signInName" PartnerClaimType="username" Required="true"
          DefaultValue="{{OIDC:Username}}" />
        <InputClaim ClaimTypeReferenceId="password" Required="true" DefaultValue="{{OIDC:Password}}" />
        <InputClaim ClaimTypeReferenceId="grant_type" DefaultValue="password" />
        <InputClaim ClaimTypeReferenceId="scope" DefaultValue="openid" />
      </InputClaims>
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />
      </OutputClaims>
    </TechnicalProfile>
  </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
  <UserJourneys><UserJourney Id="ResourceOwnerPasswordCredentials"><OrchestrationSteps>
    <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges>
      <ClaimsExchange Id="SignIn" TechnicalProfileReferenceId="ResourceOwnerPasswordCredentials-OAUTH2" />
    </ClaimsExchanges></OrchestrationStep>
    <OrchestrationStep Order="2" Type="ClaimsExchange"><ClaimsExchanges>
      <ClaimsExchange Id="Read" TechnicalProfileReferenceId="Directory-ReadUser" />
    </ClaimsExchanges></OrchestrationStep>
    <OrchestrationStep Order="3" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
  </OrchestrationSteps></UserJourney></UserJourneys>
""", "ResourceOwnerPasswordCredentials", objectId="sub", displayName=None)
    return overlay
