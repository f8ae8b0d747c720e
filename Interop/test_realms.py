"""A realm in a real browser: signing up and in, passkeys of every kind, and what goes wrong."""

import re
import time

import pytest
from playwright.sync_api import expect

from support.accessibility import problems_of, problems_of_keyboard
from support.person import new_address
from support.realm import NO_AUTOFILL, Keys, RealmPerson, RealmSignIn

NOT_RIGHT = re.compile("not the code")


@pytest.fixture
def somebody(browser_context, server, application):
    return RealmPerson(browser_context().new_page(), server, application)


def test_somebody_signs_up_and_makes_a_passkey(somebody):
    address = new_address()
    keys = Keys(somebody.page)
    sign_in = somebody.visit()
    somebody.sign_up(address, uplift="#createPasskey")
    claims = somebody.claims(sign_in)
    assert claims["email"] == address and claims["email_verified"] is True
    assert claims["action_state"] == "CHALLENGE_SUCCEEDED" and claims["is_enrolled"] is True
    assert claims["acr"] == "urn:cardea:aal2" and "mfa" in claims["amr"]
    assert [c["isResidentCredential"] for c in keys.credentials] == [True]


def test_signing_in_by_autofill(somebody):
    keys = somebody.with_passkey(new_address())
    sign_in = somebody.visit()
    # The browser offers it by itself, and the virtual authenticator takes it.
    claims = somebody.claims(sign_in)
    assert claims["acr"] == "urn:cardea:aal2" and "pop" in claims["amr"]
    assert keys.credentials[0]["signCount"] > 1


@pytest.mark.parametrize("options", [
    {"transport": "internal"}, {"transport": "usb"}, {"transport": "nfc"}, {"transport": "ble"},
    {"transport": "hybrid"}, {"transport": "internal", "defaultBackupEligibility": True, "defaultBackupState": True},
], ids=lambda o: "-".join(str(v) for v in o.values()))
def test_signing_in_by_button_over_every_transport(somebody, options):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys = Keys(somebody.page, **options)
    sign_in = somebody.visit()
    somebody.sign_up(new_address())
    somebody.page.locator("#createPasskey, #arrived").first.wait_for()
    if somebody.page.locator("#createPasskey").count():
        somebody.page.locator("#createPasskey").click()
    somebody.claims(sign_in)
    if not keys.credentials:
        add_passkey(somebody)
    somebody.sign_out()
    sign_in = somebody.visit()
    somebody.page.locator("#passkey").click()
    claims = somebody.claims(sign_in)
    assert "user" in claims["amr"]


def add_passkey(somebody):
    page = somebody.page
    page.goto(f"{somebody.server.origin}/demo/account")
    page.locator("#createPasskey").click()
    page.locator("#again:visible, h1:text('Your account')").first.wait_for()
    if page.locator("#again:visible").count():
        page.locator("#again").click()
    expect(page.locator("h1")).to_have_text("Your account")


