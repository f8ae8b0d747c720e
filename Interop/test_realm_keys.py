"""Clients of a realm that push their requests and prove who they are by a key, as Authlib makes them."""

import base64
import hashlib
import json
import secrets
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from conftest import pack_folder
from support.person import new_address
from support.realm_file import RealmFile
from support.server import Cardea

CALLBACK = "https://client.example/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}, private=True)


@pytest.fixture(scope="module")
def realm(tmp_path_factory, key):
    """A realm at a path of its own, with a client that must push its requests."""
    work = tmp_path_factory.mktemp("keys")
    realm = RealmFile("keyed", signUp={"isOpen": True}, methods=["EMAIL_OTP", "PASSKEY"])
    realm.issuerPath = "/auth/realms/keyed"
    realm.clients = [{
        "clientId": "server", "redirectUris": [CALLBACK], "jwks": {"keys": [key.as_dict(private=False)]},
        "requiresPkce": True, "responseModes": ["query"], "requiresPushedRequests": True,
    }]
    server = Cardea(pack_folder("Policies"), work / "server", overlay=realm.write)
    yield server
    server.stop()


def metadata(server):
    answer = requests.get(
        f"{server.origin}/auth/realms/keyed/.well-known/openid-configuration", timeout=10).json()
    assert answer["issuer"] == f"{server.origin}/auth/realms/keyed"
    return answer


def push(known, key, **changes):
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    form = {
        "client_id": "server", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid email offline_access",
        "state": "s", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256",
        "client_assertion_type": ASSERTION,
        "client_assertion": private_key_jwt_sign(key.as_pem(private=True), "server", known["issuer"], header={"kid": "k1"}),
    } | changes
    return verifier, requests.post(known["pushed_authorization_request_endpoint"], data=form, timeout=10)


def sign_up(server, address):
    """Through the pages without scripts, to the client's address."""
    http = server.session()
    page = http.get(address, timeout=10)
    mail = new_address()
    http.post(page.url + "/new", data={"address": mail}, timeout=10)
    answer = http.post(
        page.url + "/new/code", data={"code": server.code(mail)}, allow_redirects=False, timeout=10)
    while not answer.headers["Location"].startswith(CALLBACK):
        answer = http.get(answer.headers["Location"], allow_redirects=False, timeout=10)
    return mail, {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_authlib_pushes_and_proves_a_key(realm, key):
    known = metadata(realm)
    verifier, pushed = push(known, key)
    assert pushed.status_code == 201, pushed.text
    address = known["authorization_endpoint"] + "?" + urlencode(
        {"client_id": "server", "request_uri": pushed.json()["request_uri"]})
    mail, answer = sign_up(realm, address)
    assert answer["iss"] == known["issuer"] and answer["state"] == "s"
    client = OAuth2Session(
        "server", key.as_pem(private=True), token_endpoint_auth_method=PrivateKeyJWT(known["issuer"], headers={"kid": "k1"}),
        redirect_uri=CALLBACK)
    token = client.fetch_token(
        known["token_endpoint"], grant_type="authorization_code", code=answer["code"], code_verifier=verifier)
    keys = KeySet.import_key_set(requests.get(known["jwks_uri"], timeout=10).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["email"] == mail and claims["nonce"] == "n" and claims["iss"] == known["issuer"]
    assert client.get(known["userinfo_endpoint"]).json()["email"] == mail
    refreshed = client.refresh_token(known["token_endpoint"], refresh_token=token["refresh_token"])
    assert refreshed["access_token"] != token["access_token"]
    # A second time nobody is let in by the same address.
    assert requests.get(address, timeout=10).status_code == 400


@pytest.mark.parametrize("changes, error", [
    ({"client_assertion": "a.b.c"}, "invalid_client"), ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
    ({"response_mode": "fragment"}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
])
def test_what_is_wrong_is_refused_when_it_is_pushed(realm, key, changes, error):
    _, pushed = push(metadata(realm), key, **changes)
    assert pushed.status_code in (400, 401) and pushed.json()["error"] == error, pushed.text


def test_a_key_of_somebody_else_proves_nothing(realm):
    other = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    _, pushed = push(metadata(realm), other)
    assert pushed.status_code == 401 and pushed.json()["error"] == "invalid_client"


def possession(key, method, address, token=None):
    claims = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": address, "iat": int(time.time())}
    if token:
        claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    return jws.serialize_compact(header, json.dumps(claims), key, algorithms=["ES256"])


def test_tokens_of_a_key(realm, key):
    known = metadata(realm)
    assert "ES256" in known["dpop_signing_alg_values_supported"]
    own = ECKey.generate_key("P-256", private=True)
    verifier, pushed = push(known, key, dpop_jkt=own.thumbprint())
    address = known["authorization_endpoint"] + "?" + urlencode(
        {"client_id": "server", "request_uri": pushed.json()["request_uri"]})
    mail, answer = sign_up(realm, address)
    form = {
        "grant_type": "authorization_code", "code": answer["code"], "code_verifier": verifier, "redirect_uri": CALLBACK,
        "client_assertion_type": ASSERTION,
        "client_assertion": private_key_jwt_sign(
            key.as_pem(private=True), "server", known["token_endpoint"], header={"kid": "k1"}),
    }
    proof = possession(own, "POST", known["token_endpoint"])
    token = requests.post(known["token_endpoint"], data=form, headers={"DPoP": proof}, timeout=10).json()
    assert token["token_type"] == "DPoP", token
    access = token["access_token"]

    def user_info(**headers):
        return requests.get(known["userinfo_endpoint"], headers=headers, timeout=10)

    proof = possession(own, "GET", known["userinfo_endpoint"], access)
    answer = user_info(Authorization=f"DPoP {access}", DPoP=proof)
    assert answer.status_code == 200 and answer.json()["email"] == mail, answer.text
    assert user_info(Authorization=f"DPoP {access}", DPoP=proof).status_code == 400
    assert user_info(Authorization=f"Bearer {access}").status_code == 401
    thief = ECKey.generate_key("P-256", private=True)
    proof = possession(thief, "GET", known["userinfo_endpoint"], access)
    assert user_info(Authorization=f"DPoP {access}", DPoP=proof).status_code == 401
