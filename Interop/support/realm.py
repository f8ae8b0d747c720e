"""Somebody at the pages of the demo realm, and the application that sends them there."""

import base64
import hashlib
import re
import secrets
import time
from urllib.parse import urlencode

import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import expect

from .server import DEMO_CLIENT


def press(page, selector):
    """Until the next page is there: what a test does then, such as reloading it, is done to that one."""
    with page.expect_navigation():
        page.locator(selector).click()


class RealmSignIn:
    """One authorization request to a realm."""

    def __init__(self, server, application, realm="demo", client=DEMO_CLIENT, **parameters):
        self.server, self.client = server, client
        # In seconds: how far the server's clock is before ours.
        self.ahead = 0
        self.issuer = f"{server.origin}/{realm}/oidc"
        self.state, self.nonce = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        self.parameters = {
            "client_id": client, "response_type": "code", "redirect_uri": application.redirect_uri,
            "scope": "openid email offline_access", "state": self.state, "nonce": self.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        } | parameters

    @property
    def url(self):
        return f"{self.issuer}/auth?{urlencode(self.parameters)}"

    def token(self, **form):
        return requests.post(
            f"{self.issuer}/token", data={"client_id": self.client} | form, verify=self.server.authority, timeout=15)

    def exchange(self, code):
        answer = self.token(
            grant_type="authorization_code", code=code, redirect_uri=self.parameters["redirect_uri"],
            code_verifier=self.verifier)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def claims(self, id_token):
        keys = requests.get(f"{self.issuer}/jwks", verify=self.server.authority, timeout=10).json()
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=["RS256"])
        registry = jwt.JWTClaimsRegistry(
            now=int(time.time()) + self.ahead,
            iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": self.client},
            nonce={"essential": True, "value": self.nonce}, exp={"essential": True})
        registry.validate(token.claims)
        return token.claims


class Keys:
    """A virtual authenticator of one page."""

    def __init__(self, page, **options):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        } | options
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def send(self, command, **parameters):
        return self.session.send(f"WebAuthn.{command}", {"authenticatorId": self.id} | parameters)

    @property
    def credentials(self):
        return self.send("getCredentials")["credentials"]

    def override(self, **bits):
        self.send("setResponseOverrideBits", **bits)

    def presence(self, enabled):
        self.send("setAutomaticPresenceSimulation", enabled=enabled)


# A browser that does not offer passkeys by itself: for tests of what the person presses.
NO_AUTOFILL = """
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    const known = PublicKeyCredential.getClientCapabilities;
    if (known) PublicKeyCredential.getClientCapabilities = async () =>
      ({ ...await known.call(PublicKeyCredential), conditionalGet: false, conditionalCreate: false });
"""


class RealmPerson:
    def __init__(self, page, server, application, realm="demo", client=DEMO_CLIENT):
        self.page, self.server, self.application = page, server, application
        self.realm, self.client = realm, client

    @property
    def account(self):
        return f"{self.server.origin}/{self.realm}/account"

    def visit(self, **parameters):
        sign_in = RealmSignIn(self.server, self.application, self.realm, self.client, **parameters)
        self.page.goto(sign_in.url)
        return sign_in

    def enter(self, text):
        """Types where the focus must be, and sends it."""
        field = self.page.locator("#field")
        expect(field).to_be_visible()
        field.fill(text)
        self.press("form:has(#field) button[type=submit]")

    def sign_up(self, address, *, uplift=None):
        """With the code that comes by mail; `uplift` is what is pressed when a passkey is offered."""
        before = len(self.server.messages(address))
        self.page.locator("#create").click()
        expect(self.page).to_have_url(re.compile("/new$"))
        self.enter(address)
        expect(self.page).to_have_url(re.compile("/new/code$"))
        self.type_code(address, before)
        if uplift:
            self.page.locator(uplift).click()

    def type_code(self, address, before=0):
        """With scripts the last digit sends it."""
        code = self.server.code(address, after=before, channel="mail")
        field = self.page.locator("#field")
        field.wait_for()
        self.page.wait_for_load_state()
        field.fill(code)

    def press(self, selector):
        press(self.page, selector)

    def choose(self, method):
        self.press(f'[data-method="{method}"]')

    def answer(self, sign_in):
        self.page.locator("#arrived").wait_for()
        answer = next(a for a in self.application.answers if a.get("state") == sign_in.state)
        self.application.answers.remove(answer)
        return answer

    def claims(self, sign_in):
        answer = self.answer(sign_in)
        assert answer.get("iss") == sign_in.issuer, answer
        return sign_in.claims(sign_in.exchange(answer["code"])["id_token"])

    def with_passkey(self, address, **options):
        """An account with a passkey, signed out again; answers its authenticator."""
        keys = Keys(self.page, **options)
        sign_in = self.visit()
        self.sign_up(address, uplift="#createPasskey")
        self.claims(sign_in)
        self.sign_out()
        return keys

    def sign_out(self):
        self.page.goto(self.account)
        self.press("#signOut")
        expect(self.page.locator("h1")).to_have_text("You are signed out")


