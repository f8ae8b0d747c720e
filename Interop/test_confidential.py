"""Applications with a secret, from `applications.json`: MSAL's confidential client, Authlib, mod_auth_openidc."""

import json
import subprocess
import time
from urllib.parse import urlencode

import msal
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import RSAKey
from playwright.sync_api import expect

from conftest import pack_folder
from support.apache import Apache, free_port, redirect_uri
from support.overlay import password_grant
from support.person import PASSWORD, Person, new_address
from support.relying_party import decoded
from support.server import binary
from support.visitor import Visitor

WEB = "a1000000-0000-4000-8000-00000000000a"
SIGNER = "a1000000-0000-4000-8000-00000000000b"
API = "a1000000-0000-4000-8000-00000000000c"
SUSI, ROPC = "B2C_1A_SignUpOrSignIn", "B2C_1A_ROPC"
ORDERS = "https://demo.onmicrosoft.com/orders"


def new_secret():
    """What an operator types: the secret for the application, its hash for the file."""
    lines = subprocess.run([binary(), "app", "secret"], check=True, capture_output=True, text=True).stdout.split()
    assert lines[::2] == ["secret", "sha256"], lines
    return lines[1], lines[3]


def applications(redirect_uri, sha256, signer, *more):
    return {"applications": [
        {"appId": WEB, "displayName": "Shop", "web": {"redirectUris": [redirect_uri, *more]},
         "isFallbackPublicClient": True, "passwordCredentials": [{"displayName": "first", "sha256": sha256}],
         "requiredResourceAccess": [{"resourceAppId": API, "resourceAccess": [
             {"id": "read", "type": "Scope"}, {"id": "Orders.Read", "type": "Role"}]}]},
        {"appId": SIGNER, "displayName": "Signer", "web": {"redirectUris": [redirect_uri]},
         "jwks": {"keys": [signer.as_dict(private=False) | {"alg": "RS256", "use": "sig"}]}},
        {"appId": API, "displayName": "Orders", "identifierUris": [ORDERS],
         "api": {"oauth2PermissionScopes": [{"value": "read"}, {"value": "write"}]},
         "appRoles": [{"value": "Orders.Read"}, {"value": "Orders.Write"}]}]}


@pytest.fixture(scope="module")
def signer():
    return RSAKey.generate_key(2048, {"kid": "signer-1"})


@pytest.fixture(scope="module")
def secret():
    return new_secret()


@pytest.fixture(scope="module")
def shop(start_server, application, secret, signer):
    """A server over TLS with a shop that has a secret."""
    def overlay(folder):
        password_grant(ROPC)(folder)
        (folder / "applications.json").write_text(
            json.dumps(applications(application.redirect_uri, secret[1], signer)))
    return start_server(pack_folder("Policies"), tls=True, overlay=overlay)


def confidential(server, policy, secret):
    return msal.ConfidentialClientApplication(
        WEB, client_credential=secret, authority=server.policy(policy), http_client=server.session())


def arrive(person, application, flow):
    person.page.locator("#arrived").wait_for()
    answer = next(a for a in application.answers if a.get("state") == flow["state"])
    application.answers.remove(answer)
    return answer


def test_msal_web_application_signs_in_and_refreshes(shop, application, browser_context, secret):
    client = confidential(shop, SUSI, secret[0])
    flow = client.initiate_auth_code_flow([f"{ORDERS}/read"], redirect_uri=application.redirect_uri)
    person = Person(browser_context(ignore_https_errors=True).new_page(), shop, application)
    person.page.goto(flow["auth_uri"])
    person.sign_up(new_address())
    result = client.acquire_token_by_auth_code_flow(flow, arrive(person, application, flow))
    assert "error" not in result, result
    assert result["id_token_claims"]["aud"] == WEB
    account, = client.get_accounts()
    fresh = client.acquire_token_silent([f"{ORDERS}/read"], account=account, force_refresh=True)
    assert fresh["token_source"] == "identity_provider", fresh
    assert fresh["access_token"] != result["access_token"]

    # The code of a web application is worth nothing without its secret, or with another.
    for wrong in (None, "x" * 43):
        flow = client.initiate_auth_code_flow([f"{ORDERS}/read"], redirect_uri=application.redirect_uri)
        person.page.goto(flow["auth_uri"])
        other = confidential(shop, SUSI, wrong) if wrong else msal.PublicClientApplication(
            WEB, authority=shop.policy(SUSI), http_client=shop.session())
        refused = other.acquire_token_by_auth_code_flow(flow, arrive(person, application, flow))
        assert refused["error"] == "invalid_client", refused


def test_msal_asks_only_for_what_the_application_may(shop, application, browser_context, secret):
    client = confidential(shop, SUSI, secret[0])
    flow = client.initiate_auth_code_flow([f"{ORDERS}/write"], redirect_uri=application.redirect_uri)
    person = Person(browser_context(ignore_https_errors=True).new_page(), shop, application)
    person.page.goto(flow["auth_uri"])
    result = client.acquire_token_by_auth_code_flow(flow, arrive(person, application, flow))
    assert result["error"] == "unauthorized_client" and "AADB2C90205" in result["error_description"], result


def test_msal_gets_a_token_for_itself(shop, secret):
    client = confidential(shop, SUSI, secret[0])
    result = client.acquire_token_for_client([f"{ORDERS}/.default"])
    assert "error" not in result, result
    assert result["token_type"] == "Bearer" and result["expires_in"] > 3000
    claims = unverified(result["access_token"])
    assert (claims["aud"], claims["azp"], claims["scp"]) == (API, WEB, "Orders.Read")
    assert client.acquire_token_for_client([f"{ORDERS}/.default"])["token_source"] == "cache"
    refused = confidential(shop, SUSI, "x" * 43).acquire_token_for_client([f"{ORDERS}/.default"])
    assert refused["error"] == "invalid_client"


