"""Client libraries that applications use: MSAL over TLS, Authlib, Apache's mod_auth_openidc."""

from urllib.parse import urlencode

import msal
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import expect

from conftest import pack_folder
from support.apache import Apache
from support.person import PASSWORD, Person, new_address
from support.realm import RealmPerson
from support.server import DEMO_CLIENT
from support.visitor import Visitor

OURS = "B2C_1A_SignUpOrSignIn"


@pytest.fixture(scope="module", params=["Policies", "LocalAccounts"])
def secure(request, start_server):
    """A server that speaks TLS, and the name of its sign-in policy."""
    server = start_server(pack_folder(request.param), tls=True)
    return server, OURS if request.param == "Policies" else "B2C_1A_signup_signin"


def begin(server, policy, application, browser_context):
    """A person before the page that an application of MSAL's has sent them to."""
    client = msal.PublicClientApplication(
        DEMO_CLIENT, authority=server.policy(policy), http_client=server.session())
    flow = client.initiate_auth_code_flow([DEMO_CLIENT], redirect_uri=application.redirect_uri)
    person = Person(browser_context(ignore_https_errors=True).new_page(), server, application)
    person.page.goto(flow["auth_uri"])
    return client, flow, person


def test_msal_signs_in_refreshes_and_signs_out(secure, application, browser_context):
    server, policy = secure
    client, flow, person = begin(server, policy, application, browser_context)
    person.sign_up(new_address())
    person.page.locator("#arrived").wait_for()
    answer = next(a for a in application.answers if a.get("state") == flow["state"])
    application.answers.remove(answer)

    result = client.acquire_token_by_auth_code_flow(flow, answer)
    assert "error" not in result, result
    claims = result["id_token_claims"]
    account, = client.get_accounts()
    assert account["home_account_id"] == f"{claims['sub']}-{policy.lower()}.{claims['tid']}"
    assert result["access_token"] and result["refresh_token"]

    silent = client.acquire_token_silent([DEMO_CLIENT], account=account)
    assert silent["token_source"] == "cache"
    fresh = client.acquire_token_silent([DEMO_CLIENT], account=account, force_refresh=True)
    assert fresh["token_source"] == "identity_provider", fresh
    assert fresh["access_token"] != result["access_token"]

    # A second time the session knows the person.
    flow = client.initiate_auth_code_flow([DEMO_CLIENT], redirect_uri=application.redirect_uri)
    person.page.goto(flow["auth_uri"])
    person.page.locator("#arrived").wait_for()

    client.remove_account(account)
    assert client.get_accounts() == []
    person.page.goto(
        server.metadata(policy)["end_session_endpoint"]
        + "?" + urlencode({"post_logout_redirect_uri": application.origin + "/bye"}))
    person.page.goto(client.get_authorization_request_url([DEMO_CLIENT], redirect_uri=application.redirect_uri))
    expect(person.page.locator("#next")).to_be_visible()


# Our own pack resets the password in the same journey.
@pytest.mark.parametrize("secure", ["LocalAccounts"], indirect=True)
def test_msal_hears_of_a_forgotten_password(secure, application, browser_context):
    server, policy = secure
    client, flow, person = begin(server, policy, application, browser_context)
    person.click("#forgotPassword")
    person.page.locator("#arrived").wait_for()
    answer = next(a for a in application.answers if a.get("state") == flow["state"])
    application.answers.remove(answer)
    result = client.acquire_token_by_auth_code_flow(flow, answer)
    assert result["error"] == "access_denied"
    assert "AADB2C90118" in result["error_description"]


def test_authlib_discovers_redeems_refreshes_and_revokes(server, application):
    metadata = server.metadata(OURS)
    client = OAuth2Session(
        DEMO_CLIENT, scope=f"openid offline_access {DEMO_CLIENT}", redirect_uri=application.redirect_uri,
        code_challenge_method="S256", token_endpoint_auth_method="none",
        revocation_endpoint_auth_method="none")
    verifier = "v" * 64
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1")
    visitor = Visitor(server)
    visitor.load(url)
    visitor.sign_up(new_address(), PASSWORD)
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=visitor.page.headers["Location"], state=state,
        code_verifier=verifier)

    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"])
    claims = CodeIDToken(
        decoded.claims, decoded.header,
        {"iss": {"essential": True, "value": metadata["issuer"]},
         "aud": {"essential": True, "value": DEMO_CLIENT}},
        {"nonce": "n-1", "client_id": DEMO_CLIENT, "access_token": token["access_token"]})
    claims.validate(leeway=10)
    assert claims["name"] == "Ann Example"

    first = token["refresh_token"]
    second = client.refresh_token(metadata["token_endpoint"], refresh_token=first)["refresh_token"]
    assert second != first
    answer = client.revoke_token(
        metadata["revocation_endpoint"], token=second, token_type_hint="refresh_token")
    assert answer.status_code == 200, answer.text
    again = requests.post(
        metadata["token_endpoint"], timeout=10,
        data={"grant_type": "refresh_token", "refresh_token": second, "client_id": DEMO_CLIENT})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.fixture
def apache(server, tmp_path):
    """Apache with a protected location, as a relying party of the server."""
    with Apache(server, OURS, tmp_path) as running:
        yield running


def test_mod_auth_openidc_protects_a_location(apache, server, person):
    location, log = apache.location, apache.log
    person.page.goto(location)
    address = new_address()
    person.sign_up(address)
    claims = person.page.locator("#claims")
    try:
        expect(claims).to_contain_text("oidc_claim_sub: ")
    except AssertionError:
        raise AssertionError(log.read_text()[-3000:]) from None
    expect(claims).to_contain_text("oidc_claim_name: Ann Example")
    expect(claims).to_contain_text(f"oidc_claim_email: {address}")
    expect(claims).to_contain_text(f"oidc_claim_iss: {server.metadata(OURS)['issuer']}")
    # The second visit needs nobody.
    person.page.goto(location)
    expect(claims).to_contain_text("oidc_claim_name: Ann Example")


def test_mod_auth_openidc_takes_a_realm(server, browser_context, application, tmp_path):
    """A realm as an ordinary provider, which it finds by its metadata."""
    metadata = f"{server.origin}/demo/oidc/.well-known/openid-configuration"
    with Apache(server, OURS, tmp_path, metadata=metadata) as running:
        somebody, address = RealmPerson(browser_context().new_page(), server, application), new_address()
        somebody.page.goto(running.location)
        somebody.sign_up(address)
        expect(somebody.page.locator("#claims")).to_contain_text("oidc_claim_sub: ")


def test_authlib_takes_a_realm(server, browser_context, application):
    metadata = requests.get(f"{server.origin}/demo/oidc/.well-known/openid-configuration", timeout=10).json()
    client = OAuth2Session(
        DEMO_CLIENT, scope="openid email", redirect_uri=application.redirect_uri, code_challenge_method="S256",
        token_endpoint_auth_method="none")
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier="v" * 64, nonce="n-1")
    somebody, address = RealmPerson(browser_context().new_page(), server, application), new_address()
    somebody.page.goto(url)
    somebody.sign_up(address)
    somebody.page.locator("#arrived").wait_for()
    answer = next(a for a in application.answers if a.get("state") == state)
    token = client.fetch_token(
        metadata["token_endpoint"], grant_type="authorization_code", code=answer["code"], code_verifier="v" * 64)
    assert client.get(metadata["userinfo_endpoint"]).json()["email"] == address
    assert token["id_token"]
