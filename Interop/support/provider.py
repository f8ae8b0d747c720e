"""An identity provider on loopback, OAuth 2 like Facebook's and OpenID Connect, which can also misbehave."""

import base64
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "partner-client"
PERSON = {"id": "fb-4711", "sub": "fb-4711", "first_name": "Bea", "last_name": "Social", "name": "Bea Social",
          "email": "bea@social.example"}


class Provider:
    """`behaviour` is what it does wrong: see `_token` and `_authorize`; None: nothing."""

    key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
    foreign_key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})

    def __init__(self):
        self.behaviour, self.person, self.requests, self._nonces = None, dict(PERSON), [], {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self._answer(dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self):
                self._answer(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

            def _answer(self, parameters):
                path = urlsplit(self.path).path
                provider.requests.append((path, parameters))
                status, headers, body = provider.answer(path, parameters)
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # The server has given up on a slow answer, as it should.

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, path, parameters):
        if path == "/authorize":
            return self._authorize(parameters)
        if path == "/token" and self.behaviour == "slow":
            time.sleep(60)
        if path == "/token" and self.behaviour == "fails":
            return 500, {"Content-Type": "text/plain"}, b"Traceback (most recent call last): secret inside"
        if path == "/token" and self.behaviour == "nonsense":
            return 200, {"Content-Type": "application/json"}, b"{" * 5000
        documents = {
            "/.well-known/openid-configuration": lambda: {
                "issuer": self.origin, "authorization_endpoint": self.origin + "/authorize",
                "token_endpoint": self.origin + "/token", "jwks_uri": self.origin + "/keys",
                "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
                "subject_types_supported": ["public"]},
            "/keys": lambda: {"keys": [self.key.as_dict(private=False)]},
            "/token": lambda: {
                "access_token": "at-1", "token_type": "Bearer", "expires_in": 300,
                "id_token": self.id_token(self._nonces.get(parameters.get("code")))},
            "/me": lambda: self.person,
        }
        if path not in documents:
            return 404, {}, b""
        return 200, {"Content-Type": "application/json"}, json.dumps(documents[path]()).encode()

    def _authorize(self, parameters):
        code = secrets.token_urlsafe(12)
        self._nonces[code] = parameters.get("nonce")
        state = "A" * 20 if self.behaviour == "state" else parameters["state"]
        back = {"state": state, "code": code}
        if self.behaviour == "denies":
            back = {"state": state, "error": "access_denied", "error_description": "<script>alert(1)</script>"}
        if parameters.get("response_mode") == "form_post":
            fields = "".join(f'<input type=hidden name="{n}" value="{v}">' for n, v in back.items() if "<" not in v)
            page = f'<form method=post action="{parameters["redirect_uri"]}">{fields}<button id=go>Go</button></form>'
            return 200, {"Content-Type": "text/html"}, page.encode()
        return 302, {"Location": parameters["redirect_uri"] + "?" + urlencode(back)}, b""

    def id_token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.origin, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce} | self.person
        claims |= {
            "nonce": {"nonce": "another"}, "audience": {"aud": "somebody-else"},
            "issuer": {"iss": "https://evil.example"}, "expired": {"iat": now - 9000, "exp": now - 8000},
        }.get(self.behaviour, {})
        if self.behaviour == "unsigned":
            parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                     for part in ({"alg": "none"}, claims)]
            return ".".join(parts) + "."
        key = self.foreign_key if self.behaviour == "key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)
