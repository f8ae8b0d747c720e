"""A realm's client interface for passkeys and security keys, as an application's page would call it."""

import uuid

import requests
from authsignal.client import AuthsignalClient

METHODS = {"passkey": ("registrationCredential", "authenticationCredential"), "security-key": (None, None)}


class Credentials:
    """One person and what they enrol. `kind` is `passkey` or `security-key`."""

    def __init__(self, realm, kind="passkey"):
        self.realm, self.kind, self.user = realm, kind, f"user-{uuid.uuid4()}"
        self.server = AuthsignalClient(api_secret_key=realm.key, api_url=f"{realm.base}/v1", timeout=10)
        self.session = requests.Session()
        self.session.trust_env = False

    @property
    def base(self):
        return f"user-authenticators/{self.kind}"

    def token(self, scope=None):
        return self.server.track(self.user, "signIn", {"scope": scope} if scope else {})["token"]

    def post(self, path, token, body=None, expected=200):
        """`token` nil: nobody has said who they are."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.session.post(
            f"{self.realm.base}/v1/client/{path}", json=body or {}, headers=headers, timeout=15,
            auth=None if token else (self.realm.tenant, ""))
        assert answer.status_code == expected, answer.text
        return answer.json()

    def registration(self):
        """A token, and options for a new credential."""
        token = self.token("add:authenticators")
        answer = self.post(f"{self.base}/registration-options", token)
        return token, answer["options"] if self.kind == "passkey" else answer

    def register(self, token, credential, expected=200):
        name = METHODS[self.kind][0]
        return self.post(self.base, token, {name: credential} if name else credential, expected)

    def authentication(self):
        """A token, and options for signing in by a credential that the person has."""
        token = self.token()
        answer = self.post(f"{self.base}/authentication-options", token)
        return token, answer["options"] if self.kind == "passkey" else answer

    def discovery(self):
        """The id of a challenge of nobody in particular, and its options: what autofill asks with."""
        answer = self.post(f"{self.base}/authentication-options", None)
        return answer["challengeId"], answer["options"]

    def verify(self, token, credential, *, challenge=None, expected=200):
        name = METHODS[self.kind][1]
        body = {name: credential} if name else dict(credential)
        if challenge:
            body["challengeId"] = challenge
        return self.post(f"verify/{self.kind}", token, body, expected)
