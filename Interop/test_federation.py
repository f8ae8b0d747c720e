"""Signing in at other providers: the packs' Facebook, a second Cardea, and providers that are down, slow or lying."""

import socket
import time

import pytest
from playwright.sync_api import expect

from conftest import pack_folder
from support.overlay import federate, point_facebook_at
from support.person import Person, assert_says_nothing_of_code, new_address
from support.provider import CLIENT, Provider
from support.server import DEMO_CLIENT
from support.visitor import Visitor

SUSI, OURS, FEDERATED = "B2C_1A_signup_signin", "B2C_1A_SignUpOrSignIn", "B2C_1A_Federated"
SCOPE = {"scope": f"openid {DEMO_CLIENT}"}
DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def provider():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture(autouse=True)
def well_behaved(provider):
    provider.behaviour = None
    provider.person["id"] = provider.person["sub"] = new_address()


@pytest.fixture(scope="module")
def social(request, start_server, provider):
    return start_server(pack_folder(request.param), overlay=point_facebook_at(provider.origin))


@pytest.fixture(scope="module")
def federated(start_server, provider):
    """Our pack with a policy that signs people in at `provider`."""
    return start_server(pack_folder("Policies"), overlay=federate(provider.origin + DISCOVERY, CLIENT, secret=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("social", ["SocialAccounts", "SocialAndLocalAccounts"], indirect=True)
def test_facebook_of_the_packs(social, application, browser_context, provider, scripts):
    person = Person(browser_context(java_script_enabled=scripts).new_page(), social, application, scripts=scripts)
    page = person.page
    subjects = []
    for visit in ("first", "second"):
        request = application.sign_in(social, SUSI, prompt="login")
        person.visit(request)
        # SocialAccounts has one provider, which needs no choice.
        if page.locator("#FacebookExchange").count():
            person.click("#FacebookExchange")
        if visit == "first":
            # Somebody new says their name, which the provider has filled in.
            expect(page.locator("#displayName")).to_have_value("Bea Social")
            person.click("#continue")
        claims = person.claims(request)
        assert (claims["idp"], claims["given_name"], claims["family_name"]) == ("facebook.com", "Bea", "Social")
        subjects.append(claims["sub"])
    assert subjects[0] == subjects[1]
    path, token_request = next(r for r in reversed(provider.requests) if r[0] == "/token")
    assert token_request["client_id"] == "facebook_clientid" and token_request["client_secret"]


def test_another_cardea_is_the_provider(start_server, application, browser_context):
    """Two tenants on two servers: what the second knows of the person arrives at the first's application."""
    second = start_server(pack_folder("Policies"), host="127.0.0.1")
    metadata = second.policy(OURS) + "/v2.0" + DISCOVERY
    first = start_server(pack_folder("Policies"), overlay=federate(
        metadata, DEMO_CLIENT, scope=f"openid {DEMO_CLIENT}"))
    person = Person(browser_context().new_page(), second, application)
    address = new_address()
    request = application.sign_in(first, FEDERATED, **SCOPE)
    person.visit(request)
    assert person.page.url.startswith(second.origin)
    person.sign_up(address)
    claims = person.claims(request)
    assert (claims["name"], claims["email"]) == ("Ann Example", address)
    assert claims["idp"] == second.metadata(OURS)["issuer"]

    # The second one's session signs the person in without a page.
    request = application.sign_in(first, FEDERATED, **SCOPE)
    person.visit(request)
    assert person.claims(request)["sub"] == claims["sub"]


def test_another_cardea_answers_by_form_post_over_tls(start_server, application, browser_context):
    second = start_server(pack_folder("Policies"), host="127.0.0.1")
    first = start_server(pack_folder("Policies"), tls=True, overlay=federate(
        second.policy(OURS) + "/v2.0" + DISCOVERY, DEMO_CLIENT, mode="form_post", scope=f"openid {DEMO_CLIENT}"))
    person = Person(browser_context(ignore_https_errors=True).new_page(), second, application)
    request = application.sign_in(first, FEDERATED, **SCOPE)
    person.visit(request).sign_up(new_address())
    assert person.claims(request)["name"] == "Ann Example"


LIES = ["nonce", "audience", "issuer", "expired", "unsigned", "key", "fails", "nonsense", "denies"]


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_cannot_be_believed(federated, application, provider, lie):
    provider.behaviour = lie
    request = application.sign_in(federated, FEDERATED, **SCOPE)
    answer = sign_in_at(provider, federated, request).answer
    assert "code" not in answer and answer["state"] == request.state
    assert answer["error"] in ("server_error", "access_denied"), answer
    assert answer["error_description"].startswith("AADB2C90") and "Correlation ID: " in answer["error_description"]
    for inside in ("Traceback", "secret inside", "<script>", "evil.example"):
        assert inside not in answer["error_description"]


def sign_in_at(provider, server, request):
    """Goes to the provider and back, without a browser."""
    visitor = Visitor(server)
    visitor.visit(request)
    there = visitor.http.get(visitor.page.headers["Location"], allow_redirects=False, timeout=10)
    visitor.load(there.headers["Location"])
    return visitor


def test_an_honest_provider(federated, application, provider):
    request = application.sign_in(federated, FEDERATED, **SCOPE)
    visitor = sign_in_at(provider, federated, request)
    tokens = request.exchange(visitor.answer["code"]).json()
    assert request.claims(tokens["id_token"])["name"] == "Bea Social"


def test_a_provider_that_is_down(start_server, application):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        server = start_server(pack_folder("Policies"), overlay=federate(address + DISCOVERY, CLIENT))
        visitor, request = Visitor(server), application.sign_in(server, FEDERATED, **SCOPE)
        visitor.visit(request)
    assert visitor.answer["error"] == "server_error"
    assert visitor.answer["error_description"].startswith("AADB2C90289: ")


def test_a_provider_that_is_slow(federated, application, provider):
    provider.behaviour = "slow"
    began = time.monotonic()
    request = application.sign_in(federated, FEDERATED, **SCOPE)
    answer = sign_in_at(provider, federated, request).answer
    assert answer["error"] == "server_error" and "code" not in answer
    assert time.monotonic() - began < 18


def test_answers_that_nobody_asked_for(federated, application, provider):
    """A callback with a made-up state, in another browser, or a second time."""
    request = application.sign_in(federated, FEDERATED, **SCOPE)
    visitor = Visitor(federated)
    visitor.visit(request)
    back = visitor.http.get(visitor.page.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]

    for stranger, address in (
            (Visitor(federated), back), (visitor, back.replace("state=", "state=x")),
            (visitor, back.replace(request.state, "").split("?")[0] + "?code=1&state=a.b")):
        page = stranger.load(address)
        assert page.status_code == 400 and "correlationId" in page.text
        assert_says_nothing_of_code(page.text)

    visitor.load(back)
    assert "code" in visitor.answer
    page = visitor.load(back)
    assert page.status_code == 400 and "correlationId" in page.text
