"""Chromium's virtual authenticators of every kind against a realm: what may go right does, what goes wrong proves
nothing. The pages around it are `test_realms.py`'s."""

import pytest

from support.credentials import Credentials
from support.realm import Keys
from support.realm_file import RealmFile
from support.server import REPOSITORY

REALMS = {name: {"webAuthn": {"userVerification": name}} for name in ("preferred", "required")}

CREATE = """async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  try { return (await navigator.credentials.create({publicKey})).toJSON(); } catch (e) { return {error: e.name}; }
}"""
GET = """async ([options, mediation]) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  try { return (await navigator.credentials.get({publicKey, mediation})).toJSON(); } catch (e) { return {error: e.name}; }
}"""


@pytest.fixture(scope="module")
def realms(start_server):
    files = {name: RealmFile(name, **settings) for name, settings in REALMS.items()}
    server = start_server(
        REPOSITORY / "Policies", overlay=lambda folder: [file.write(folder) for file in files.values()])
    for file in files.values():
        file.server, file.base = server, f"{server.origin}/{file.name}"
    return files


@pytest.fixture
def page(browser_context, realms):
    page = browser_context().new_page()
    page.goto(f"{realms['preferred'].server.origin}/token")
    page.bring_to_front()
    return page


class Somebody(Credentials):
    """With a page whose browser has a virtual authenticator."""

    def __init__(self, page, realm, kind="passkey"):
        super().__init__(realm, kind)
        self.page = page

    def enrol(self):
        token, options = self.registration()
        answer = self.page.evaluate(CREATE, options)
        return answer if "error" in answer else self.register(token, answer)

    def sign_in(self, **expected):
        """With the credentials that the realm names."""
        token, options = self.authentication()
        answer = self.page.evaluate(GET, [options, "optional"])
        return answer if "error" in answer else self.verify(token, answer, **expected)

    def discover(self, mediation="optional"):
        challenge, options = self.discovery()
        answer = self.page.evaluate(GET, [options, mediation])
        return answer if "error" in answer else self.verify(None, answer, challenge=challenge)


TRANSPORTS = ["usb", "nfc", "ble", "internal", "hybrid"]


# Chromium makes no resident credential where nobody is verified.
@pytest.mark.parametrize("resident, verifies", [(True, True), (False, True), (False, False)],
                         ids=["resident", "not resident", "verifies nobody"])
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_every_transport(page, realms, transport, resident, verifies):
    somebody = Somebody(page, realms["preferred"])
    keys = Keys(page, transport=transport, hasResidentKey=resident, hasUserVerification=verifies,
                isUserVerified=verifies)
    assert somebody.enrol()["isVerified"] is True
    kept, = keys.credentials
    assert kept["isResidentCredential"] is resident
    first = somebody.sign_in()
    assert first["isVerified"] is True and first["userId"] == somebody.user
    if resident:
        # Of nobody in particular, by a button and in a field.
        for mediation in ("optional", "conditional"):
            found = somebody.discover(mediation)
            assert found["isVerified"] is True and found["userId"] == somebody.user
    assert keys.credentials[0]["signCount"] > kept["signCount"]


@pytest.mark.parametrize("transport", ["usb", "nfc", "ble"])
@pytest.mark.parametrize("protocol", ["u2f", "ctap2"])
def test_security_keys_of_both_protocols(page, realms, protocol, transport):
    somebody = Somebody(page, realms["preferred"], "security-key")
    Keys(page, protocol=protocol, transport=transport, hasResidentKey=False, hasUserVerification=False,
         isUserVerified=False)
    assert somebody.enrol()["isVerified"] is True
    assert somebody.sign_in()["isVerified"] is True


@pytest.mark.parametrize("version", ["ctap2_0", "ctap2_1"])
def test_both_versions_of_ctap2(page, realms, version):
    somebody = Somebody(page, realms["required"])
    Keys(page, transport="usb", ctap2Version=version)
    assert somebody.enrol()["isVerified"] is True
    assert somebody.sign_in()["isVerified"] is True


@pytest.mark.parametrize("options", [{"hasUserVerification": False}, {"isUserVerified": False}],
                         ids=["cannot verify", "verification fails"])
def test_nobody_is_verified_where_that_is_required(page, realms, options):
    """Neither at the registration nor later."""
    somebody = Somebody(page, realms["required"])
    weak = Keys(page, transport="usb", **options)
    token, asked = somebody.registration()
    asked["timeout"] = 1500
    assert page.evaluate(CREATE, asked) == {"error": "NotAllowedError"}
    assert weak.credentials == []
    weak.send("removeVirtualAuthenticator")
    # A browser that asks for less than it was told to.
    lax = Keys(page, transport="usb", hasUserVerification=False, isUserVerified=False)
    wishes = {"userVerification": "discouraged", "residentKey": "discouraged"}
    lowered = asked | {"authenticatorSelection": asked["authenticatorSelection"] | wishes}
    answer = page.evaluate(CREATE, lowered)
    assert somebody.register(token, answer)["isVerified"] is False
    assert somebody.server.get_authenticators(somebody.user) == []
    lax.send("removeVirtualAuthenticator")


