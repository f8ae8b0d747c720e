"""What `page.js` does beyond a plain form: each of its functions, driven through the page that has it."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from support.gallery import policy
from support.person import PASSWORD, Person, new_address, new_number

gallery = pytest.mark.parametrize("server", ["Gallery"], indirect=True)
MFA, MFA_POLICY = "SocialAndLocalAccountsWithMfa", "B2C_1A_signup_signin"
SUSI = "B2C_1A_SignUpOrSignIn"
TEN_SECONDS = 10_000


class Posts:
    """The posts that a page sends; some are answered here in the server's place, some are kept waiting."""

    def __init__(self, page):
        self.page, self.sent, self.answers = page, [], []
        page.route(re.compile(r"/(SelfAsserted|Phonefactor/verify)"), self._handle)

    def _handle(self, route):
        if route.request.method != "POST":
            return route.fallback()
        self.sent.append(route.request)
        answer = self.answers.pop(0) if self.answers else None
        if answer == "offline":
            return route.abort("internetdisconnected")
        if answer is None:
            return route.continue_()
        return route.fulfill(json=answer)

    @property
    def fields(self):
        return [dict(item.split("=", 1) for item in (request.post_data or "").split("&") if item)
                for request in self.sent]


@pytest.fixture
def posts(person):
    return Posts(person.page)


def email_page(person, *, sent=False):
    page = person.visit(person.application.sign_in(person.server, policy("Email"))).page
    if sent:
        person.fill(email=new_address())
        person.click("#emailControl_but_send_code")
        page.locator("#code").wait_for()
    return page


# Sending a code again

@gallery
def test_a_new_code_is_announced_and_the_button_rests(person):
    person.page.clock.install()
    page = email_page(person, sent=True)
    expect(page.locator("#emailControl_info span")).to_have_text("We sent you a code. Enter it here.")
    again = page.locator("#emailControl_but_send_new_code")
    again.click()
    expect(page.locator("#emailControl_info span")).to_have_text("We sent a new code.")
    expect(again).to_be_disabled()
    expect(page.locator("#code")).to_be_focused()
    page.clock.run_for(TEN_SECONDS - 2000)
    expect(again).to_be_disabled()
    page.clock.run_for(3000)
    expect(again).to_be_enabled()
    assert len(person.server.messages(page.locator("#email").input_value())) == 2


@pytest.mark.parametrize("server", [MFA], indirect=True)
def test_a_new_code_to_a_phone(person, server, application, posts):
    person.page.clock.install()
    page = to_phone(person, application)
    national, number = new_number()
    person.choose_number(national, "#sendCode")
    page.locator("#verificationCode").wait_for()
    expect(page.locator("#sentTo")).to_have_text(national)
    expect(page.locator("#api > .intro")).to_be_hidden()
    person.click("#retryCode")
    expect(page.locator("#resent")).to_have_text("We sent a new code.")
    expect(page.locator("#retryCode")).to_be_disabled()
    page.clock.run_for(TEN_SECONDS + 1000)
    expect(page.locator("#retryCode")).to_be_enabled()
    assert len(server.messages(number)) == 2


def to_phone(person, application):
    person.visit(application.sign_in(person.server, MFA_POLICY, prompt="login")).sign_up(new_address())
    person.page.locator("#countryCode").wait_for()
    return person.page


# Codes that the browser or the telephone types

@pytest.mark.parametrize("server", [MFA], indirect=True)
@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_that_is_filled_in_goes_on_by_itself(person, server, application, typed):
    page = to_phone(person, application)
    national, number = new_number()
    person.choose_number(national, "#sendCode")
    box = page.locator("#verificationCode")
    expect(box).to_have_attribute("autocomplete", "one-time-code")
    expect(box).to_have_attribute("inputmode", "numeric")
    expect(box).to_be_focused()
    box.fill(typed.format(server.code(number)))
    page.locator("#arrived").wait_for()


@gallery
def test_a_code_may_be_pasted_with_blanks(person, server):
    page = email_page(person, sent=True)
    expect(page.locator("#code")).to_have_attribute("autocomplete", "one-time-code")
    code = server.code(page.locator("#email").input_value())
    person.fill(code=f" {code[:3]} {code[3:]} ")
    page.locator("#code").press("Enter")
    expect(page.locator("#emailControl_success span")).to_be_visible()
    expect(page.locator("#nickname")).to_be_focused()


