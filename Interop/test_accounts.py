"""Local accounts in Chromium: our own pack and Microsoft's, unchanged, with scripts and without."""

import pytest
from playwright.sync_api import expect

from support.person import PASSWORD, new_address

NEW_PASSWORD = "Another-Mule-8"

RESET, EDIT = "B2C_1A_PasswordReset", "B2C_1A_ProfileEdit"

# Per pack: its policies' names; whether "forgot password" stays in the journey; whether profile edit begins with a
# choice of providers.
PACKS = {
    "Policies": dict(susi="B2C_1A_SignUpOrSignIn", reset=RESET, edit=EDIT, in_flow=True, selects=False),
    "LocalAccounts": dict(susi="B2C_1A_signup_signin", reset=RESET, edit=EDIT, in_flow=False, selects=False),
    "SocialAndLocalAccounts": dict(susi="B2C_1A_signup_signin", reset=RESET, edit=EDIT, in_flow=False, selects=True),
}


@pytest.fixture
def pack(request, server):
    return PACKS[request.node.callspec.params["server"]]


each_pack = pytest.mark.parametrize("server", PACKS, indirect=True)
# Where the third has the same pages as the second.
two_packs = pytest.mark.parametrize("server", ["Policies", "LocalAccounts"], indirect=True)


@each_pack
def test_sign_up_sign_in_and_edit(anyone, server, application, pack):
    address = new_address()

    request = application.sign_in(server, pack["susi"])
    anyone.visit(request).sign_up(address)
    claims = anyone.claims(request)
    assert (claims["name"], claims["given_name"], claims["family_name"]) == ("Ann Example", "Ann", "Example")
    subject = claims["sub"]

    request = application.sign_in(server, pack["susi"], prompt="login")
    anyone.visit(request).enter(address, "Wrong-Password-1")
    anyone.expect_problem()
    anyone.enter(address)
    assert anyone.claims(request)["sub"] == subject

    request = application.sign_in(server, pack["edit"], prompt="login")
    anyone.visit(request)
    if pack["selects"]:
        anyone.click("#LocalAccountSigninEmailExchange")
    anyone.enter(address)
    expect(anyone.page.locator("#givenName")).to_have_value("Ann")
    anyone.fill(givenName="Anna")
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == subject

    request = application.sign_in(server, pack["susi"], prompt="login")
    anyone.visit(request).enter(address)
    assert anyone.claims(request)["given_name"] == "Anna"


@each_pack
def test_forgotten_password(anyone, server, application, pack):
    address = new_address()
    request = application.sign_in(server, pack["susi"])
    anyone.visit(request).sign_up(address)
    subject = anyone.claims(request)["sub"]

    request = application.sign_in(server, pack["susi"], prompt="login")
    anyone.visit(request).click("#forgotPassword")
    if not pack["in_flow"]:
        # The application hears of it, and starts the policy for it.
        answer = anyone.answer(request)
        assert answer["error"] == "access_denied"
        assert answer["error_description"].startswith("AADB2C90118: ")
        request = application.sign_in(server, pack["reset"])
        anyone.visit(request)
    anyone.prove_address(address)
    anyone.click("#continue")
    anyone.fill(newPassword=NEW_PASSWORD, reenterPassword=NEW_PASSWORD)
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == subject

    request = application.sign_in(server, pack["susi"], prompt="login")
    anyone.visit(request).enter(address, PASSWORD)
    anyone.expect_problem()
    anyone.enter(address, NEW_PASSWORD)
    assert anyone.claims(request)["sub"] == subject


@two_packs
def test_cancelling_tells_the_application(anyone, server, application, pack):
    request = application.sign_in(server, pack["susi"])
    anyone.visit(request).click("#createAccount")
    anyone.click("#cancel")
    answer = anyone.answer(request)
    assert answer["error"] == "access_denied"
    assert answer["error_description"].startswith("AADB2C90091: ")
    assert "Correlation ID: " in answer["error_description"]


@two_packs
def test_what_sign_up_refuses(anyone, server, application, pack):
    """An address without its code, a code that is wrong, passwords that differ, an account that is there."""
    address = new_address()
    request = application.sign_in(server, pack["susi"])
    anyone.visit(request).sign_up(address)
    anyone.claims(request)

    request = application.sign_in(server, pack["susi"], prompt="login")
    anyone.visit(request).click("#createAccount")
    anyone.page.locator("#email").fill(address)
    anyone.click("#email_ver_but_send")
    anyone.page.locator("#email_ver_input").fill("000000")
    anyone.click("#email_ver_but_verify")
    expect(anyone.page.locator("#email_fail")).to_be_visible()
    anyone.page.locator("#email_ver_input").fill(server.code(address, after=1))
    anyone.click("#email_ver_but_verify")
    anyone.page.locator('[data-verification="email"] .success span').wait_for()

    anyone.fill(newPassword=PASSWORD, reenterPassword=NEW_PASSWORD, displayName="Ann")
    anyone.page.locator("[id=givenName]").fill("Ann")
    anyone.page.locator("[id=surname i]").fill("Example")
    anyone.click("#continue")
    anyone.expect_problem()
    anyone.fill(newPassword=PASSWORD, reenterPassword=PASSWORD)
    anyone.click("#continue")
    anyone.expect_problem()
    assert not [a for a in application.answers if a.get("state") == request.state]
