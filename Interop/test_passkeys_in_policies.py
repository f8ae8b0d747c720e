"""Passkeys, codes and rules of a tenant's own policy (docs/passkeys-in-policies.md), without a realm."""

import json
import re

import pytest
import requests
from playwright.sync_api import expect

from support.accessibility import problems_of, problems_of_keyboard
from support.person import PASSWORD, Person, new_address
from support.realm import NO_AUTOFILL, Keys

POLICY = "B2C_1A_SignUpOrSignInPasskey"
NOT_ACCEPTED = re.compile("was not accepted")


@pytest.fixture
def somebody(browser_context, server, application):
    return Person(browser_context().new_page(), server, application)


def start(somebody, **parameters):
    sign_in = somebody.application.sign_in(somebody.server, POLICY, **parameters)
    somebody.visit(sign_in)
    return sign_in


def with_passkey(somebody, **options):
    """An account whose owner has taken the passkey that was offered, signed out again."""
    keys = Keys(somebody.page, **options)
    # Nothing is offered while there is none; later tests say when the device answers.
    keys.presence(True)
    address = new_address()
    sign_in = start(somebody)
    somebody.sign_up(address)
    somebody.page.locator("#passkey").click()
    claims = somebody.claims(sign_in)
    assert claims["new_passkey"] is True and claims["newUser"] is True
    somebody.page.context.clear_cookies()
    return keys, address, claims["sub"]


def test_sign_up_passkey_and_autofill(somebody):
    keys, address, subject = with_passkey(somebody)
    assert [c["isResidentCredential"] for c in keys.credentials] == [True]
    assert keys.credentials[0]["rpId"] == "localhost"
    sign_in = start(somebody)
    # Nobody presses anything: the browser offers the passkey in the field, and the virtual authenticator takes it.
    claims = somebody.claims(sign_in)
    assert claims["sub"] == subject and claims["email"] == address
    assert claims["signed_in_by"] == "passkey" and set(claims["amr"]) >= {"pop", "user", "mfa"}
    assert claims["decision"] == "ALLOW" and claims["new_passkey"] is False


def test_the_field_of_the_name_offers_passkeys(somebody):
    start(somebody)
    expect(somebody.page.locator("#signInName")).to_have_attribute("autocomplete", "username webauthn")


