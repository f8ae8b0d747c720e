"""Pages that our own pack does not have: `policies/Gallery.xml`, with a relying party for each of its journeys."""

from .overlay import write
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
    for journey in JOURNEYS:
        write(folder, policy(journey), "", journey, base="B2C_1A_Gallery", file=f"Gallery{journey}.xml",
              behavior=BEHAVIOR.get(journey, ""), objectId="sub", **dict.fromkeys(CLAIMS))
