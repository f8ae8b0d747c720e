"""The second factor of SocialAndLocalAccountsWithMfa, by text message and by call."""

import pytest
from playwright.sync_api import expect

from support.person import new_address, new_number

SUSI, RESET, EDIT = "B2C_1A_signup_signin", "B2C_1A_PasswordReset", "B2C_1A_ProfileEdit"
BUTTONS = {"text": "#sendCode", "call": "#verifyPhone"}

pytestmark = pytest.mark.parametrize("server", ["SocialAndLocalAccountsWithMfa"], indirect=True)


def sign_up(anyone, application, channel):
    address, (national, number) = new_address(), new_number()
    request = application.sign_in(anyone.server, SUSI)
    anyone.visit(request).sign_up(address)
    anyone.choose_number(national, BUTTONS[channel])
    anyone.give_code(number, channel)
    return address, number, anyone.claims(request)["sub"]


@pytest.mark.parametrize("channel", BUTTONS)
def test_enrol_then_session_then_prove_the_number(anyone, server, application, channel):
    address, number, subject = sign_up(anyone, application, channel)

    # The session knows both factors: no page is shown.
    request = application.sign_in(server, SUSI)
    anyone.visit(request)
    assert anyone.claims(request)["sub"] == subject

    request = application.sign_in(server, SUSI, prompt="login")
    anyone.visit(request).enter(address)
    expect(anyone.page.locator("#number_0")).to_have_text(f"XXX-XXX-{number[-4:]}")
    anyone.click(BUTTONS[channel])
    anyone.give_code(number, channel, before=1)
    assert anyone.claims(request)["sub"] == subject


def test_a_second_code_and_three_wrong_ones(anyone, server, application):
    address, number, _ = sign_up(anyone, application, "text")
    request = application.sign_in(server, SUSI, prompt="login")
    anyone.visit(request).enter(address)
    anyone.click(BUTTONS["text"])
    first = server.code(number, after=1)
    anyone.click("#retryCode")
    second = server.code(number, after=2)
    for wrong in (f"{(int(second) + 1) % 1_000_000:06d}", first if first != second else "000000"):
        anyone.type_code(wrong)
        anyone.expect_problem()
    anyone.type_code("999999" if second != "999999" else "888888")
    answer = anyone.answer(request)
    assert "code" not in answer
    assert answer["error_description"].startswith("AADB2C90"), answer


def test_a_number_that_is_none(anyone, server, application):
    request = application.sign_in(server, SUSI)
    anyone.visit(request).sign_up(new_address())
    anyone.choose_number("12", BUTTONS["text"])
    anyone.expect_problem()
    national, number = new_number()
    anyone.choose_number(national, BUTTONS["text"])
    anyone.give_code(number, "text")
    assert anyone.claims(request)["sub"]


def test_reset_and_edit_ask_for_the_number(anyone, server, application):
    address, number, subject = sign_up(anyone, application, "text")
    request = application.sign_in(server, RESET, prompt="login")
    anyone.visit(request).prove_address(address)
    anyone.click("#continue")
    anyone.click(BUTTONS["text"])
    anyone.give_code(number, "text", before=1)
    anyone.fill(newPassword="Another-Mule-8", reenterPassword="Another-Mule-8")
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == subject

    request = application.sign_in(server, EDIT, prompt="login")
    anyone.visit(request).click("#LocalAccountSigninEmailExchange")
    anyone.enter(address, "Another-Mule-8")
    anyone.click(BUTTONS["call"])
    anyone.give_code(number, "call", before=2)
    anyone.fill(givenName="Anna")
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == subject
