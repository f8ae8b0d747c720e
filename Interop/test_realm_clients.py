"""A realm as the provider of clients that know nothing of Cardea: mod_auth_openidc and Authlib, from the first sign-in
to step-up (RFC 9470), refresh and log-out."""

import re
import time

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidClaimError
from joserfc.jwk import KeySet
from playwright.sync_api import expect

from support.apache import Apache
from support.person import new_address
from support.realm import NO_AUTOFILL, RealmPerson
from support.server import DEMO_CLIENT

STRONG = "urn:cardea:aal2"
# A second location asks for more; who has come with less is sent back to the realm for it.
STEP_UP = f"""
<Location /protected/strong>
  AuthType openid-connect
  OIDCPathAuthRequestParams acr_values={STRONG}
  OIDCUnAutzAction auth
  Require claim acr:{STRONG}
</Location>
"""


@pytest.fixture
def somebody(browser_context, server, application):
    page = browser_context().new_page()
    page.add_init_script(NO_AUTOFILL)
    return RealmPerson(page, server, application)


@pytest.fixture
def metadata(server):
    return requests.get(f"{server.origin}/demo/oidc/.well-known/openid-configuration", timeout=10).json()


@pytest.fixture
def apache(server, tmp_path):
    with Apache(server, None, tmp_path, metadata=f"{server.origin}/demo/oidc/.well-known/openid-configuration",
                scope="openid email offline_access", extra=STEP_UP) as running:
        yield running


def by_mail(somebody, address):
    """Signs in with a code, where a passkey would do more."""
    before = len(somebody.server.messages(address))
    somebody.enter(address)
    somebody.choose("EMAIL_OTP")
    somebody.type_code(address, before)


def claims_behind(somebody):
    text = somebody.page.locator("#claims").inner_text()
    return dict(re.findall(r"^oidc_claim_(\w+): (.*)$", text, re.M))


def test_mod_auth_openidc_steps_up_refreshes_and_signs_out(apache, somebody):
    address, page = new_address(), somebody.page
    somebody.with_passkey(address)
    page.goto(apache.location)
    by_mail(somebody, address)
    weak = claims_behind(somebody)
    # The address is of the userinfo endpoint, the rest of the token.
    assert weak["acr"] == "urn:cardea:aal1" and weak["email"] == address
    page.goto(apache.location + "strong")
    expect(page.locator(".way")).to_have_count(1)
    somebody.choose("PASSKEY")
    strong = claims_behind(somebody)
    assert strong["acr"] == STRONG and strong["sub"] == weak["sub"]
    page.goto(apache.location + "strong")
    assert claims_behind(somebody)["acr"] == STRONG

    info = page.request.get(f"{apache.redirect}?info=json").json()
    refreshed = page.request.get(
        f"{apache.redirect}?refresh={apache.location}&access_token={info['access_token']}", max_redirects=0)
    assert refreshed.status == 302 and "error_code" not in refreshed.headers["location"], refreshed.headers
    again = page.request.get(f"{apache.redirect}?info=json").json()
    assert again["access_token"] != info["access_token"]
    assert again["userinfo"]["email"] == address

    page.goto(f"{apache.redirect}?logout={apache.origin}/bye")
    page.wait_for_load_state()
    if page.locator("#confirm, button[type=submit]").count():
        with page.expect_navigation():
            page.locator("#confirm, button[type=submit]").first.click()
    page.goto(apache.location)
    expect(page.locator("#field")).to_be_visible()


def authlib(metadata, application, **options):
    return OAuth2Session(
        DEMO_CLIENT, scope="openid email offline_access", redirect_uri=application.redirect_uri,
        code_challenge_method="S256", token_endpoint_auth_method="none", revocation_endpoint_auth_method="none",
        **options)