@gallery
@pytest.mark.parametrize("is_right", [True, False])
def test_going_on_checks_a_code_that_was_typed(person, server, application, is_right):
    request = application.sign_in(server, policy("Email"))
    page = person.visit(request).page
    address = new_address()
    person.fill(email=address)
    person.click("#emailControl_but_send_code")
    code = server.code(address)
    person.fill(code=code if is_right else f"{(int(code) + 1) % 1_000_000:06d}", nickname="Ada")
    person.click("#continue")
    if is_right:
        assert person.claims(request)["email"] == address
    else:
        expect(page.locator("#emailControl_fail")).to_be_visible()
        expect(page.locator("#code")).to_be_focused()


# Passwords

def test_showing_a_password(person, server, application):
    page = person.visit(application.sign_in(server, SUSI)).page
    box, eye = page.locator("#password"), page.get_by_role("button", name="Show password")
    box.fill(PASSWORD)
    for is_shown in (True, False):
        eye.click()
        expect(box).to_have_attribute("type", "text" if is_shown else "password")
        expect(eye).to_have_attribute("aria-pressed", str(is_shown).lower())
        expect(box).to_be_focused()
        expect(box).to_have_value(PASSWORD)


@gallery
def test_rules_tick_themselves_off(person, server, application):
    page = person.visit(application.sign_in(server, policy("Fields"))).page
    rules = page.locator("#pin_rules li")
    for typed, met in [("", [False, False]), ("12", [False, True]), ("1234", [True, True]), ("12a", [False, False]),
                       ("12345678", [True, True]), ("123456789", [False, True])]:
        page.locator("#pin").fill(typed)
        assert [("met" in (rule.get_attribute("class") or "")) for rule in rules.all()] == met, typed


def test_two_passwords_that_differ(person, server, application):
    page = person.visit(application.sign_in(server, SUSI)).page
    person.click("#createAccount")
    person.fill_sign_up(new_address())
    person.fill(reenterPassword=PASSWORD + "x")
    person.click("#continue")
    expect(page.locator("#passwordEntryMismatch")).to_be_visible()
    expect(page.locator("#reenterPassword")).to_be_focused()
    expect(page.locator("#reenterPassword")).to_have_attribute("aria-invalid", "true")


# Sending once

@gallery
@pytest.mark.parametrize("press", ["clicks", "enter"])
def test_an_impatient_finger_sends_once(person, server, application, posts, press):
    request = application.sign_in(server, policy("Combined"), prompt="login")
    page = person.visit(request).page
    person.fill(signInName=new_address(), password="Wrong-Password-1")
    if press == "clicks":
        page.evaluate("for (let i = 0; i < 5; i += 1) document.getElementById('next').click()")
    else:
        page.evaluate("for (let i = 0; i < 5; i += 1) document.forms[0].requestSubmit()")
    person.expect_problem()
    assert len(posts.sent) == 1
    person.click("#next")
    page.wait_for_timeout(300)
    assert len(posts.sent) == 2, "the button works again after an answer"


