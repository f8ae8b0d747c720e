"""The starter pack's scenarios in a browser: phone number instead of a password; and a person of Facebook with a second
factor, who edits the profile."""

import pytest
from playwright.sync_api import expect

from conftest import pack_folder
from support.overlay import point_facebook_at
from support.person import Person, new_address, new_number
from support.provider import Provider

PHONE, CHANGE = "B2C_1A_SignUpOrSignInWithPhone", "B2C_1A_ChangePhoneNumber"
SUSI, EDIT = "B2C_1A_signup_signin", "B2C_1A_ProfileEdit"
CONTROL = "#phoneVerificationControl_but_"


def type_number(person, national):
    person.page.locator("#countryCode").select_option("CH")
    person.page.locator("#nationalNumber").fill(national)


def prove_number(person, national, number):
    """The scenario's display control."""
    type_number(person, national)
    person.click(CONTROL + "send_code")
    person.page.locator("#verificationCode").wait_for()
    person.page.locator("#verificationCode").fill(person.server.code(number))
    person.click(CONTROL + "verify_code")
    expect(person.page.locator(CONTROL + "verify_code")).not_to_be_visible()


def prove_known_address(person, field, address):
    """An address that the page fills in by itself, and that nobody may change."""
    expect(person.page.locator(f"#{field}")).to_have_value(address)
    expect(person.page.locator(f"#{field}")).not_to_be_editable()
    before = len(person.server.messages(address))
    person.click(f"#{field}_ver_but_send")
    person.page.locator(f"#{field}_ver_input").fill(person.server.code(address, after=before, channel="mail"))
    person.click(f"#{field}_ver_but_verify")
    person.page.locator(f'[data-verification="{field}"] .success span').wait_for()


def receive_code(person, national, number, before=0):
    type_number(person, national)
    person.click("#continue")
    person.page.locator("#verificationCode").wait_for()
    person.page.locator("#verificationCode").fill(person.server.code(number, after=before))
    person.click("#continue")


@pytest.mark.parametrize("server", ["scenarios/phone-number-passwordless"], indirect=True)
def test_a_phone_number_instead_of_a_password(anyone, server, application):
    (national, number), (next_national, next_number) = new_number(), new_number()
    address = new_address()
    request = application.sign_in(server, PHONE)
    anyone.visit(request).click("#SignUpWithPhone")
    anyone.page.locator("#displayName").fill("Ann Example")
    prove_number(anyone, national, number)
    # Without scripts the page was loaded again in between.
    anyone.page.locator("#displayName").fill("Ann Example")
    anyone.click("#continue")
    anyone.prove_address(address)
    anyone.click("#continue")
    claims = anyone.claims(request)
    assert claims["signInNames.phoneNumber"] == number, claims

    request = application.sign_in(server, CHANGE, prompt="login")
    anyone.visit(request)
    type_number(anyone, national)
    anyone.click("#continue")
    prove_known_address(anyone, "strongAuthenticationEmailAddress", address)
    anyone.click("#continue")
    prove_number(anyone, next_national, next_number)
    anyone.click("#continue")
    expect(anyone.page.locator("body")).to_contain_text("Your phone number has been updated.")
    anyone.click("#continue")
    changed = anyone.claims(request)
    assert (changed["sub"], changed["signInNames.phoneNumber"]) == (claims["sub"], next_number)

    request = application.sign_in(server, PHONE, prompt="login")
    anyone.visit(request).fill(phoneNumber=next_number)
    anyone.click("#next")
    receive_code(anyone, next_national, next_number, before=1)
    assert anyone.claims(request)["sub"] == claims["sub"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_person_of_facebook_with_a_second_factor(start_server, application, browser_context, scripts):
    provider = Provider()
    provider.person["id"] = provider.person["sub"] = new_address()
    server = start_server(
        pack_folder("SocialAndLocalAccountsWithMfa"), overlay=point_facebook_at(provider.origin))
    person = Person(browser_context(java_script_enabled=scripts).new_page(), server, application, scripts=scripts)
    national, number = new_number()
    request = application.sign_in(server, SUSI)
    person.visit(request).click("#FacebookExchange")
    expect(person.page.locator("#displayName")).to_have_value("Bea Social")
    person.click("#continue")
    person.choose_number(national, "#sendCode")
    person.give_code(number, "text")
    subject = person.claims(request)["sub"]

    request = application.sign_in(server, EDIT, prompt="login")
    person.visit(request).click("#FacebookExchange")
    person.click("#sendCode")
    person.give_code(number, "text", before=1)
    expect(person.page.locator("#givenName")).to_have_value("Bea")
    person.fill(givenName="Beatrice")
    person.click("#continue")
    assert person.claims(request)["sub"] == subject

    # No page but the provider's: the session has the number, and the account the new name.
    request = application.sign_in(server, SUSI)
    person.visit(request)
    claims = person.claims(request)
    assert (claims["sub"], claims["given_name"]) == (subject, "Beatrice")
    provider.stop()
