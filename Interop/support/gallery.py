"""Pages that our own pack does not have: `policies/Gallery.xml`, with a relying party for each of its journeys."""

from .overlay import NAMESPACE
from .server import REPOSITORY

JOURNEYS = ["Fields", "Email", "Phone", "Captcha", "Failure", "Authenticator", "Selection", "Combined"]
CLAIMS = ["nickname", "children", "contactAddress", "dateOfBirth", "startDate", "contactNumber", "favourite", "size",
          "topics", "agrees", "postcode", "email", "contractNumber", "nationalNumber", "devices"]
# What fails is shown here, not sent to the application.
BEHAVIOR = {"Failure": '<UserJourneyBehaviors><OnError Mode="DisplayInService" /></UserJourneyBehaviors>'}


def policy(journey):
    return f"B2C_1A_Gallery{journey}"


def gallery(folder):
    """An overlay of `Policies`."""
    (folder / "Gallery.xml").write_bytes((REPOSITORY / "Interop" / "policies" / "Gallery.xml").read_bytes())
    outputs = "".join(f'<OutputClaim ClaimTypeReferenceId="{claim}" />' for claim in CLAIMS)
    for journey in JOURNEYS:
        (folder / f"Gallery{journey}.xml").write_text(f"""<?xml version="1.0" encoding="utf-8"?>
<TrustFrameworkPolicy xmlns="{NAMESPACE}" PolicySchemaVersion="0.3.0.0" TenantId="demo.onmicrosoft.com"
  PolicyId="{policy(journey)}" PublicPolicyUri="http://demo.onmicrosoft.com/{policy(journey)}"
  DeploymentMode="Development">
  <BasePolicy><TenantId>demo.onmicrosoft.com</TenantId><PolicyId>B2C_1A_Gallery</PolicyId></BasePolicy>
  <RelyingParty>
    <DefaultUserJourney ReferenceId="{journey}" />{BEHAVIOR.get(journey, "")}
    <TechnicalProfile Id="PolicyProfile">
      <DisplayName>PolicyProfile</DisplayName>
      <Protocol Name="OpenIdConnect" />
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" />{outputs}
      </OutputClaims>
      <SubjectNamingInfo ClaimType="sub" />
    </TechnicalProfile>
  </RelyingParty>
</TrustFrameworkPolicy>
""", "utf-8")
