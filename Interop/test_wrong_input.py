"""What goes wrong on the way: each gets a clear page or error with a correlation id, and nobody in."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from playwright.sync_api import expect

from conftest import pack_folder
from support.person import PASSWORD, Person, assert_says_nothing_of_code, new_address
from support.server import DEMO_CLIENT
from support.visitor import Visitor

SUSI, EDIT = "B2C_1A_SignUpOrSignIn", "B2C_1A_ProfileEdit"


def assert_clear_page(response, status=400):
    assert response.status_code == status, (response.status_code, response.text[:500])
    assert "correlationId" in response.text, response.text[:2000]
    assert_says_nothing_of_code(response.text)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response.headers


@pytest.fixture
def visitor(server):
    return Visitor(server)


@pytest.fixture(scope="module")
def account(pack_server, application):
    """Somebody who has an account."""
    server, address = pack_server("Policies"), new_address()
    visitor = Visitor(server)
    visitor.visit(application.sign_in(server, SUSI))
    visitor.sign_up(address, PASSWORD)
    return address


@pytest.mark.parametrize("path", ["oauth2/v2.0/authorize", "v2.0/.well-known/openid-configuration",
                                  "discovery/v2.0/keys", "oauth2/v2.0/token", "oauth2/v2.0/logout"])
@pytest.mark.parametrize("place", ["demo.onmicrosoft.com/B2C_1A_None", "nobody.onmicrosoft.com/B2C_1A_SignUpOrSignIn",
                                   "demo.onmicrosoft.com/B2C_1A_Base"])
def test_unknown_policy(server, place, path):
    method = "POST" if path.endswith("token") else "GET"
    answer = requests.request(method, f"{server.origin}/{place}/{path}", data={} if method == "POST" else None,
                              allow_redirects=False, timeout=10)
    assert answer.status_code == 404
    assert_says_nothing_of_code(answer.text)


@pytest.mark.parametrize("change", [
    {"client_id": "00000000-0000-4000-8000-000000000000"}, {"client_id": None}, {"client_id": "' or 1=1 --"},
    {"redirect_uri": "https://evil.example/callback"}, {"redirect_uri": "http://127.0.0.1.evil.example/"},
    {"redirect_uri": "http://127.0.0.1@evil.example/"}, {"redirect_uri": "https://jwt.ms.evil.example"},
    {"redirect_uri": "https://jwt.ms/other"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": None},
    {"redirect_uri": "http://127.0.0.1:1/#fragment"},
], ids=str)
def test_nothing_goes_to_an_address_that_is_not_registered(visitor, server, application, change):
    page = visitor.visit(application.sign_in(server, SUSI, **change))
    assert_clear_page(page)
    assert "Location" not in page.headers


@pytest.mark.parametrize("change", [
    {"response_type": "bogus"}, {"scope": None}, {"prompt": "bogus"}, {"max_age": "-1"}, {"response_mode": "bogus"},
    {"code_challenge_method": "bogus"}, {"code_challenge": "short"},
], ids=str)
def test_other_mistakes_are_told_to_the_application(visitor, server, application, change):
    request = application.sign_in(server, SUSI, **change)
    page = visitor.visit(request)
    assert page.is_redirect and page.headers["Location"].startswith(request.redirect_uri), page.text[:500]
    assert "error=" in page.headers["Location"] and "code=" not in page.headers["Location"].split("?")[1].split("&")
    assert f"state={request.state}" in page.headers["Location"]


@pytest.mark.parametrize("tx", ["", "StateProperties=", "StateProperties=eyJUSUQiOiJ4In0", "StateProperties=!!!",
                                "StateProperties=eyJUSUQiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAifQ",
                                "A" * 4000])
def test_tampered_transaction(visitor, server, application, account, tx):
    visitor.visit(application.sign_in(server, SUSI))
    settings = visitor.settings
    base = f"{server.origin}/demo.onmicrosoft.com/{SUSI}"
    answer = requests.compat.json.loads(visitor.post(
        url=f"{base}/SelfAsserted?" + requests.compat.urlencode({"tx": tx}), signInName=account,
        password=PASSWORD).text)
    assert answer["status"] != "200"
    page = visitor.http.get(
        f"{base}/api/CombinedSigninAndSignup/confirmed", params={"tx": tx, "csrf_token": settings["csrf"]},
        timeout=10, allow_redirects=False)
    assert_clear_page(page)


def test_another_browsers_transaction(visitor, server, application, account):
    """The address of a page is no ticket to it."""
    visitor.visit(application.sign_in(server, SUSI))
    assert visitor.enter(account, PASSWORD)["status"] == "200"
    stolen = visitor.url("api/CombinedSigninAndSignup/confirmed", csrf_token=visitor.settings["csrf"])
    stranger = Visitor(server)
    stranger.visit(application.sign_in(server, SUSI))
    assert_clear_page(stranger.load(stolen))
    assert_clear_page(Visitor(server).load(stolen))


def test_a_form_of_somebody_else(visitor, server, application, account):
    """Without the page's token nothing is taken."""
    visitor.visit(application.sign_in(server, SUSI))
    assert visitor.post(csrf="x", signInName=account, password=PASSWORD).json()["status"] != "200"
    page = visitor.http.post(visitor.url("SelfAsserted"), data={"signInName": account, "password": PASSWORD}, timeout=10)
    assert_clear_page(page)