def test_the_button_asks_in_place(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    _, _, subject = with_passkey(somebody)
    sign_in = start(somebody)
    somebody.page.locator("#Passkey").click()
    assert somebody.claims(sign_in)["sub"] == subject


def test_user_verification_refused_signs_nobody_in(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys, address, _ = with_passkey(somebody)
    keys.send("setUserVerified", isUserVerified=False)
    sign_in = start(somebody)
    somebody.page.locator("#Passkey").click()
    somebody.expect_problem("No passkey was used")
    # The page is still there, and another way too.
    somebody.enter(address)
    confirm_by_mail(somebody, address)
    assert somebody.claims(sign_in)["signed_in_by"] == "password"


def confirm_by_mail(somebody, address):
    """A password in a new browser is not enough."""
    somebody.page.locator("#verificationCode").wait_for()
    somebody.page.locator("#verificationCode").fill(somebody.server.code(address, channel="mail"))
    somebody.click("#oneTimeCode_but_verify_code")


@pytest.mark.parametrize("bits", [{"isBogusSignature": True}, {"isBadUV": True}, {"isBadUP": True}],
                         ids=lambda b: next(iter(b)))
def test_a_broken_answer_signs_nobody_in(somebody, bits):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys, _, _ = with_passkey(somebody)
    keys.override(**bits)
    start(somebody)
    somebody.page.locator("#Passkey").click()
    somebody.expect_problem("was not accepted")
    assert not somebody.page.locator("#arrived").count()


def test_a_passkey_that_nobody_knows(somebody, browser_context, server, application):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys, _, _ = with_passkey(somebody)
    [credential] = keys.credentials
    # The same id is on nobody's account: another credential takes its place on the device.
    stranger = credential | {"credentialId": "c3RyYW5nZXJzIGNyZWRlbnRpYWwgaWQgIQ=="}
    keys.send("removeCredential", credentialId=credential["credentialId"])
    keys.send("addCredential", credential={name: stranger[name] for name in (
        "credentialId", "isResidentCredential", "rpId", "privateKey", "userHandle", "signCount")})
    start(somebody)
    somebody.page.locator("#Passkey").click()
    somebody.expect_problem("does not belong to any account")


def captured(somebody):
    """Answers of the device are caught on their way, and sent by nobody."""
    somebody.page.evaluate("""() => {
      HTMLFormElement.prototype.submit = function () { window.caught = Object.fromEntries(new FormData(this)); };
    }""")
    somebody.page.locator("#Passkey").click()
    # Not `wait_for_function`: the page's policy lets nothing be evaluated later.
    for _ in range(200):
        form = somebody.page.evaluate("window.caught")
        if form:
            break
        somebody.page.wait_for_timeout(50)
    assert form
    action = somebody.page.locator("#passkeyForm").get_attribute("action")
    return action, form


def send(somebody, action, form):
    """As the page's form, by the browser itself."""
    somebody.page.evaluate("""([action, form]) => {
      const made = document.createElement("form");
      Object.assign(made, { method: "post", action });
      for (const [name, value] of Object.entries(form)) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        made.append(field);
      }
      document.body.append(made);
      made.requestSubmit();
    }""", [action, form])
    somebody.page.wait_for_load_state()


def test_an_answer_counts_once(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    with_passkey(somebody)
    sign_in = start(somebody)
    action, form = captured(somebody)
    # First with a signature that is not right, then as it was: the question is used up.
    broken = json.loads(form["credential"])
    broken["response"]["signature"] = broken["response"]["signature"][:-8] + "AAAAAAAA"
    send(somebody, action, form | {"credential": json.dumps(broken)})
    somebody.expect_problem("was not accepted")
    send(somebody, action, form)
    somebody.expect_problem("took too long")
    somebody.page.locator("#Passkey").click()
    assert somebody.claims(sign_in)["signed_in_by"] == "passkey"


def test_an_answer_counts_where_it_was_asked_for(somebody, browser_context, server, application):
    """Somebody else's answer, in a browser of one's own: its question was another."""
    somebody.page.add_init_script(NO_AUTOFILL)
    with_passkey(somebody)
    start(somebody)
    _, stolen = captured(somebody)
    thief = Person(browser_context().new_page(), server, application)
    thief.page.add_init_script(NO_AUTOFILL)
    start(thief)
    action = thief.page.locator("#passkeyForm").get_attribute("action")
    own = {"csrf_token": thief.page.locator("#passkeyForm [name=csrf_token]").get_attribute("value")}
    send(thief, action, stolen | own)
    thief.expect_problem("took too long")
    # The thief has a question of their own now; it is not the one that was answered.
    thief.page.evaluate("""async () => {
      const form = document.querySelector("#passkeyForm");
      await fetch(form.dataset.options, { method: "POST", credentials: "same-origin", headers: {
        "X-CSRF-TOKEN": SETTINGS.csrf, "X-Requested-With": "XMLHttpRequest",
        "Content-Type": "application/x-www-form-urlencoded" }, body: "exchange=Passkey" });
    }""")
    send(thief, action, stolen | own)
    thief.expect_problem("was not accepted")
    assert not thief.page.locator("#arrived").count()


def test_without_the_page_token_nobody_asks(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    start(somebody)
    options = somebody.page.locator("#passkeyForm").get_attribute("data-options")
    answer = requests.post(
        somebody.server.origin + options, data={"exchange": "Passkey"}, headers={"X-Requested-With": "XMLHttpRequest"},
        verify=somebody.server.authority, timeout=10)
    assert "challenge" not in answer.text


def test_without_scripts_the_page_stays_as_it_is(browser_context, server, application):
    plain = Person(browser_context(java_script_enabled=False).new_page(), server, application, scripts=False)
    sign_in = start(plain)
    address = new_address()
    plain.sign_up(address)
    # The offer says that it needs scripts, and is passed over.
    expect(plain.page.locator("noscript, .notice").first).to_be_attached()
    plain.click("#skip")
    assert plain.claims(sign_in)["new_passkey"] is False
    plain.page.context.clear_cookies()
    sign_in = start(plain)
    plain.enter(address)
    confirm_by_mail(plain, address)
    # Not so soon again.
    assert plain.claims(sign_in)["email"] == address


def test_a_code_by_mail_signs_in(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    _, address, subject = with_passkey(somebody)
    sign_in = start(somebody)
    somebody.click("#EmailCode")
    before = len(somebody.server.messages(address))
    somebody.fill(email=address)
    somebody.click("#emailCode_but_send_code")
    somebody.page.locator("#verificationCode").wait_for()
    somebody.fill(verificationCode=somebody.server.code(address, after=before, channel="mail"))
    somebody.click("#emailCode_but_verify_code")
    somebody.page.locator('[data-verification="emailCode"] .success span').wait_for()
    somebody.click("#continue")
    claims = somebody.claims(sign_in)
    assert claims["sub"] == subject and claims["signed_in_by"] == "emailCode"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_everybody(browser_context, server, application, scheme):
    somebody = Person(browser_context(color_scheme=scheme).new_page(), server, application)
    somebody.page.add_init_script(NO_AUTOFILL)
    Keys(somebody.page)
    start(somebody)
    assert problems_of(somebody.page) == []
    address = new_address()
    somebody.sign_up(address)
    somebody.page.locator("#skip").wait_for()
    assert problems_of(somebody.page) == [] and problems_of_keyboard(somebody.page) == []
    somebody.click("#skip")
    somebody.page.locator("#arrived").wait_for()
    somebody.page.context.clear_cookies()
    start(somebody)
    somebody.enter(address)
    somebody.page.locator("#verificationCode").wait_for()
    assert problems_of(somebody.page) == [] and problems_of_keyboard(somebody.page) == []
