"""Pages that the packs do not have: every kind of field, captchas, authenticator apps, pages whose journey is gone."""

import base64
import io
import re
import time
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from PIL import Image
from playwright.sync_api import expect

from support.captcha import answer_to
from support.gallery import policy
from support.person import Person, new_address
from conftest import pack_folder

gallery = pytest.mark.parametrize("server", ["Gallery"], indirect=True)


@gallery
def test_every_kind_of_field(anyone, server, application):
    request = application.sign_in(server, policy("Fields"))
    page = anyone.visit(request).page
    expect(page.locator("#customerNumber")).to_have_value("••••••••••••5678")
    expect(page.locator("#welcome b")).to_have_text("a little")
    anyone.fill(nickname="Ada", children="3", contactAddress="ada@example.com", pin="1815", startDate="2026-12-01",
                contactNumber="+44 20 7946 0958", postcode="8001")
    for part, value in {"day": "10", "month": "12", "year": "2015"}.items():
        page.locator(f"#dateOfBirth_{part}").select_option(value)
    page.locator("#favourite").select_option(label="Autumn")
    page.get_by_label("Medium").check()
    page.get_by_label("News").check()
    page.get_by_label("Offers").check()
    page.get_by_label("I have read the terms").check()
    anyone.click("#continue")

    claims = anyone.claims(request)
    expected = {
        "nickname": "Ada", "children": 3, "contactAddress": "ada@example.com", "dateOfBirth": "2015-12-10",
        "startDate": "2026-12-01", "contactNumber": "+442079460958", "favourite": "autumn", "size": "m",
        "topics": "news,offers", "agrees": True, "postcode": "8001"}
    assert {name: claims.get(name) for name in expected} == expected


@gallery
def test_wrong_fields_are_named_and_what_was_typed_stays(anyone, server, application):
    page = anyone.visit(application.sign_in(server, policy("Fields"))).page
    anyone.fill(nickname="Ada", postcode="80")
    page.get_by_label("Large").check()
    page.locator("#favourite").select_option("winter")
    for part, value in {"day": "31", "month": "2", "year": "2015"}.items():
        page.locator(f"#dateOfBirth_{part}").select_option(value)
    anyone.click("#continue")

    expect(page.locator("#postcode_error")).to_contain_text("Four digits, please")
    expect(page.locator("#dateOfBirth_error")).to_contain_text("a date that exists")
    expect(page.locator("#dateOfBirth_day")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#postcode")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#nickname")).to_have_value("Ada")
    expect(page.get_by_label("Large")).to_be_checked()
    expect(page.locator("#favourite")).to_have_value("winter")


@gallery
def test_a_captcha_that_is_solved(anyone, server, application):
    request = application.sign_in(server, policy("Captcha"))
    page = anyone.visit(request).page
    expect(page.locator("#captcha_image")).to_be_visible()
    assert page.locator("#captcha_image").evaluate("image => image.naturalWidth") > 100
    anyone.click("#captcha_switch")
    question = page.locator("#captcha_question")
    expect(question).to_be_visible()
    expect(page.locator("#captcha_image")).to_be_hidden()
    first = question.inner_text()
    anyone.click("#captcha_new")
    expect(question).not_to_have_text(first)

    anyone.fill(nickname="Ada", captchaEntered="something else")
    anyone.click("#continue")
    anyone.expect_problem("not what was asked for")
    expect(question).to_be_visible()
    expect(page.locator("#nickname")).to_have_value("Ada")
    expect(page.locator("#captchaEntered")).to_have_value("")

    anyone.fill(captchaEntered=answer_to(question.inner_text()).upper())
    anyone.click("#continue")
    assert anyone.claims(request)["nickname"] == "Ada"


@gallery
def test_a_captcha_by_keyboard_alone(person, server, application):
    request = application.sign_in(server, policy("Captcha"))
    page = person.visit(request).page
    keyboard = page.keyboard
    # The page's script gives the first field the focus once it has run.
    expect(page.locator("#nickname")).to_be_focused()
    keyboard.type("Ada")
    focus = page.evaluate_handle("() => document.activeElement")
    assert focus.evaluate("element => element.id") == "nickname"

    def tab_to(name):
        for _ in range(12):
            keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == name:
                return
        raise AssertionError(f"Tab does not come to {name}")

    tab_to("captcha_switch")
    keyboard.press("Enter")
    question = page.locator("#captcha_question")
    expect(question).to_be_visible()
    expect(page.locator("#captchaEntered")).to_be_focused()
    expect(page.locator("#captchaEntered_label")).to_have_text("Your answer")
    tab_to("captcha_switch")
    keyboard.press("Space")
    expect(page.locator("#captcha_image")).to_be_visible()
    expect(page.locator("#captchaEntered")).to_be_focused()
    tab_to("captcha_switch")
    keyboard.press("Enter")
    expect(question).to_be_visible()
    expect(page.locator("#captchaEntered")).to_be_focused()
    keyboard.type(answer_to(question.inner_text()))
    keyboard.press("Enter")
    assert person.claims(request)["nickname"] == "Ada"


def scanned(page):
    """What a camera would read from the page."""
    image = Image.open(io.BytesIO(page.locator(".qrCodeFrame").screenshot()))
    codes = zxingcpp.read_barcodes(image)
    assert len(codes) == 1, "no camera could read this"
    return codes[0].text


class App:
    """An authenticator app that has scanned `content`."""

    def __init__(self, content):
        address = urlsplit(content)
        self.parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.account = unquote(address.path.lstrip("/"))
        assert (address.scheme, address.netloc) == ("otpauth", "totp"), content
        secret = self.parameters["secret"]
        self._totp = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)), 6, SHA1(), 30)

    def code(self, step=0):
        return self._totp.generate(int(time.time()) + 30 * step).decode()