def test_verification_that_is_refused_later(page, realms):
    somebody = Somebody(page, realms["required"])
    keys = Keys(page, transport="internal")
    assert somebody.enrol()["isVerified"] is True
    keys.send("setUserVerified", isUserVerified=False)
    token, asked = somebody.authentication()
    assert page.evaluate(GET, [asked | {"timeout": 1500}, "optional"]) == {"error": "NotAllowedError"}
    answer = page.evaluate(GET, [asked | {"userVerification": "discouraged"}, "optional"])
    assert somebody.verify(token, answer)["isVerified"] is False


def test_verification_that_is_only_preferred_may_fail(page, realms):
    somebody = Somebody(page, realms["preferred"])
    keys = Keys(page, transport="usb")
    assert somebody.enrol()["isVerified"] is True
    keys.override(isBadUV=True)
    assert somebody.sign_in()["isVerified"] is True


@pytest.mark.parametrize("realm, bits", [
    ("preferred", {"isBogusSignature": True}), ("preferred", {"isBadUP": True}), ("required", {"isBadUV": True}),
    ("required", {"isBogusSignature": True}), ("required", {"isBadUP": True}),
], ids=lambda value: next(iter(value)) if isinstance(value, dict) else value)
def test_broken_answers_prove_nothing(page, realms, realm, bits):
    somebody = Somebody(page, realms[realm])
    keys = Keys(page, transport="internal")
    assert somebody.enrol()["isVerified"] is True
    keys.override(**bits)
    assert somebody.sign_in()["isVerified"] is False
    assert somebody.discover()["isVerified"] is False
    keys.override(**{name: False for name in bits})
    assert somebody.sign_in()["isVerified"] is True


@pytest.mark.parametrize("bits", [{"isBadUP": True}, {"isBadUV": True}], ids=lambda bits: next(iter(bits)))
def test_broken_registrations_are_not_kept(page, realms, bits):
    somebody = Somebody(page, realms["required"])
    keys = Keys(page, transport="internal")
    keys.override(**bits)
    assert somebody.enrol()["isVerified"] is False
    assert somebody.server.get_authenticators(somebody.user) == []


def test_a_cloned_counter_is_told_and_does_not_count(page, realms):
    realm = realms["preferred"]
    somebody = Somebody(page, realm)
    keys = Keys(page, transport="usb")
    assert somebody.enrol()["isVerified"] is True
    for _ in range(3):
        assert somebody.sign_in()["isVerified"] is True
    credential = keys.credentials[0]
    keys.send("removeCredential", credentialId=credential["credentialId"])
    keys.send("addCredential", credential=credential | {"signCount": 1})
    before = realm.server.log.count("credential.counter_regressed")
    # What a copy signs is good; that it is one, its owner and the log are told.
    assert somebody.sign_in()["isVerified"] is True
    assert realm.server.log.count("credential.counter_regressed") == before + 1
    assert somebody.sign_in()["isVerified"] is True
    assert realm.server.log.count("credential.counter_regressed") == before + 2


@pytest.mark.parametrize("eligible, backed_up", [(False, False), (True, False), (True, True)])
def test_backup_flags(page, realms, eligible, backed_up):
    """Whether it is backed up may change; whether it may be, not."""
    realm = realms["preferred"]
    somebody = Somebody(page, realm)
    keys = Keys(page, defaultBackupEligibility=eligible, defaultBackupState=backed_up)
    assert somebody.enrol()["isVerified"] is True
    assert somebody.sign_in()["isVerified"] is True
    credential = keys.credentials[0]["credentialId"]
    if eligible:
        before = realm.server.log.count("credential.backup_state_changed")
        keys.send("setCredentialProperties", credentialId=credential, backupState=not backed_up)
        assert somebody.sign_in()["isVerified"] is True
        assert realm.server.log.count("credential.backup_state_changed") == before + 1
        keys.send("setCredentialProperties", credentialId=credential, backupState=False)
    keys.send("setCredentialProperties", credentialId=credential, backupEligibility=not eligible)
    assert somebody.sign_in()["isVerified"] is False


def test_a_key_is_not_registered_twice(page, realms):
    somebody = Somebody(page, realms["preferred"])
    keys = Keys(page, transport="usb")
    assert somebody.enrol()["isVerified"] is True
    assert somebody.enrol() == {"error": "InvalidStateError"}
    assert len(keys.credentials) == 1


def test_a_credential_that_was_removed_is_unknown(page, realms):
    """So that the page may tell the browser (`signalUnknownCredential`)."""
    somebody = Somebody(page, realms["preferred"])
    Keys(page)
    made = somebody.enrol()
    challenge, options = somebody.discovery()
    answer = page.evaluate(GET, [options, "optional"])
    somebody.server.delete_authenticator(somebody.user, made["userAuthenticatorId"])
    refused = somebody.verify(None, answer, challenge=challenge, expected=400)
    assert refused["errorCode"] == "unknown_credential"