def authorize(client, metadata, somebody, prove, **parameters):
    """One authorization request; `prove` does what the page asks for. Answers the token and its claims."""
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier="v" * 64, nonce="n-" + str(time.monotonic()), **parameters)
    nonce = re.search(r"nonce=([^&]+)", url).group(1)
    somebody.page.goto(url)
    prove()
    somebody.page.locator("#arrived").wait_for()
    answer = next(a for a in somebody.application.answers if a.get("state") == state)
    token = client.fetch_token(
        metadata["token_endpoint"], grant_type="authorization_code", code=answer["code"], code_verifier="v" * 64)
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"])
    options = {
        "iss": {"essential": True, "value": metadata["issuer"]}, "aud": {"essential": True, "value": DEMO_CLIENT}}
    if "acr_values" in parameters:
        options["acr"] = {"essential": True, "value": parameters["acr_values"]}
    claims = CodeIDToken(decoded.claims, decoded.header, options, {
        "nonce": nonce, "client_id": DEMO_CLIENT, "access_token": token["access_token"],
        "max_age": parameters.get("max_age")})
    claims.validate(leeway=10)
    return token, claims


def test_authlib_steps_up(somebody, metadata, application):
    """`acr_values` and `max_age` as a resource server's challenge names them."""
    address = new_address()
    somebody.with_passkey(address)
    client = authlib(metadata, application)
    _, weak = authorize(client, metadata, somebody, lambda: by_mail(somebody, address))
    assert weak["acr"] == "urn:cardea:aal1"
    # What the session has is not enough, and what is asked for says so.
    _, strong = authorize(
        client, metadata, somebody, lambda: somebody.choose("PASSKEY"), acr_values=STRONG)
    assert strong["acr"] == STRONG and strong["sub"] == weak["sub"]
    # Now it is.
    _, same = authorize(client, metadata, somebody, lambda: None, acr_values=STRONG)
    assert same["auth_time"] == strong["auth_time"]
    time.sleep(2.1)
    _, fresh = authorize(
        client, metadata, somebody, lambda: by_mail(somebody, address), max_age=1)
    assert fresh["auth_time"] > strong["auth_time"]


def test_authlib_knows_where_less_was_proven(somebody, metadata, application):
    """Who has nothing stronger gets an honest answer, which a client that insists refuses."""
    address = new_address()
    client = authlib(metadata, application)
    sign_in = somebody.visit()
    somebody.sign_up(address)
    somebody.claims(sign_in)
    with pytest.raises(InvalidClaimError):
        authorize(client, metadata, somebody, lambda: None, acr_values=STRONG)


def test_authlib_refreshes_reads_revokes_and_signs_out(somebody, metadata, application):
    address = new_address()
    client = authlib(metadata, application)
    token, claims = authorize(client, metadata, somebody, lambda: somebody.sign_up(address))
    info = client.get(metadata["userinfo_endpoint"]).json()
    assert info["sub"] == claims["sub"] and info["email"] == address and info["email_verified"] is True
    first = token["refresh_token"]
    second = client.refresh_token(metadata["token_endpoint"], refresh_token=first)
    assert second["refresh_token"] != first
    assert client.get(metadata["userinfo_endpoint"]).json()["sub"] == claims["sub"]
    assert client.revoke_token(
        metadata["revocation_endpoint"], token=second["refresh_token"], token_type_hint="refresh_token"
    ).status_code == 200
    again = requests.post(metadata["token_endpoint"], timeout=10, data={
        "grant_type": "refresh_token", "refresh_token": second["refresh_token"], "client_id": DEMO_CLIENT})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    # The hint says who signs out of what, so nobody is asked.
    somebody.page.goto(
        f"{metadata['end_session_endpoint']}?id_token_hint={token['id_token']}"
        f"&post_logout_redirect_uri={application.origin}/bye&state=s-1")
    expect(somebody.page).to_have_url(re.compile(r"/bye\?state=s-1$"))
    denied = somebody.visit(prompt="none")
    assert somebody.answer(denied)["error"] == "login_required"
