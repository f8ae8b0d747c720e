"""Every kind of page in Chromium, in both schemes and two widths, held against WCAG 2.2 AA and our own brand."""

import pytest

from support.accessibility import problems_of, problems_of_keyboard
from support.gallery import policy
from support.person import Person, new_address, new_number

MFA = "SocialAndLocalAccountsWithMfa"
SUSI = "B2C_1A_SignUpOrSignIn"


def press(selector, then):
    def go(person):
        person.click(selector)
        person.page.locator(then).wait_for()
    return go


def send_mail_code(person):
    person.fill(email=new_address())
    person.click("#emailControl_but_send_code")
    person.page.locator("#code").wait_for()


def wrong_mail_code(person):
    send_mail_code(person)
    person.fill(code="000000")
    person.click("#emailControl_but_verify_code")
    person.page.locator("#emailControl_fail.show").wait_for()


def verify_mail(person):
    send_mail_code(person)
    person.fill(code=person.server.code(person.page.locator("#email").input_value()))
    person.click("#emailControl_but_verify_code")
    person.page.locator("#emailControl_success span").wait_for()


def enrol(person):
    person.fill(email=new_address())
    person.click("#continue")
    person.page.locator(".qrCode").wait_for()
    person.click("#appInfo summary")


def wrong_captcha(person):
    person.fill(nickname="Ada", captchaEntered="wrong")
    person.click("#continue")
    person.page.locator("#captchaEntered_error.show").wait_for()


def wrong_password(person):
    person.enter(new_address(), "Wrong-Password-1")
    person.page.locator("#claimVerificationServerError.show").wait_for()


def phone(person):
    person.sign_up(new_address())
    person.page.locator("#countryCode").wait_for()


def phone_code(person):
    phone(person)
    national, _ = new_number()
    person.choose_number(national, "#sendCode")
    person.page.locator("#verificationCode").wait_for()


def go(path):
    return lambda person: person.page.goto(person.server.origin + path)


def sign_out(person):
    person.page.goto(person.server.policy(SUSI) + "/oauth2/v2.0/logout")


# Per page: the pack, the policy and how to get there.
PAGES = {
    "sign-in": ("Policies", SUSI, None),
    "sign-in, nothing typed": ("Policies", SUSI, press("#next", "#password_error.show")),
    "sign-in, wrong password": ("Policies", SUSI, wrong_password),
    "sign-up": ("Policies", SUSI, press("#createAccount", "#email")),
    "every way to sign in": ("Gallery", policy("Combined"), None),
    "every way to choose": ("Gallery", policy("Selection"), None),
    "every field": ("Gallery", policy("Fields"), None),
    "every field, nothing typed": ("Gallery", policy("Fields"), press("#continue", "#nickname_error.show")),
    "mail code": ("Gallery", policy("Email"), None),
    "mail code, sent": ("Gallery", policy("Email"), send_mail_code),
    "mail code, wrong": ("Gallery", policy("Email"), wrong_mail_code),
    "mail code, right": ("Gallery", policy("Email"), verify_mail),
    "phone control": ("Gallery", policy("Phone"), None),
    "authenticator": ("Gallery", policy("Authenticator"), enrol),
    "captcha": ("Gallery", policy("Captcha"), None),
    "captcha, question": ("Gallery", policy("Captcha"), press("#captcha_switch", "#captcha_question:not([hidden])")),
    "captcha, wrong": ("Gallery", policy("Captcha"), wrong_captcha),
    "error": ("Gallery", policy("Failure"), None),
    "no such page": ("Gallery", policy("Fields"), go("/nothing")),
    "signed out": ("Policies", SUSI, sign_out),
    "phone": (MFA, "B2C_1A_signup_signin", phone),
    "phone, code": (MFA, "B2C_1A_signup_signin", phone_code),
    "stub provider": (MFA, "B2C_1A_signup_signin", press("#FacebookExchange", "#stubProvider")),
    "policies": ("Gallery", policy("Fields"), go("/")),
    "mailbox": ("Gallery", policy("Email"), lambda person: (send_mail_code(person), go("/mailbox")(person))),
    "token": ("Gallery", policy("Fields"), go("/token")),
    "trace": ("Gallery", policy("Fields"), go("/trace")),
}

LOOKS = [("light", 375), ("dark", 1280)]


@pytest.fixture
def visit(pack_server, browser_context, application):
    """Goes to a page of `PAGES`."""
    def visit(name, *, scheme="light", width=375, **options):
        pack, policy_name, way = PAGES[name]
        server = pack_server(pack)
        context = browser_context(
            color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce", **options)
        person = Person(context.new_page(), server, application)
        person.visit(application.sign_in(server, policy_name, prompt="login"))
        if way:
            way(person)
        return person.page
    return visit


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme, width", LOOKS)
def test_everybody_can_use_it(visit, name, scheme, width):
    page = visit(name, scheme=scheme, width=width)
    problems = problems_of(page) + problems_of_keyboard(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", ["sign-in", "every field", "authenticator", "captcha", "error"])
@pytest.mark.parametrize("language", ["ar", "ja", "de"])
def test_in_every_direction(visit, name, language):
    page = visit(name, locale=language)
    assert page.locator("html").get_attribute("lang") == language
    problems = problems_of(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", ["sign-in", "every field", "authenticator", "captcha", "phone"])
def test_zoomed_in(visit, name):
    """1.4.4 and 1.4.10: 1280 px zoomed to 400 % are 320."""
    page = visit(name, width=320)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
