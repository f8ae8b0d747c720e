"""Single sign-on between policies, `prompt`, `max_age`, and its end."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from support.person import Person, new_address
from support.relying_party import decoded

SUSI, EDIT = "B2C_1A_SignUpOrSignIn", "B2C_1A_ProfileEdit"


@pytest.fixture
def signed_in(anyone, server, application):
    """Somebody who has just signed up, and the claims that the application got."""
    request = application.sign_in(server, SUSI)
    address = new_address()
    anyone.visit(request).sign_up(address)
    tokens = anyone.tokens(request)
    return anyone, address, request.claims(tokens["id_token"]), tokens


def test_other_policies_use_the_session(signed_in, server, application):
    anyone, _, claims, _ = signed_in
    request = application.sign_in(server, SUSI)
    anyone.visit(request)
    again = anyone.claims(request)
    assert again["sub"] == claims["sub"]
    # The time of the sign-in, not of the token.
    assert again["auth_time"] == claims["auth_time"]

    request = application.sign_in(server, EDIT)
    anyone.visit(request)
    expect(anyone.page.locator("#displayName")).to_have_value("Ann Example")
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == claims["sub"]


def test_prompts_and_max_age(signed_in, server, application):
    anyone, address, claims, _ = signed_in
    request = application.sign_in(server, SUSI, prompt="none")
    anyone.visit(request)
    assert anyone.claims(request)["sub"] == claims["sub"]

    request = application.sign_in(server, SUSI, prompt="login")
    anyone.visit(request)
    expect(anyone.page.locator("#next")).to_be_visible()

    time.sleep(1.1)
    request = application.sign_in(server, SUSI, max_age="1")
    anyone.visit(request).enter(address)
    assert anyone.claims(request)["auth_time"] > claims["auth_time"]


def test_no_session_and_no_prompt(anyone, server, application):
    request = application.sign_in(server, SUSI, prompt="none")
    anyone.visit(request)
    answer = anyone.answer(request)
    assert answer["error"] in ("login_required", "interaction_required")


def test_logout_ends_the_session(signed_in, server, application):
    anyone, _, _, tokens = signed_in
    end = server.metadata(SUSI)["end_session_endpoint"]
    anyone.page.goto(
        f"{end}?id_token_hint={tokens['id_token']}&post_logout_redirect_uri={application.origin}/bye&state=s-1")
    assert re.fullmatch(re.escape(application.origin) + r"/bye\?state=s-1", anyone.page.url)

    request = application.sign_in(server, SUSI)
    anyone.visit(request)
    expect(anyone.page.locator("#next")).to_be_visible()

    # Somewhere to go to is the application's wish; without it, a page says so.
    anyone.page.goto(end)
    expect(anyone.page.locator("h1").first).to_be_visible()


def test_another_browser_has_no_session(signed_in, server, application, browser_context):
    stranger = Person(browser_context().new_page(), server, application)
    stranger.visit(application.sign_in(server, SUSI))
    expect(stranger.page.locator("#next")).to_be_visible()


@pytest.mark.parametrize("response_type", ["id_token", "code id_token"])
def test_answers_by_form_post(anyone, server, application, response_type):
    request = application.sign_in(
        server, SUSI, response_type=response_type, response_mode="form_post", scope="openid offline_access")
    anyone.visit(request).sign_up(new_address())
    if not anyone.scripts:
        anyone.page.locator("form#auto button, form#auto input[type=submit]").first.click()
    answer = anyone.answer(request)
    claims = request.claims(answer["id_token"])
    assert claims["name"] == "Ann Example"
    assert ("c_hash" in claims) == ("code" in answer) == ("code" in response_type)


def test_tokens_are_those_of_b2c(person, server, application):
    request = application.sign_in(server, SUSI, client_info="1")
    person.visit(request).sign_up(new_address())
    answer = person.answer(request)
    tokens = request.exchange(answer["code"], client_info="1").json()
    claims = request.claims(tokens["id_token"])
    assert claims["ver"] == "1.0"
    assert claims["nonce"] == request.nonce
    assert (claims.get("tfp") or claims.get("acr")) == SUSI.lower()
    info = decoded(tokens["client_info"])
    assert info["uid"] == f"{claims['sub']}-{SUSI.lower()}"
    assert info["utid"] == claims["tid"]
    assert isinstance(tokens["expires_in"], int) and tokens["token_type"] == "Bearer"

    refreshed = request.refresh(tokens["refresh_token"])
    assert refreshed.status_code == 200, refreshed.text
    assert request.claims(refreshed.json()["id_token"], nonce=False)["sub"] == claims["sub"]


def test_the_welcome_page_runs_a_policy(person, server):
    page = person.page
    page.goto(server.origin + "/")
    page.get_by_text("Run now").first.click()
    person.sign_up(new_address())
    page.wait_for_url("**/token")
    expect(page.locator("body")).to_contain_text("Ann Example")
    assert requests.get(server.origin + "/mailbox", timeout=5).status_code == 200