@gallery
def test_an_authenticator_app(anyone, server, application):
    """Scanned, proven, and asked for at the next sign-in."""
    address = new_address()
    request = application.sign_in(server, policy("Authenticator"), prompt="login")
    page = anyone.visit(request).page
    anyone.fill(email=address)
    anyone.click("#continue")
    page.locator(".qrCode").wait_for()
    assert page.evaluate("window.scrollY") == 0 if anyone.scripts else True
    app = App(scanned(page))
    assert app.account == address
    # The same key, to be typed, and on the device itself.
    anyone.click("#appInfo summary")
    key = "".join(page.locator("#appInfo .key span").all_inner_texts())
    assert key == app.parameters["secret"]
    assert page.locator("#qrCode a").get_attribute("href").startswith("otpauth://totp/")

    anyone.fill(code="000000" if app.code() != "000000" else "111111")
    anyone.click("#appCode_but_verify_code")
    anyone.expect_problem()
    anyone.fill(code=app.code())
    if anyone.scripts:
        # Who has typed the code need not check it first.
        anyone.click("#continue")
    else:
        anyone.click("#appCode_but_verify_code")
        page.locator("#appCode_success span").wait_for()
        expect(page.locator("#appCode_but_change_claims")).to_be_hidden()
        anyone.click("#continue")
    subject = anyone.claims(request)["sub"]

    request = application.sign_in(server, policy("Authenticator"), prompt="login")
    anyone.visit(request).fill(email=address)
    anyone.click("#continue")
    page.locator("#code").wait_for()
    # Each code is good once.
    anyone.fill(code=app.code(step=1))
    anyone.click("#continue")
    assert anyone.claims(request)["sub"] == subject


CONFIRMED = """`${SETTINGS.hosts.tenant}/api/SelfAsserted/confirmed?${new URLSearchParams(
  { csrf_token: SETTINGS.csrf, tx: SETTINGS.transId, p: SETTINGS.hosts.policy })}`"""


