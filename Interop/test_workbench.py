"""The author's loop in a browser: the trace beside a journey, the map, and what happens when a policy is saved."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from conftest import pack_folder
from support import members
from support.members import MEMBER_NUMBER, POLICY, SERVICE_SECRET, members as add_members
from support.person import PASSWORD, new_address
from support.person import Person

WORD = "nobody-may-read-this-word"
BROKEN_STEP = "Step 4"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server(pack_folder("Policies"), overlay=add_members)


@pytest.fixture
def author(browser_context):
    """A browser window of the author's, that complains of nothing."""
    page = browser_context(viewport={"width": 1280, "height": 900}).new_page()
    said = []
    # That a page of an error has its status is no complaint.
    page.on("console", lambda message: said.append(message.text)
            if message.type in ("error", "warning") and "(Bad Request)" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def give(person, name, word=WORD):
    person.fill(displayName=name, pin=word)
    person.click("#continue")


def rows(page, text):
    return page.locator("#timeline li", has_text=text)


def test_the_trace_goes_on_beside_the_journey(author, person, server, application):
    author.goto(server.origin + "/trace")
    expect(author.locator("#live")).to_have_text("Live")
    request = application.sign_in(server, POLICY)
    person.visit(request)

    # The list hears of it by itself, and so does the journey's own page.
    author.locator("#traceList").get_by_role("link", name=POLICY).first.click()
    expect(author.locator(".state")).to_have_text(re.compile("running"))
    expect(rows(author, "Page Page-Member")).to_have_count(1)
    give(person, "Nobody")
    person.expect_problem("You are no member.")
    expect(rows(author, "continue, refused")).to_have_count(1)
    expect(author.locator("#detail")).to_contain_text("You are no member.")
    give(person, "Ada")
    assert person.claims(request)["greeting"] == "Hello Ada, gold member"
    expect(author.locator(".state")).to_have_text(re.compile("finished"))

    # Why each step ran or did not, with the values that decided.
    expect(rows(author, "Step 2 · InvokeSubJourney").first).to_contain_text("runs: level equals “gold”")
    expect(rows(author, "Step 3 · ClaimsExchange")).to_contain_text("skipped: member exists")
    rows(author, "Step 3 · ClaimsExchange").locator("a").click()
    expect(author.locator("#detail .rule")).to_have_text("The policy says: skip when ClaimsExist member holds.")
    expect(author.locator("#detail .values")).to_contain_text(MEMBER_NUMBER)
    expect(author.locator("#detail .facts")).to_contain_text("Members.xml:")


def test_everything_that_a_journey_did_can_be_read(author, person, server, application):
    request = application.sign_in(server, POLICY)
    person.visit(request)
    give(person, "Ada")
    person.tokens(request)
    author.goto(server.origin + "/trace")
    author.locator("#traceList").get_by_role("link", name=POLICY).first.click()

    rows(author, "POST api.contoso.example/members").locator("a").click()
    detail = author.locator("#detail")
    expect(detail.locator("[data-shown]")).to_contain_text("POST https://api.contoso.example/members")
    expect(detail.locator("[data-shown]")).to_contain_text("Answer: status 200")
    expect(detail.locator("[data-shown]")).to_contain_text('"number":"4711"')
    expect(detail.locator("[data-shown]")).to_contain_text('"word":"(concealed)"')
    expect(detail.locator(".diff").first).to_contain_text("member")
    rows(author, "MakeGreeting").locator("a").click()
    expect(detail.locator("[data-shown]")).to_contain_text("inputClaim1 ← displayName")
    expect(detail.locator("[data-shown]")).to_contain_text("Hello {0}, {1} member")
    expect(detail.locator("[data-shown]")).to_contain_text("Hello Ada, gold member")
    rows(author, "REST-Member").locator("a").click()
    expect(detail.locator("[data-shown]")).to_contain_text("Members.xml:")
    rows(author, "Claims to the application").locator("a").click()
    expect(detail.locator("[data-shown]")).to_contain_text("greeting")

    # By keyboard alone: up and down the list, over to the details, and back.
    rows(author, "Step 1").first.locator("a").focus()
    author.keyboard.press("ArrowDown")
    expect(author.locator("#timeline [aria-current]")).to_contain_text("Page Page-Member")
    author.keyboard.press("End")
    author.keyboard.press("ArrowRight")
    expect(detail).to_be_focused()
    author.keyboard.press("Escape")
    expect(author.locator("#timeline [aria-current]")).to_be_focused()


def test_a_trace_without_scripts(browser_context, person, server, application):
    page = browser_context(java_script_enabled=False).new_page()
    request = application.sign_in(server, POLICY)
    person.visit(request)
    page.goto(server.origin + "/trace")
    page.locator("#traceList").get_by_role("link", name=POLICY).first.click()
    expect(rows(page, "Page Page-Member")).to_have_count(1)
    expect(rows(page, "Step 4")).to_have_count(0)
    give(person, "Ada")
    person.tokens(request)
    page.reload()
    rows(page, "POST api.contoso.example/visits").locator("a").click()
    expect(page.locator("#detail [data-shown]")).to_contain_text("status 200")
    page.get_by_role("link", name="Map").click()
    expect(page.locator(".journey-map .step.ran")).to_have_count(5)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_no_secret_is_in_any_page_of_a_trace(browser_context, server, application, scripts):
    """Signs up (a password and a code), and then gives a word that goes to a service, which answers with a token."""
    someone = Person(browser_context(java_script_enabled=scripts).new_page(), server, application, scripts=scripts)
    address = new_address()
    sign_up = application.sign_in(server, "B2C_1A_SignUpOrSignIn", prompt="login")
    someone.visit(sign_up).sign_up(address)
    tokens = someone.tokens(sign_up)
    request = application.sign_in(server, POLICY)
    someone.visit(request)
    give(someone, "Ada")
    issued = [tokens[name] for name in ("id_token", "access_token", "refresh_token")]
    secrets = [PASSWORD, server.code(address), WORD, SERVICE_SECRET, *issued, someone.tokens(request)["id_token"]]

    http = server.session()
    listing = http.get(server.origin + "/trace", timeout=10).text
    found = re.findall(r'href="/trace/([0-9a-f-]{36})"', listing)
    assert len(found) >= 2
    for trace in found[:2]:
        text = http.get(f"{server.origin}/trace/{trace}/json", timeout=10).text
        pages = [listing, text, http.get(f"{server.origin}/trace/{trace}/map", timeout=10).text]
        for entry in range(1, text.count('"kind":') + 1):
            pages.append(http.get(f"{server.origin}/trace/{trace}?entry={entry}", timeout=10).text)
        for secret in secrets:
            assert not any(re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", page) for page in pages)
        assert any("(concealed" in page for page in pages)
    assert address in http.get(f"{server.origin}/trace/{found[1]}/json", timeout=10).text


def expect_failed_step(author):
    expect(author).to_have_url(re.compile(r"/trace/[0-9a-f-]{36}\?entry=\d+#e\d+$"))
    expect(author.locator(".state")).to_have_text(re.compile("AADB2C"))
    expect(author.locator("#detail h2")).to_contain_text(BROKEN_STEP)
    shown = author.locator("#detail [data-shown]")
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("What to do:")
    expect(author.locator("#detail")).to_contain_text("status 503")


def break_off(author):
    author.locator("#displayName").fill("Broken")
    author.locator("#pin").fill(WORD)
    author.locator("#continue").click()


def test_the_error_page_leads_to_the_step_that_failed(start_server, author):
    def shown_here(folder):
        add_members(folder)
        path = folder / members.FILE
        journey = '<DefaultUserJourney ReferenceId="Members" />'
        behavior = '<UserJourneyBehaviors><OnError Mode="DisplayInService" /></UserJourneyBehaviors>'
        path.write_text(path.read_text("utf-8").replace(journey, journey + behavior), "utf-8")

    server = start_server(pack_folder("Policies"), overlay=shown_here)
    author.goto(server.origin + "/")
    author.get_by_role("link", name=f"Run {POLICY} now").click()
    break_off(author)
    expect(author.locator("#correlationId")).to_be_visible()
    author.locator("#api #trace").click()
    expect_failed_step(author)
    author.get_by_role("link", name="Map").click()
    expect(author.locator(".journey-map .step.failed")).to_have_count(1)


def test_an_error_for_the_application_leads_there_too(author, server):
    author.goto(server.origin + "/")
    author.get_by_role("link", name=f"Run {POLICY} now").click()
    break_off(author)
    # "Run now" is answered as an application is: the token page says what went wrong, and where.
    author.get_by_role("link", name="See what failed").click()
    expect_failed_step(author)


def test_the_map_shows_the_way_and_leads_to_each_step(author, person, server, application):
    person.visit(application.sign_in(server, POLICY))
    author.goto(server.origin + "/trace")
    author.locator("#traceList").get_by_role("link", name=POLICY).first.click()
    author.get_by_role("link", name="Map").click()
    expect(author.locator(".journey-map .step.current")).to_have_count(1)
    give(person, "Ada")
    person.page.locator("#arrived").wait_for()

    # It is drawn anew by itself: four steps and that of the sub journey ran, one was skipped.
    expect(author.locator(".journey-map .step.ran")).to_have_count(5)
    expect(author.locator(".journey-map .step.skipped")).to_have_count(1)
    assert "rgb" in author.locator(".journey-map .ran .number").first.evaluate("n => getComputedStyle(n).fill")
    step = author.locator('.journey-map a:has([data-node="3"])')
    step.focus()
    author.keyboard.press("Enter")
    expect(author.locator("#detail h2")).to_contain_text("Step 3")


def test_a_policy_has_a_page_with_its_map_and_all_that_it_inherits(browser_context, server):
    for scheme in ("light", "dark"):
        page = browser_context(color_scheme=scheme, viewport={"width": 390, "height": 800}).new_page()
        page.goto(server.origin + "/")
        page.get_by_role("link", name=f"Map of {POLICY}").click()
        picture = page.locator("svg.journey-map")
        expect(picture.locator("title").first).to_have_text(f"Journey Members of {POLICY}")
        expect(picture.locator("desc")).to_contain_text("Step 2, InvokeSubJourney, skip if level")
        ground = page.locator(".ground").evaluate("n => getComputedStyle(n).fill")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(14, 18, 22)")
        # Nothing is wider than the window but the picture, which scrolls by itself.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator('.journey-map a:has([data-node="4:Visit"])').click()
        expect(page.locator("#TechnicalProfile-REST-Visit")).to_be_visible()
        expect(page.locator("#TechnicalProfile-REST-Visit")).to_contain_text("https://api.contoso.example/visits")
    names = requests.get(f"{server.origin}/policies/{POLICY}/policy.xml", timeout=10)
    assert names.headers["Content-Type"].startswith("text/xml") and "Base.xml:" in names.text
    drawn = requests.get(f"{server.origin}/policies/{POLICY}/map.svg", timeout=10)
    assert drawn.headers["Content-Type"] == "image/svg+xml" and drawn.text.startswith("<svg")


def test_a_broken_save_is_told_everywhere_and_a_repaired_one_is_served(start_server, author, person, application):
    server = start_server(pack_folder("Policies"), overlay=add_members)
    path = server.folder / members.FILE
    good = path.read_text("utf-8")
    author.goto(server.origin + "/")
    expect(author.locator("#problems h2")).to_have_count(0)

    path.write_text(good.replace('TechnicalProfileReferenceId="REST-Visit"', 'TechnicalProfileReferenceId="REST-Vist"'),
                    "utf-8")
    # The start page hears of it by itself.
    problem = author.locator("#problems .s-error")
    expect(problem).to_have_count(1)
    expect(problem.locator(".location")).to_have_text(re.compile(rf"{members.FILE}:\d+:\d+$"))
    expect(problem).to_contain_text("REST-Vist")
    expect(problem.locator(".remedy")).to_contain_text("The nearest name is \"REST-Visit\".")
    expect(author.locator(".policyCard", has_text=POLICY)).to_contain_text("1 error on disk")
    assert "not taken; what runs is the version of" in server.log and "REST-Vist" in server.log
    problem.get_by_role("link").click()
    expect(author.locator("h1")).to_have_text("CAR0302 · error")

    # What ran goes on running, and each page of it says what is the matter.
    request = application.sign_in(server, POLICY)
    person.visit(request)
    notice = person.page.locator("#cardeaNotice")
    expect(notice).to_have_text(re.compile(
        r"The policies on disk have 1 error; what runs is the version of \d\d:\d\d:\d\d\. See what is wrong"))
    with person.page.expect_popup() as opened:
        notice.get_by_role("link").click()
    expect(opened.value.locator("#problems .s-error")).to_have_count(1)
    give(person, "Ada")
    assert person.claims(request)["visits"] == 3

    author.goto(server.origin + "/")
    path.write_text(good.replace("Who are you?", "And who are you?"), "utf-8")
    expect(author.locator("#problems h2")).to_have_count(0)
    person.visit(application.sign_in(server, POLICY))
    expect(person.page.locator("#cardeaNotice")).to_have_count(0)


def test_a_save_is_served_while_the_author_looks_up(start_server):
    """From the save to the answer, by the clock of somebody outside; the budget itself is held in Swift."""
    server = start_server(pack_folder("Policies"), overlay=add_members)
    path, waits = server.folder / "ProfileEdit.xml", []
    good = path.read_text("utf-8")
    http = server.session()
    for number in range(5):
        name = f"B2C_1A_Edit{number}"
        path.write_text(good.replace("B2C_1A_ProfileEdit", name), "utf-8")
        began = time.monotonic()
        while http.get(server.policy(name) + "/v2.0/.well-known/openid-configuration", timeout=5).status_code != 200:
            assert time.monotonic() - began < 20, server.log
            time.sleep(0.002)
        waits.append(time.monotonic() - began)
    print(f"save to served: {[round(1000 * wait) for wait in waits]} ms")
