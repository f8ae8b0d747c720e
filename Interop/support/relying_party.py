"""An application on loopback that signs people in, as any OpenID Connect client would."""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from .answers import answer_page
from .server import DEMO_CLIENT


class SignIn:
    """One authorization request, and the secrets that only its application knows."""

    def __init__(self, server, policy, redirect_uri, parameters):
        self.server, self.policy, self.redirect_uri = server, policy, redirect_uri
        self.state, self.nonce = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        self.parameters = {
            "client_id": DEMO_CLIENT, "response_type": "code", "redirect_uri": redirect_uri, "state": self.state,
            "nonce": self.nonce, "scope": f"openid offline_access {DEMO_CLIENT}", "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | parameters
        self.parameters = {name: value for name, value in self.parameters.items() if value is not None}

    @property
    def url(self):
        return self.server.policy(self.policy) + "/oauth2/v2.0/authorize?" + urlencode(self.parameters)

    def token(self, **form):
        """A request to the token endpoint."""
        form = {"client_id": DEMO_CLIENT} | form
        return requests.post(
            self.server.policy(self.policy) + "/oauth2/v2.0/token",
            data={name: value for name, value in form.items() if value is not None}, verify=self.server.authority,
            timeout=15)

    def exchange(self, code, **overrides):
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        }
        return self.token(**(form | overrides))

    def refresh(self, token, **overrides):
        return self.token(**({"grant_type": "refresh_token", "refresh_token": token} | overrides))

    def claims(self, id_token, *, nonce=True):
        """The claims of an ID token whose signature, issuer, audience and nonce were checked."""
        metadata = self.server.metadata(self.policy)
        keys = requests.get(metadata["jwks_uri"], verify=self.server.authority, timeout=10).json()
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=["RS256"])
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": metadata["issuer"]}, aud={"essential": True, "value": DEMO_CLIENT},
            exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
            **({"nonce": {"essential": True, "value": self.nonce}} if nonce else {}))
        registry.validate(token.claims)
        return token.claims


class RelyingParty:
    """Listens at `redirect_uri` and keeps what comes."""

    def __init__(self):
        self.answers = []
        self._arrived = threading.Condition()
        application = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self._take(urlsplit(self.path).query)

            def do_POST(self):
                self._take(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def _take(self, text):
                if urlsplit(self.path).path == "/callback":
                    with application._arrived:
                        application.answers.append(dict(parse_qsl(text, keep_blank_values=True)))
                        application._arrived.notify_all()
                answer_page(self, "<title>Application</title><h1 id=arrived>Back at the application</h1>")

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._http.server_port}"
        self.redirect_uri = self.origin + "/callback"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()

    def sign_in(self, server, policy, **parameters):
        return SignIn(server, policy, self.redirect_uri, parameters)

    def answer(self, sign_in, seconds=20):
        """What came back for `sign_in`: its parameters."""
        with self._arrived:
            found = self._arrived.wait_for(
                lambda: next((a for a in self.answers if a.get("state") == sign_in.state), None), seconds)
        assert found, f"nothing came back for {sign_in.url}"
        self.answers.remove(found)
        assert found["iss"] == sign_in.server.metadata(sign_in.policy)["issuer"], found
        return found

    def tokens(self, sign_in, seconds=20):
        """Waits for the code, and redeems it."""
        answer = self.answer(sign_in, seconds)
        assert "code" in answer, answer
        response = sign_in.exchange(answer["code"])
        assert response.status_code == 200, response.text
        return response.json()


def decoded(text):
    """A base64url JSON object, such as `client_info`."""
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