def test_msal_signs_in_by_name_and_password(shop, application, secret, monkeypatch):
    address = new_address()
    visitor = Visitor(shop)
    visitor.load(shop.policy(SUSI) + "/oauth2/v2.0/authorize?" + urlencode({
        "client_id": WEB, "response_type": "code", "redirect_uri": application.redirect_uri, "scope": "openid"}))
    visitor.sign_up(address, PASSWORD)
    # MSAL first asks the host, without its port, whether the person's password is another server's affair. B2C says 404.
    realm = requests.get(f"{shop.origin}/common/userrealm/{address}?api-version=1.0", verify=shop.authority, timeout=10)
    assert realm.status_code == 404
    monkeypatch.setattr(msal.authority.Authority, "_domains_without_user_realm_discovery", {shop.host})
    client = confidential(shop, ROPC, secret[0])
    result = client.acquire_token_by_username_password(address, PASSWORD, [f"{ORDERS}/read"])
    assert "error" not in result, result
    assert result["id_token_claims"]["name"] == "Ann Example"
    account, = client.get_accounts()
    fresh = client.acquire_token_silent([f"{ORDERS}/read"], account=account, force_refresh=True)
    assert fresh["token_source"] == "identity_provider", fresh
    refused = client.acquire_token_by_username_password(address, "Wrong-Horse-7", [f"{ORDERS}/read"])
    assert refused["error"] == "access_denied" and "AADB2C90225" in refused["error_description"], refused


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "private_key_jwt"])
def test_authlib_proves_the_client(shop, application, secret, signer, method):
    metadata = shop.metadata(SUSI)
    assert method in metadata["token_endpoint_auth_methods_supported"]
    signs = method == "private_key_jwt"
    client = OAuth2Session(
        SIGNER if signs else WEB, signer.as_pem(private=True).decode() if signs else secret[0],
        scope="openid offline_access", redirect_uri=application.redirect_uri, code_challenge_method="S256",
        token_endpoint_auth_method=method)
    client.verify, client.trust_env = shop.authority, False
    if signs:
        client.register_client_auth_method(PrivateKeyJWT(metadata["token_endpoint"], headers={"kid": "signer-1"}))
    verifier = "v" * 64
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1")
    visitor = Visitor(shop)
    visitor.load(url)
    visitor.sign_up(new_address(), PASSWORD)
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=visitor.page.headers["Location"], state=state,
        code_verifier=verifier)
    assert token["id_token"]
    again = client.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    assert again["refresh_token"] != token["refresh_token"]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_mod_auth_openidc_with_a_secret(start_server, application, browser_context, secret, signer, tmp_path, method):
    port = free_port()

    def overlay(folder):
        (folder / "applications.json").write_text(
            json.dumps(applications(application.redirect_uri, secret[1], signer, redirect_uri(port))))
    server = start_server(pack_folder("Policies"), overlay=overlay)
    folder = tmp_path / "apache"
    folder.mkdir()
    with Apache(server, SUSI, folder, client=WEB, secret=secret[0], method=method, port=port) as apache:
        person = Person(browser_context().new_page(), server, application)
        person.page.goto(apache.location)
        person.sign_up(new_address())
        claims = person.page.locator("#claims")
        try:
            expect(claims).to_contain_text("oidc_claim_name: Ann Example")
        except AssertionError:
            raise AssertionError(apache.log.read_text()[-3000:]) from None
        expect(claims).to_contain_text(f"oidc_claim_aud: {WEB}")


def test_a_page_is_let_through_as_msal_js_asks(shop):
    """The preflights and requests of MSAL.js 4, whose headers a browser asks about first."""
    headers = {
        "Origin": "https://spa.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers":
            "content-type,x-app-name,x-app-ver,x-client-current-telemetry,x-client-last-telemetry,x-client-sku,"
            "x-client-ver,x-ms-lib-capability"}
    metadata = shop.metadata(SUSI)
    for url in (metadata["token_endpoint"], metadata["jwks_uri"], metadata["revocation_endpoint"],
                shop.policy(SUSI) + "/v2.0/.well-known/openid-configuration"):
        method = "GET" if url == metadata["jwks_uri"] or "well-known" in url else "POST"
        answer = requests.options(
            url, headers=headers | {"Access-Control-Request-Method": method}, verify=shop.authority, timeout=10)
        assert answer.status_code == 204
        allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
        assert set(headers["Access-Control-Request-Headers"].split(",")) <= set(allowed)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_file_is_watched(start_server, application, secret, signer):
    def overlay(folder):
        (folder / "applications.json").write_text('{"applications": []}')
    server = start_server(pack_folder("Policies"), overlay=overlay)
    form = {"grant_type": "client_credentials", "client_id": WEB, "client_secret": secret[0],
            "scope": f"{ORDERS}/.default"}

    def ask():
        return requests.post(server.policy(SUSI) + "/oauth2/v2.0/token", data=form, timeout=10)

    assert ask().json()["error"] == "invalid_client"
    path = server.folder / "applications.json"
    path.write_text(json.dumps(applications(application.redirect_uri, secret[1], signer)))
    expect_soon(lambda: ask().status_code == 200)
    path.write_text('{"applications": [{"appId": "nonsense"}]}')
    expect_soon(lambda: "appId must be a GUID" in server.log)
    assert ask().status_code == 200
    path.unlink()
    expect_soon(lambda: ask().status_code != 200)
    assert secret[0] not in server.log


def expect_soon(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def unverified(token):
    return decoded(token.split(".")[1])