def test_codes_are_good_once(visitor, server, application, account):
    request = application.sign_in(server, SUSI)
    visitor.visit(request)
    visitor.sign_in(account, PASSWORD)
    code = visitor.answer["code"]
    first = request.exchange(code).json()
    for again in (request.exchange(code), request.refresh(first["refresh_token"])):
        # The second use is a thief's or the thief's victim's: what the code bought is void.
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant"), again.text
        assert "Correlation ID: " in again.json()["error_description"]


@pytest.mark.parametrize("change", [
    {"code_verifier": "w" * 64}, {"code_verifier": None}, {"redirect_uri": "http://127.0.0.1:1/other"},
    {"client_id": "00000000-0000-4000-8000-000000000000"}, {"code": "made-up"}, {"client_secret": "guess"},
    {"grant_type": "bogus"},
], ids=str)
def test_codes_are_good_for_who_asked(visitor, server, application, account, change):
    request = application.sign_in(server, SUSI)
    visitor.visit(request)
    visitor.sign_in(account, PASSWORD)
    answer = request.exchange(**{"code": visitor.answer["code"]} | change)
    assert answer.status_code in (400, 401), answer.text
    body = answer.json()
    assert "error" in body and not any("token" in name for name in body)
    assert_says_nothing_of_code(answer.text)


def test_a_code_of_another_policy(visitor, server, application, account):
    request = application.sign_in(server, SUSI)
    visitor.visit(request)
    visitor.sign_in(account, PASSWORD)
    code, request.policy = visitor.answer["code"], EDIT
    assert request.exchange(code).json()["error"] == "invalid_grant"


def test_refresh_tokens_rotate_and_a_replay_ends_the_family(visitor, server, application, account):
    request = application.sign_in(server, SUSI)
    visitor.visit(request)
    visitor.sign_in(account, PASSWORD)
    first = request.exchange(visitor.answer["code"]).json()["refresh_token"]
    second = request.refresh(first).json()["refresh_token"]
    assert request.refresh(first).json()["error"] == "invalid_grant"
    assert request.refresh(second).json()["error"] == "invalid_grant"


def test_cookies_off(server, application, account):
    visitor = Visitor(server)
    visitor.visit(application.sign_in(server, SUSI))
    settings = visitor.settings
    visitor.http.cookies.clear()
    answer = visitor.enter(account, PASSWORD)
    assert answer["status"] != "200" and "cookie" in answer["message"].lower()
    page = visitor.load(visitor.url("api/CombinedSigninAndSignup/confirmed", csrf_token=settings["csrf"]))
    assert_clear_page(page)
    assert "cookie" in page.text.lower()


def test_wrong_passwords_lock_and_tell_nothing(visitor, server, application):
    address = new_address()
    other = Visitor(server)
    other.visit(application.sign_in(server, SUSI))
    other.sign_up(address, PASSWORD)
    visitor.visit(application.sign_in(server, SUSI))
    wrong = visitor.enter(address, "Wrong-Password-0")
    unknown = visitor.enter(new_address(), "Wrong-Password-0")
    assert wrong["message"] == unknown["message"], "the answer says whether there is an account"