def test_a_key_that_verifies_nobody_is_worth_less(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys = Keys(
        somebody.page, transport="usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    address = new_address()
    somebody.visit()
    somebody.sign_up(address)
    somebody.page.locator("#arrived").wait_for()
    add_passkey(somebody)
    somebody.sign_out()
    assert [c["isResidentCredential"] for c in keys.credentials] == [False]
    sign_in = somebody.visit()
    somebody.enter(address)
    somebody.choose("PASSKEY")
    claims = somebody.claims(sign_in)
    assert claims["acr"] == "urn:cardea:aal1" and "user" not in claims["amr"] and "mfa" not in claims["amr"]


def test_user_verification_refused_signs_nobody_in(somebody):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys = somebody.with_passkey(new_address())
    keys.send("setUserVerified", isUserVerified=False)
    somebody.visit()
    somebody.page.locator("#passkey").click()
    somebody.page.wait_for_timeout(2000)
    assert not somebody.page.locator("#arrived").count()
    # There is always another way.
    expect(somebody.page.locator("#field")).to_be_visible()


@pytest.mark.parametrize("bits", [{"isBogusSignature": True}, {"isBadUP": True}], ids=lambda b: next(iter(b)))
def test_a_broken_answer_signs_nobody_in(somebody, bits):
    somebody.page.add_init_script(NO_AUTOFILL)
    keys = somebody.with_passkey(new_address())
    keys.override(**bits)
    somebody.visit()
    somebody.page.locator("#passkey").click()
    expect(somebody.page.locator(".notice").first).to_contain_text("did not work")
    assert not somebody.page.locator("#arrived").count()


def test_a_counter_that_falls_back_is_told_to_the_owner(somebody):
    address = new_address()
    keys = somebody.with_passkey(address)
    sign_in = somebody.visit()
    somebody.claims(sign_in)
    somebody.sign_out()
    credential = keys.credentials[0] | {"signCount": 0}
    keys.send("removeCredential", credentialId=credential["credentialId"])
    before = len(somebody.server.messages(address))
    keys.send("addCredential", credential=credential | {"signCount": 1})
    somebody.claims(somebody.visit())
    somebody.page.goto(f"{somebody.server.origin}/demo/account")
    expect(somebody.page.locator(".log")).to_contain_text("may have been copied")
    assert len(somebody.server.messages(address)) > before


def test_a_passkey_that_was_removed_is_unknown(somebody):
    keys = somebody.with_passkey(new_address())
    somebody.claims(somebody.visit())
    page = somebody.page
    page.goto(f"{somebody.server.origin}/demo/account")
    passkey = page.locator(".factor", has_text="Passkey")
    passkey.locator("summary.danger").click()
    passkey.locator("button.danger").click()
    expect(page.locator(".notice")).to_have_text("Removed.")
    somebody.press("#signOut")
    assert keys.credentials is not None
    somebody.visit()
    page.locator("#field").wait_for()
    assert not page.locator("#arrived").count()


def test_the_code_by_mail_and_a_wrong_one(somebody):
    address = new_address()
    somebody.visit()
    somebody.sign_up(address)
    somebody.page.locator("#arrived").wait_for()
    somebody.sign_out()
    sign_in = somebody.visit(prompt="login")
    somebody.enter(address)
    before = len(somebody.server.messages(address))
    somebody.choose("EMAIL_OTP")
    expect(somebody.page.locator("h1")).to_have_text("Check your e-mail")
    for left in (4, 3):
        somebody.page.locator("#field").fill("000000")
        expect(somebody.page.locator("#problem")).to_contain_text(f"Tries left: {left}")
    somebody.type_code(address, before)
    claims = somebody.claims(sign_in)
    assert claims["acr"] == "urn:cardea:aal1" and claims["amr"] == ["otp"]


def test_too_many_wrong_codes(somebody):
    address = new_address()
    somebody.visit()
    somebody.sign_up(address)
    somebody.page.locator("#arrived").wait_for()
    somebody.sign_out()
    somebody.visit()
    somebody.enter(address)
    somebody.choose("EMAIL_OTP")
    for left in (4, 3, 2, 1):
        somebody.page.locator("#field").fill("000000")
        expect(somebody.page.locator("#problem")).to_contain_text(f"Tries left: {left}")
    somebody.page.locator("#field").fill("000000")
    expect(somebody.page.locator(".notice").first).to_contain_text("Too many tries")
    expect(somebody.page.locator("#field")).to_have_count(0)
    somebody.page.locator("#others").click()
    expect(somebody.page.locator(".way")).not_to_have_count(0)


def test_an_unknown_name_sees_what_a_known_one_sees(somebody, browser_context):
    known = new_address()
    somebody.visit()
    somebody.sign_up(known)
    somebody.page.locator("#arrived").wait_for()
    seen = []
    for name in (known, new_address()):
        stranger = RealmPerson(browser_context().new_page(), somebody.server, somebody.application)
        stranger.visit()
        stranger.enter(name)
        ways = stranger.page.locator(".way").all_inner_texts()
        stranger.choose("EMAIL_OTP")
        expect(stranger.page.locator("#field")).to_be_visible()
        text = stranger.page.locator("main").inner_text().replace(name, "NAME")
        seen.append((ways, re.sub(r"\d+ s", "", text)))
    assert seen[0] == seen[1]


def test_without_scripts(browser_context, server, application):
    context = browser_context(java_script_enabled=False)
    somebody, address = RealmPerson(context.new_page(), server, application), new_address()
    page = somebody.page
    somebody.visit()
    expect(page.locator("#passkey")).not_to_be_visible()
    somebody.press("#create")
    somebody.enter(address)
    somebody.enter(server.code(address))
    page.locator("#arrived").wait_for()
    page.goto(f"{server.origin}/demo/account")
    somebody.press("#signOut")
    sign_in = somebody.visit()
    somebody.enter(address)
    before = len(server.messages(address))
    somebody.choose("EMAIL_OTP")
    somebody.enter("123")
    expect(page.locator("#problem")).to_have_text(NOT_RIGHT)
    somebody.enter(server.code(address, after=before))
    assert somebody.claims(sign_in)["email"] == address


def test_the_back_button_and_a_second_tab(somebody):
    address = new_address()
    first = somebody.visit()
    other = RealmPerson(somebody.page.context.new_page(), somebody.server, somebody.application)
    second = other.visit(login_hint=address)
    expect(other.page.locator("#field")).to_have_value(address)
    somebody.sign_up(address)
    somebody.claims(first)
    # The other tab goes on by itself, with its own answer.
    other.press("#create")
    other.enter(address)
    other.type_code(address, 1)
    assert other.claims(second)["email"] == address
    somebody.page.go_back()
    expect(somebody.page.locator("h1")).to_have_text("This page is out of date")


def test_a_session_answers_and_prompts_ask(somebody):
    address = new_address()
    sign_in = somebody.visit()
    somebody.sign_up(address)
    first = somebody.claims(sign_in)
    again = somebody.visit(prompt="none")
    claims = somebody.claims(again)
    assert claims["sub"] == first["sub"] and claims["sid"] == first["sid"]
    assert claims["auth_time"] == first["auth_time"]
    somebody.visit(prompt="login")
    expect(somebody.page.locator("h1")).to_have_text("Sign in")
    time.sleep(1.1)
    somebody.visit(max_age="0")
    expect(somebody.page.locator("h1")).to_have_text("Sign in")
    somebody.sign_out()
    denied = somebody.visit(prompt="none")
    assert somebody.answer(denied)["error"] == "login_required"


def test_cancelling_tells_the_application(somebody):
    sign_in = somebody.visit()
    somebody.page.locator("#cancel").click()
    assert somebody.answer(sign_in)["error"] == "access_denied"


def test_a_step_up_asks_for_what_is_missing(somebody):
    """RFC 9470: a session of one code is not enough; the passkey is."""
    address = new_address()
    somebody.page.add_init_script(NO_AUTOFILL)
    somebody.with_passkey(address)
    weak = somebody.visit()
    somebody.enter(address)
    before = len(somebody.server.messages(address))
    somebody.choose("EMAIL_OTP")
    somebody.type_code(address, before)
    assert somebody.claims(weak)["acr"] == "urn:cardea:aal1"
    strong = somebody.visit(acr_values="urn:cardea:aal2")
    expect(somebody.page.locator(".way")).to_have_count(1)
    somebody.choose("PASSKEY")
    claims = somebody.claims(strong)
    assert claims["acr"] == "urn:cardea:aal2" and claims["email"] == address


def test_a_refresh_asks_after_the_person(somebody):
    sign_in = somebody.visit()
    somebody.sign_up(new_address())
    tokens = sign_in.exchange(somebody.answer(sign_in)["code"])
    again = sign_in.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert again.status_code == 200, again.text
    info = somebody.page.request.get(
        f"{sign_in.issuer}/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert info["email_verified"] is True and info["sub"]


def test_the_account_page_by_keyboard_alone(somebody):
    page, keyboard = somebody.page, somebody.page.keyboard
    somebody.visit()
    somebody.sign_up(new_address())
    page.locator("#arrived").wait_for()
    page.goto(f"{somebody.server.origin}/demo/account")

    def tab_to(selector):
        for _ in range(40):
            if page.locator(f"{selector}:focus").count():
                return
            keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}")

    tab_to("#add")
    keyboard.press("Enter")
    tab_to('[data-method="RECOVERY_CODE"]')
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    tab_to("button.primary")
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Save your recovery codes")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10 and len(set(codes)) == 10
    tab_to("#saved")
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your account")
    expect(page.locator(".factor")).to_have_count(2)


def test_signing_out_elsewhere(somebody, browser_context):
    address = new_address()
    somebody.visit()
    somebody.sign_up(address)
    somebody.page.locator("#arrived").wait_for()
    other = RealmPerson(browser_context().new_page(), somebody.server, somebody.application)
    other.visit()
    before = len(somebody.server.messages(address))
    other.enter(address)
    other.choose("EMAIL_OTP")
    other.type_code(address, before)
    other.page.locator("#arrived").wait_for()
    somebody.page.goto(f"{somebody.server.origin}/demo/account")
    somebody.page.locator("#endOthers").click()
    expect(somebody.page.locator(".notice")).to_have_text("Signed out there.")
    denied = other.visit(prompt="none")
    assert other.answer(denied)["error"] == "login_required"


def test_the_demo_tenant_signs_in_through_the_demo_realm(somebody):
    page, address = somebody.page, new_address()
    Keys(page)
    page.goto(somebody.server.origin)
    page.get_by_role("link", name="Run B2C_1A_SignInWithRealm now").click()
    somebody.sign_up(address, uplift="#createPasskey")
    expect(page).to_have_url(re.compile("/token"))
    expect(page.locator("body")).to_contain_text(address)
    expect(page.locator("body")).to_contain_text("urn:cardea:aal2")


PAGES = {
    "sign-in": lambda s: s.visit(),
    "sign-up": lambda s: (s.visit(), s.press("#create")),
    "methods": lambda s: (s.visit(), s.enter("nobody@example.com"), s.page.locator(".way").first.wait_for()),
    "code": lambda s: (s.visit(), s.enter(new_address()), s.choose("EMAIL_OTP")),
    "wrong code": lambda s: (
        s.visit(), s.enter(new_address()), s.choose("EMAIL_OTP"), s.page.locator("#field").fill("000000"),
        s.page.locator("#problem").wait_for()),
    "app": lambda s: (s.visit(), s.enter("nobody@example.com"), s.choose("AUTHENTICATOR_APP")),
    "recovery": lambda s: (s.visit(), s.enter("nobody@example.com"), s.choose("RECOVERY_CODE")),
    "account": lambda s: (
        s.visit(), s.sign_up(new_address()), s.page.locator("#arrived").wait_for(),
        s.page.goto(f"{s.server.origin}/demo/account")),
    "set-up app": lambda s: (
        s.visit(), s.sign_up(new_address()), s.page.locator("#arrived").wait_for(),
        s.page.goto(f"{s.server.origin}/demo/account"), s.page.locator("#add").click(),
        s.choose("AUTHENTICATOR_APP"), s.page.locator("button.primary").click()),
    "lost": lambda s: s.page.goto(f"{s.server.origin}/demo/signin/nothing"),
    "refused": lambda s: s.page.goto(f"{s.server.origin}/demo/oidc/auth?client_id=nobody"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_it(browser_context, server, application, name, scheme):
    context = browser_context(color_scheme=scheme, viewport={"width": 375, "height": 800})
    somebody = RealmPerson(context.new_page(), server, application)
    PAGES[name](somebody)
    somebody.page.wait_for_load_state()
    assert problems_of(somebody.page) == []
    assert problems_of_keyboard(somebody.page) == []


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "ja", "ar"])
def test_in_every_language(browser_context, server, application, language):
    context = browser_context(locale=language, viewport={"width": 375, "height": 800})
    somebody = RealmPerson(context.new_page(), server, application)
    somebody.visit()
    assert somebody.page.locator("html").get_attribute("lang") == language
    expect(somebody.page.locator("h1")).not_to_have_text("Sign in")
    assert problems_of(somebody.page) == []


def test_nothing_but_registered_pages_frames_it(server, application):
    sign_in = RealmSignIn(server, application)
    session = server.session()
    answer = session.get(sign_in.url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors {server.origin}" in policy.replace("127.0.0.1", "localhost") or "frame-ancestors" in policy
    assert "unsafe" not in policy