@gallery
def test_a_button_shows_that_it_works(person, server, application):
    page = person.visit(application.sign_in(server, policy("Combined"), prompt="login")).page
    waiting = []
    page.route(re.compile("/SelfAsserted"), lambda route: waiting.append(route))
    person.fill(signInName=new_address(), password="Wrong-Password-1")
    person.click("#next")
    expect(page.locator("#next")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#next .spinner")).to_be_visible()
    waiting[0].fulfill(json={"status": "400", "message": "No."})
    person.expect_problem("No.")
    expect(page.locator("#next")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#next .spinner")).to_have_count(0)


def test_back_from_the_application(person, server, application):
    """The page that comes back is not still waiting, and works."""
    address = new_address()
    request = application.sign_in(server, SUSI, prompt="login")
    person.visit(request).sign_up(address)
    person.claims(request)
    request = application.sign_in(server, SUSI, prompt="login")
    person.visit(request).enter(address)
    person.answer(request)
    person.page.go_back()
    person.page.locator("#next").wait_for()
    expect(person.page.locator("[aria-busy]")).to_have_count(0)
    person.enter(address)
    # Either it is a new sign-in, or the page says that the old one is over.
    person.page.locator("#arrived, .error.show").first.wait_for()


# Answers that do not come

ANSWERS = {
    "no network": "offline",
    "not JSON": {"status": "500"},
}


@gallery
@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer(person, server, application, posts, name):
    page = person.visit(application.sign_in(server, policy("Combined"), prompt="login")).page
    posts.answers = [ANSWERS[name]]
    person.fill(signInName=new_address(), password=PASSWORD)
    person.click("#next")
    person.expect_problem("Check your connection")
    expect(page.locator("#claimVerificationServerError")).to_be_focused()
    expect(page.locator("#password")).to_have_value(PASSWORD)


@gallery
def test_an_answer_is_not_waited_for_for_ever(person, server, application):
    page = person.visit(application.sign_in(server, policy("Combined"), prompt="login")).page
    # `AbortSignal.timeout` keeps its own time; a shorter one stands in for its minute.
    page.add_init_script(
        "const real = AbortSignal.timeout; AbortSignal.timeout = (time) => real.call(AbortSignal, time / 200)")
    page.reload()
    page.route(re.compile("/SelfAsserted"), lambda route: None)
    person.fill(signInName=new_address(), password=PASSWORD)
    person.click("#next")
    person.expect_problem("Check your connection")


@gallery
@pytest.mark.parametrize("location, is_followed", [
    ("/nothing/here", True), ("https://evil.example/", False), ("//evil.example/", False), ("javascript:alert(1)", False)])
def test_where_an_answer_may_lead(person, server, application, posts, location, is_followed):
    page = person.visit(application.sign_in(server, policy("Combined"), prompt="login")).page
    posts.answers = [{"status": "302", "location": location, "message": "Stays here"}]
    person.fill(signInName=new_address(), password=PASSWORD)
    person.click("#next")
    if is_followed:
        page.wait_for_url("**/nothing/here")
    else:
        person.expect_problem("Stays here")


@gallery
def test_what_a_service_says_is_text(person, server, application, posts):
    page = person.visit(application.sign_in(server, policy("Combined"), prompt="login")).page
    posts.answers = [{"status": "400", "message": "<img src=x onerror=alert(1)> & more", "fields": {"signInName": "<b>No</b>"}}]
    person.fill(signInName=new_address(), password=PASSWORD)
    person.click("#next")
    expect(page.locator("#signInName_error")).to_have_text("<b>No</b>")
    expect(page.locator("#api img, #api b")).to_have_count(0)


# Checks before sending

CHECKS = [
    # What is typed, in which field, and what is said about it.
    ("contactAddress", "ada", "whole e-mail address"), ("contactAddress", "ada@example", "whole e-mail address"),
    ("contactAddress", "ada@example.com", ""), ("postcode", "80", "Four digits"), ("postcode", "8001", ""),
    ("pin", "12", "4 to 8 characters"), ("pin", "12ab", "Digits only"), ("pin", "1234", ""),
]


@gallery
def test_a_field_is_checked_when_it_is_left(person, server, application, posts):
    page = person.visit(application.sign_in(server, policy("Fields"))).page
    for field, typed, words in CHECKS:
        box = page.locator(f"#{field}")
        box.fill(typed)
        page.locator("#nickname").focus()
        error = page.locator(f"#{field}_error")
        if words:
            expect(error).to_contain_text(words)
            expect(box).to_have_attribute("aria-invalid", "true")
            # It goes with the next key, not before.
            box.press("End")
            box.press_sequentially("1")
        expect(error).to_be_hidden()
    assert posts.sent == []


@gallery
@pytest.mark.parametrize("day, month, year, words", [
    ("31", "2", "2015", "a date that exists"), ("29", "2", "2015", "a date that exists"), ("29", "2", "2016", ""),
    ("1", "1", "", "a date that exists")])
def test_days_that_there_are(person, server, application, day, month, year, words):
    page = person.visit(application.sign_in(server, policy("Fields"))).page
    for part, value in {"day": day, "month": month, "year": year}.items():
        page.locator(f"#dateOfBirth_{part}").select_option(value)
    page.locator("#dateOfBirth_year").focus()
    page.locator("#nickname").focus()
    error = page.locator("#dateOfBirth_error")
    expect(error).to_contain_text(words) if words else expect(error).to_be_hidden()


@gallery
def test_the_first_wrong_field_gets_the_focus(person, server, application, posts):
    page = person.visit(application.sign_in(server, policy("Fields"))).page
    for filled, focused in itertools.pairwise([None, "nickname", "dateOfBirth_day", "favourite", "size_option0"]):
        if filled == "nickname":
            person.fill(nickname="Ada")
        elif filled == "dateOfBirth_day":
            for part, value in {"day": "1", "month": "1", "year": "2000"}.items():
                page.locator(f"#dateOfBirth_{part}").select_option(value)
        elif filled == "favourite":
            page.locator("#favourite").select_option("spring")
        person.click("#continue")
        expect(page.locator(f"#{focused}")).to_be_focused()
    assert posts.sent == []


# Keys

@gallery
def test_what_enter_means(person, server, application):
    page = email_page(person)
    address = new_address()
    page.locator("#email").fill(address)
    page.locator("#email").press("Enter")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(server.code(address))
    page.keyboard.press("Enter")
    expect(page.locator("#nickname")).to_be_focused()
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.locator("#arrived").wait_for()


@gallery
def test_escape_closes_help(person, server, application):
    page = person.visit(application.sign_in(server, policy("Fields"))).page
    page.get_by_label("What is this? Nickname").click()
    expect(page.locator("#nickname_help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nickname_help")).to_be_hidden()


# Locks

@gallery
def test_what_a_code_is_under_way_for_is_locked(person, server, application, posts):
    """A list of countries too, which has no `readonly`."""
    page = person.visit(application.sign_in(server, policy("Phone"))).page
    expect(page.locator("#countryCode option").first).to_have_text("Country or region")
    page.locator("#countryCode").select_option("CH")
    person.fill(nationalNumber="079 123 45 67")
    person.click("#phoneControl_but_send_code")
    page.locator("#code").wait_for()
    expect(page.locator("#countryCode")).to_be_disabled()
    expect(page.locator("#nationalNumber")).not_to_be_editable()
    person.fill(code="000000")
    person.click("#phoneControl_but_verify_code")
    page.locator("#phoneControl_fail.show").wait_for()
    assert posts.fields[-1]["countryCode"] == "CH", "what is locked is sent all the same"
    person.click("#phoneControl_but_change_claims")
    expect(page.locator("#countryCode")).to_be_enabled()
    expect(page.locator("#nationalNumber")).to_be_editable()
    expect(page.locator("#countryCode")).to_be_focused()


# A call that is answered

@pytest.mark.parametrize("server", [MFA], indirect=True)
def test_waiting_for_a_call(person, server, application, posts):
    """The person answers on the phone itself; the page asks every three seconds, and offers another way after ten."""
    page = person.page
    page.clock.install()
    to_phone(person, application)
    national, _ = new_number()
    posts.answers = [{"status": "200", "next": "poll"}] + [{"status": "202"}] * 4 + [
        {"status": "400", "message": "Nobody answered."}]
    person.choose_number(national, "#verifyPhone")
    expect(page.locator("#calling")).to_be_visible()
    expect(page.locator("#waitingLong")).to_be_hidden()
    for _ in range(4):
        page.clock.run_for(3000)
    expect(page.locator("#waitingLong")).to_be_visible()
    page.clock.run_for(3000)
    person.expect_problem("Nobody answered.")
    expect(page.locator("#sendCode")).to_be_visible()
    count = len(posts.sent)
    page.clock.run_for(9000)
    assert len(posts.sent) == count, "it has stopped asking"


@pytest.mark.parametrize("server", [MFA], indirect=True)
@pytest.mark.parametrize("country, number, wrong", [
    ("", "", ["countryCode", "number"]), ("CH", "", ["number"]), ("", "079 123 45 67", ["countryCode"]),
    ("CH", "call me", ["number"])])
def test_a_number_before_it_is_sent(person, server, application, posts, country, number, wrong):
    page = to_phone(person, application)
    before = len(posts.sent)
    page.locator("#countryCode").select_option(country)
    person.fill(number=number)
    person.click("#sendCode")
    for field in ("countryCode", "number"):
        expect(page.locator(f"#{field}_error")).to_be_visible(visible=field in wrong)
    expect(page.locator(f"#{wrong[0]}")).to_be_focused()
    assert len(posts.sent) == before


# The mailbox

@gallery
def test_the_mailbox_fills_by_itself_and_copies(browser_context, server, application):
    context = browser_context(permissions=["clipboard-read", "clipboard-write"])
    mailbox, address = context.new_page(), new_address()
    mailbox.goto(f"{server.origin}/mailbox?to={address}")
    expect(mailbox.locator(".empty")).to_be_visible()
    person = Person(context.new_page(), server, application)
    person.visit(application.sign_in(server, policy("Email"))).fill(email=address)
    person.click("#emailControl_but_send_code")
    code = server.code(address)
    mailbox.bring_to_front()
    expect(mailbox.locator(".message.new output")).to_have_text(code)
    expect(mailbox.locator("#live")).to_have_text("A new message")
    mailbox.get_by_role("button", name="Copy").click()
    expect(mailbox.get_by_role("button", name="Copied")).to_be_visible()
    assert mailbox.evaluate("navigator.clipboard.readText()") == code