def test_back_and_forward(anyone, server, application):
    """Back from a later page, and back after the end, lead nowhere wrong."""
    address = new_address()
    request = application.sign_in(server, SUSI)
    anyone.visit(request).click("#createAccount")
    anyone.page.locator("#newPassword").wait_for()
    anyone.page.go_back()
    anyone.page.locator("#createAccount").wait_for()
    # What this page says is for a step that is past: the journey shows where it stands, or starts anew.
    anyone.click("#createAccount")
    anyone.fill_sign_up(address)
    anyone.click("#continue")
    subject = anyone.claims(request)["sub"]
    assert subject
    if anyone.scripts:
        # Without scripts Chromium asks whether to send the form again.
        anyone.page.go_back()
        anyone.page.wait_for_load_state()
        assert_says_nothing_of_code(anyone.page.locator("body").inner_text())
    # No second code came of it.
    assert not [a for a in application.answers if a.get("state") == request.state]


def test_two_tabs_of_one_browser(person, server, application, account):
    """Two transactions at once: each comes to its own end."""
    first, second = application.sign_in(server, SUSI), application.sign_in(server, SUSI)
    other = Person(person.page.context.new_page(), server, application)
    person.visit(first)
    other.visit(second)
    person.enter(account)
    subject = person.claims(first)["sub"]
    other.enter(account)
    assert other.claims(second)["sub"] == subject


def test_one_transaction_in_two_tabs(person, server, application, account):
    request = application.sign_in(server, SUSI)
    person.visit(request)
    other = Person(person.page.context.new_page(), server, application)
    person.page.wait_for_load_state()
    # The same page a second time: what "duplicate tab" does.
    state = person.page.evaluate("({csrf: SETTINGS.csrf, tx: SETTINGS.transId})")
    other.page.goto(
        f"{server.policy(SUSI)}/api/CombinedSigninAndSignup/confirmed?"
        + requests.compat.urlencode({"csrf_token": state["csrf"], "tx": state["tx"]}))
    expect(other.page.locator("#next")).to_be_visible()
    other.enter(account)
    assert other.claims(request)["sub"]
    # The first tab's transaction is over.
    person.enter(account)
    person.expect_problem("This sign-in is over")
    assert not [a for a in application.answers if a.get("state") == request.state]


def test_answers_at_the_same_time(visitor, server, application, account):
    """Ten posts of one page and ten confirmations, as impatient fingers send them: it is the same sign-in."""
    request = application.sign_in(server, SUSI)
    visitor.visit(request)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visitor.enter(account, PASSWORD), range(10)))
    assert any(answer["status"] == "200" for answer in answers)
    url = visitor.url("api/CombinedSigninAndSignup/confirmed", csrf_token=visitor.settings["csrf"])
    cookies = dict(visitor.http.cookies)

    def confirm(_):
        return requests.get(url, cookies=cookies, allow_redirects=False, timeout=20)

    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(confirm, range(10)))
    assert any("code=" in page.headers.get("Location", "") for page in pages)
    for page in pages:
        if page.is_redirect:
            assert f"state={request.state}" in page.headers["Location"]
        else:
            assert_clear_page(page)
    # Now it is over.
    assert_clear_page(confirm(0))


def test_the_policy_goes_while_a_journey_runs(start_server, application):
    server = start_server(pack_folder("Policies"))
    visitor, request = Visitor(server), application.sign_in(server, SUSI)
    visitor.visit(request)
    address = new_address()
    visitor.sign_up(address, PASSWORD)
    running = Visitor(server)
    running.visit(request)

    path = server.folder / "SignUpOrSignIn.xml"
    text = path.read_bytes()
    path.unlink()
    for _ in range(100):
        if requests.get(server.policy(SUSI) + "/v2.0/.well-known/openid-configuration", timeout=5).status_code == 404:
            break
        time.sleep(0.05)
    answer = running.enter(address, PASSWORD)
    assert answer["status"] != "200" and answer["message"]
    shown = running.page
    page = running.load(running.url("api/CombinedSigninAndSignup/confirmed", csrf_token=running.settings["csrf"]))
    assert_clear_page(page, 404)
    running.page = shown

    # It comes back, and the journey goes on as if nothing had been.
    path.write_bytes(text)
    for _ in range(100):
        if requests.get(server.policy(SUSI) + "/v2.0/.well-known/openid-configuration", timeout=5).status_code == 200:
            break
        time.sleep(0.05)
    running.sign_in(address, PASSWORD)
    assert "code" in running.answer

    # A file that cannot be read keeps the last good policies.
    path.write_text("<TrustFrameworkPolicy")
    time.sleep(0.3)
    assert "not taken; what runs is the version of" in server.log
    again = Visitor(server)
    assert again.visit(request).status_code == 200