@gallery
def test_a_control_with_something_to_read_and_something_to_prove(anyone, server, application):
    address = new_address()
    request = application.sign_in(server, policy("Email"))
    page = anyone.visit(request).page
    expect(page.locator("#contractNumber")).to_have_value("C-4711")
    expect(page.locator("#contractNumber")).to_have_attribute("readonly", "")
    anyone.fill(email=address)
    anyone.click("#emailControl_but_send_code")
    page.locator("#code").wait_for()
    expect(page.locator("#email")).to_have_attribute("readonly", "")
    # Somebody has mistyped the address.
    anyone.click("#emailControl_but_change_claims")
    expect(page.locator("#email")).to_be_editable()
    expect(page.locator("#contractNumber")).to_have_attribute("readonly", "")
    anyone.click("#emailControl_but_send_code")
    page.locator("#code").wait_for()
    anyone.fill(code=server.code(address, after=1))
    anyone.click("#emailControl_but_verify_code")
    page.locator("#emailControl_success span").wait_for()

    # What is proven stays proven when the page is loaded again. (The address of a page that no form has left yet is
    # the request's own, and starts anew.)
    if anyone.scripts:
        page.goto(server.origin + page.evaluate(CONFIRMED))
    else:
        page.reload()
    expect(page.locator("#emailControl_success span")).to_be_visible()
    expect(page.locator("#email")).to_have_value(address)
    expect(page.locator("#email")).to_have_attribute("readonly", "")
    anyone.fill(nickname="Ada")
    anyone.click("#continue")
    assert anyone.claims(request)["email"] == address


@gallery
def test_too_many_wrong_codes_need_a_new_one(anyone, server, application):
    address = new_address()
    page = anyone.visit(application.sign_in(server, policy("Email"))).page
    anyone.fill(email=address)
    anyone.click("#emailControl_but_send_code")
    page.locator("#code").wait_for()
    code = server.code(address)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(12):
        if not page.locator("#code").is_visible():
            break
        anyone.fill(code=wrong)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            anyone.click("#emailControl_but_verify_code")
        page.locator("#emailControl_fail.show").wait_for()
        page.wait_for_timeout(50)
    expect(page.locator("#code")).to_be_hidden()
    anyone.click("#emailControl_but_send_new_code")
    page.locator("#code").wait_for()
    anyone.fill(code=server.code(address, after=1))
    anyone.click("#emailControl_but_verify_code")
    page.locator("#emailControl_success span").wait_for()


@gallery
@pytest.mark.parametrize("way", ["PartnerExchange", "GuestExchange", "List1Exchange", "List2Exchange", "LinkExchange"])
@pytest.mark.parametrize("journey", ["Selection", "Combined"])
def test_every_way_that_a_page_offers(anyone, server, application, journey, way):
    page = anyone.visit(application.sign_in(server, policy(journey))).page
    if way.startswith("List"):
        page.locator("#claimsProviderList").select_option(way)
        anyone.click("#claimsProviderContinue")
    else:
        anyone.click(f"#{way}")
    if way == "PartnerExchange":
        expect(page.locator("#stubProvider")).to_be_visible()
    else:
        expect(page.locator("#nickname")).to_be_visible()


@pytest.mark.parametrize("action", ["#next", "#createAccount", "#forgotPassword"])
def test_a_page_whose_journey_is_gone(start_server, browser_context, application, action, scripts_or_none):
    """Left open over night: the server was started anew, or the journey has expired."""
    server = start_server(pack_folder("Policies"))
    person = Person(
        browser_context(java_script_enabled=scripts_or_none).new_page(), server, application, scripts=scripts_or_none)
    person.visit(application.sign_in(server, "B2C_1A_SignUpOrSignIn"))
    person.fill(signInName=new_address(), password="Correct-Horse-7")
    server.stop()
    server.start()
    person.click(action)
    if scripts_or_none and action == "#next":
        person.expect_problem("This sign-in is over")
    else:
        expect(person.page.locator(".exceptionMessage")).to_contain_text("This sign-in is over")
        person.expect_error_page()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts_or_none(request):
    return request.param


@gallery
@pytest.mark.parametrize("language, words", [
    ("de", "nichts"), ("fr", "rien"), ("es", "nada"), ("pt", "nada"), ("ja", "ません"), ("ar", "لا")])
def test_an_address_that_is_none(browser_context, server, language, words):
    page = browser_context(locale=language).new_page()
    answer = page.goto(server.origin + "/nothing/here")
    assert answer.status == 404
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".exceptionMessage")).to_contain_text(re.compile(words, re.I))
    # Programs get as much as they can read.
    assert server.session().get(server.origin + "/nothing/here").text == "There is nothing here.\n"
