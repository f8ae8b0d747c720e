"""The ways through a realm's pages: what is offered when, what is remembered, who is told, and what stays apart."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from support.accessibility import problems_of
from support.answers import answer_page
from support.person import new_address
from support.realm import NO_AUTOFILL, Keys, RealmSignIn
from support.realm_world import CLIENT, Visitor, World, realm

DAY = 86_400
PHONE = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.0 Mobile/15E148 Safari/604.1")
LOGO = ("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='160' height='48'%3E"
        "%3Crect width='160' height='48' rx='8' fill='%23b0162f'/%3E"
        "%3Ctext x='80' y='32' font-size='22' fill='white' text-anchor='middle'%3EShop%3C/text%3E%3C/svg%3E").replace(" ", "%20")


@pytest.fixture(scope="module")
def world(tmp_path_factory, application):
    pages, other = realm("pages", application), realm("other", application)
    # Of two sectors, and one that always gets a code.
    for name, extra in {
        "pair-a": {"subjectType": "pairwise", "spaRedirectUris": [application.origin + "/callback"]},
        "pair-b": {"subjectType": "pairwise", "spaRedirectUris": [
            application.origin.replace("127.0.0.1", "localhost") + "/callback"]},
        "always": {"alwaysAnswersWithCode": True, "spaRedirectUris": [application.redirect_uri]},
    }.items():
        pages.clients.append({"clientId": name, "name": name.title()} | extra)
    loud = realm("loud", application, theme={
        "primaryColor": "#b0162f", "primaryColorDark": "#ff8fa0", "logo": LOGO,
        "light": {"paper": "#fffaf5", "mist": "#fbeee2"}, "dark": {"paper": "#1a0d10"},
        "texts": {"en": {"signin.heading": "Welcome to the shop"}, "de": {"signin.heading": "Willkommen im Laden"}}})
    pale = realm("pale", application, theme={
        "primaryColor": "#ffee00", "light": {"muted": "#d0d0d0", "ink": "#999999"},
        "texts": {"en": {"signin.headin": "Lost"}}})
    world = World(tmp_path_factory.mktemp("flows"), application, [pages, other, loud, pale])
    yield world
    world.stop()


@pytest.fixture
def visitor(world, browser_context):
    def make(realm="pages", client=CLIENT, **options):
        return Visitor(browser_context(**options).new_page(), world, realm, client)
    return make


# MARK: Choosing

def test_the_list_has_the_persons_own_last_used_first_then_the_strongest(visitor):
    v = visitor()
    v.page.add_init_script(NO_AUTOFILL)
    keys = Keys(v.page)
    v.join(uplift="#createPasskey")
    v.page.goto(v.account)
    v.page.locator("#add").click()
    v.choose("RECOVERY_CODE")
    v.page.locator("button.primary").click()
    v.page.locator("#saved").click()
    v.page.locator(".factor").nth(2).wait_for()
    v.sign_out()
    v.visit(prompt="login")
    v.enter(v.address)
    ways = v.page.locator(".way")
    assert [w.get_attribute("data-method") for w in ways.all()] == ["PASSKEY", "EMAIL_OTP", "RECOVERY_CODE"]
    expect(ways.nth(0)).to_contain_text("Last used")
    # Where it goes can be seen, and by nobody else read.
    expect(ways.nth(1)).to_contain_text(re.compile(r"We send it to a•+@e•+\.com"))
    assert v.address not in ways.nth(1).inner_text()
    v.world.clock.forward(60)
    v.code_by_mail()
    v.page.locator("#arrived").wait_for()
    v.sign_out()
    v.visit(prompt="login")
    v.enter(v.address)
    assert ways.nth(0).get_attribute("data-method") == "EMAIL_OTP"
    v.choose("RECOVERY_CODE")
    v.page.locator("#others").click()
    expect(ways).to_have_count(3)
    assert keys.credentials


def test_a_browser_is_remembered_for_as_long_as_its_person_wants(visitor, world):
    v = visitor()
    v.join()
    v.page.goto(v.account)
    expect(v.page.locator("#devices + .things")).to_contain_text("Remembered until")
    v.sign_out()
    v.visit(prompt="login")
    v.enter(v.address)
    expect(v.page.locator(".way")).to_have_count(1)
    world.clock.forward(91 * DAY)
    v.visit(prompt="login")
    v.enter(v.address)
    # Now as anybody's.
    expect(v.page.locator(".way")).not_to_have_count(1)


def test_a_browser_that_is_not_to_be_remembered_is_not(visitor):
    v = visitor()
    v.address = new_address()
    v.visit()
    v.press("#create")
    v.page.locator("#remember").uncheck()
    before = len(v.server.messages(v.address))
    v.enter(v.address)
    v.type_code(v.address, before)
    v.page.locator("#arrived").wait_for()
    cookies = {c["name"]: c for c in v.page.context.cookies(v.server.origin + "/pages/")}
    assert cookies["cardea.session.pages"]["expires"] == -1
    assert "cardea.device.pages" not in cookies
    v.page.goto(v.account)
    expect(v.page.locator("#devices + .status")).to_have_text("No browser is remembered.")
    v.sign_out()
    v.visit()
    v.page.locator("#remember").uncheck()
    v.enter(v.address)
    expect(v.page.locator(".way")).not_to_have_count(1)


# MARK: Passkeys

def test_the_first_way_in_is_one_that_gets_people_back_in(visitor, world):
    """An application has named somebody who has nothing yet: a passkey alone would lock them out one day."""
    tracked = world.api("POST", f"/users/new-{new_address()}/actions/signIn", {"redirectUrl": world.application.origin})
    v = visitor()
    Keys(v.page)
    v.page.goto(tracked["url"])
    ways = [w.get_attribute("data-method") for w in v.page.locator(".way").all()]
    assert ways and not {"PASSKEY", "SECURITY_KEY", "RECOVERY_CODE"} & set(ways)
    expect(v.page.locator("main")).to_contain_text("It gets you back in")


def test_a_passkey_is_offered_again_later_and_later(visitor, world):
    v = visitor()
    v.page.add_init_script(NO_AUTOFILL)
    Keys(v.page)
    offered = []
    v.address = new_address()

    def sign_in(is_first):
        v.visit(prompt="login")
        if is_first:
            v.sign_up(v.address)
        else:
            v.enter(v.address)
            v.code_by_mail()
        v.page.locator("#later, #arrived").first.wait_for()
        is_offered = v.page.locator("#later").count() == 1
        if is_offered:
            expect(v.page.locator("#later")).to_have_text("Not now")
            v.page.locator("#later").click()
            v.page.locator("#arrived").wait_for()
        return is_offered

    assert sign_in(True)
    for days in (1, 7, 30, 90):
        world.clock.forward(days * DAY - 3600)
        offered.append(sign_in(False))
        world.clock.forward(3700)
        offered.append(sign_in(False))
    assert offered == [False, True] * 4


def test_a_passkey_is_made_in_passing_where_the_browser_can(visitor):
    """Conditional create: the password manager agrees without a question."""
    v = visitor()
    v.page.add_init_script("""
      const known = PublicKeyCredential.getClientCapabilities;
      PublicKeyCredential.getClientCapabilities = async () =>
        ({ ...(known ? await known.call(PublicKeyCredential) : {}), conditionalCreate: true, conditionalGet: false });
      const create = navigator.credentials.create.bind(navigator.credentials);
      navigator.credentials.create = ({ mediation, ...rest }) => {
        window.name += `${mediation} `;
        return create(rest);
      };
    """)
    keys = Keys(v.page)
    v.visit()
    v.address = new_address()
    v.sign_up(v.address)
    v.page.locator("#arrived").wait_for()
    assert "conditional" in v.page.evaluate("window.name") and len(keys.credentials) == 1
    v.page.goto(v.account)
    expect(v.page.locator(".factor", has_text="Passkey")).to_have_count(1)


def test_password_managers_hear_what_is_gone_and_what_stays(visitor):
    """Signal API: Chromium tells the authenticator, which removes what is not accepted any more and nothing else."""
    v = visitor()
    v.page.add_init_script(NO_AUTOFILL)
    keys = Keys(v.page)
    v.join(uplift="#createPasskey")
    v.page.goto(v.account)
    assert len(keys.credentials) == 1
    passkey = v.page.locator(".factor", has_text="Passkey")
    passkey.locator("summary", has_text="Rename").click()
    passkey.locator("input[name=name]").fill("My laptop")
    passkey.locator("button", has_text="Save").click()
    expect(v.page.locator("#notice")).to_have_text("Saved.")
    named = v.page.locator(".factor", has_text="My laptop")
    expect(named).to_contain_text("On one device")
    assert len(keys.credentials) == 1
    named.locator("summary.danger").click()
    expect(named).to_contain_text("delete it there too")
    named.locator("button.danger").click()
    expect(v.page.locator("#notice")).to_have_text("Removed.")
    for _ in range(50):
        if not keys.credentials:
            break
        v.page.wait_for_timeout(100)
    assert keys.credentials == []


def test_a_security_key_is_not_taken_for_gone(visitor):
    v = visitor()
    v.page.add_init_script(NO_AUTOFILL)
    keys = Keys(v.page, transport="usb")
    v.join()
    v.page.goto(v.account)
    v.page.locator("#add").click()
    v.choose("SECURITY_KEY")
    v.page.locator("#again").click()
    v.page.locator(".factor", has_text="Security key").wait_for()
    v.page.wait_for_timeout(500)
    assert len(keys.credentials) == 1


# MARK: The account

def test_the_account_page_knows_what_is_where(visitor, world):
    v, phone = visitor(), visitor(user_agent=PHONE)
    v.join()
    phone.visit()
    phone.enter(v.address)
    phone.code_by_mail(v.address)
    phone.page.locator("#arrived").wait_for()
    v.page.goto(v.account)
    factor = v.page.locator(".factor")
    expect(factor).to_contain_text("Added")
    expect(factor).to_contain_text("Last used")
    factor.locator("summary.danger").click()
    expect(factor).to_contain_text("your only way to sign in")
    sessions = v.page.locator("#sessions + .things li")
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="Chrome")).to_contain_text("This browser")
    expect(sessions.filter(has_text="Chrome").locator("button")).to_have_count(0)
    sessions.filter(has_text="Safari · iPhone").locator("button").click()
    expect(sessions).to_have_count(1)
    expect(v.page.locator(".log")).to_contain_text("Signed out elsewhere")
    devices = v.page.locator("#devices + .things li")
    devices.filter(has_text="iPhone").locator("button").click()
    expect(devices).to_have_count(1)
    denied = phone.visit(prompt="none")
    assert phone.answer(denied)["error"] == "login_required"


def test_a_language_is_chosen_below_any_page_and_kept_with_the_account(visitor, world):
    v = visitor()
    v.visit(ui_locales="en")
    v.page.locator("#language").click()
    v.page.locator("button[value=de]").click()
    expect(v.page.locator("h1")).to_have_text("Anmelden")
    assert v.page.locator("html").get_attribute("lang") == "de"
    v.page.locator("#language").click()
    v.page.keyboard.press("Escape")
    expect(v.page.locator("#language")).to_be_focused()
    expect(v.page.locator("button[value=de]")).not_to_be_visible()
    v.address = new_address()
    v.sign_up(v.address)
    v.page.locator("#arrived").wait_for()
    assert "Code" in v.server.messages(v.address)[0]["text"]
    v.page.goto(v.account)
    v.page.locator("#chosen").select_option("fr")
    v.page.locator("form:has(#chosen) button").click()
    expect(v.page.locator("h1")).to_have_text("Votre compte")
    # Elsewhere the pages are the browser's, and messages the person's own.
    other = visitor(locale="en")
    other.visit()
    other.enter(v.address)
    other.code_by_mail(v.address)
    other.page.locator("#arrived").wait_for()
    assert "Votre" in v.server.messages(v.address)[0]["text"] or "code" in v.server.messages(v.address)[0]["text"]


def test_nobody_is_sent_elsewhere_by_a_choice_of_language(world):
    session = world.server.session()
    for place in ("https://evil.example/", "//evil.example/", "/other/account", "/pages/\\evil", "/pages"):
        answer = session.post(
            f"{world.server.origin}/pages/language", data={"language": "de", "return": place}, allow_redirects=False,
            timeout=10)
        assert answer.headers["Location"] == f"{world.server.origin}/pages/account"
    answer = session.post(
        f"{world.server.origin}/pages/language", data={"language": "xx", "return": "/pages/account"},
        allow_redirects=False, timeout=10)
    assert "cardea.language=xx" not in answer.headers.get("Set-Cookie", "")


# MARK: Rules

def test_a_blocked_person_gets_a_reference_and_the_application_an_error(visitor, world):
    v = visitor()
    sign_in = v.visit()
    v.sign_up("blocked." + new_address())
    reference = v.page.locator("#reference").inner_text()
    expect(v.page.locator("h1")).to_have_text("You cannot go on")
    expect(v.page.locator("time")).to_be_visible()
    assert re.fullmatch("[0-9a-f-]{36}", reference)
    v.page.locator("button.primary").click()
    answer = v.answer(sign_in)
    assert answer["error"] == "access_denied" and "code" not in answer


def test_a_client_that_always_gets_a_code_reads_what_was_decided(visitor):
    for address, state in ((new_address(), "CHALLENGE_SUCCEEDED"), ("blocked." + new_address(), "BLOCK")):
        v = visitor(client="always")
        sign_in = v.visit()
        v.sign_up(address)
        claims = v.claims(sign_in)
        assert claims["action_state"] == state and claims["action_code"] == "signIn"
        assert ("acr" in claims) == ("auth_time" in claims) == (state != "BLOCK")
        assert ("email" in claims) == (state != "BLOCK")
    # Who cancels has said nothing of who they are: there is nobody to issue a code for.
    v = visitor(client="always")
    sign_in = v.visit()
    v.page.locator("#cancel").click()
    assert v.answer(sign_in)["error"] == "access_denied"


@pytest.mark.parametrize("decision, state", [("ALLOW", "REVIEW_SUCCEEDED"), ("BLOCK", "REVIEW_FAILED")])
def test_a_person_under_review_waits_until_somebody_has_decided(visitor, world, decision, state):
    v = visitor(client="always")
    sign_in = v.visit()
    address = "review." + new_address()
    v.sign_up(address)
    expect(v.page.locator("h1")).to_have_text("Waiting for approval")
    key = v.page.locator("#reference").inner_text()
    user = world.api("GET", f"/users?email={address}")["users"][0]["userId"]
    world.api("PATCH", f"/users/{user}/actions/signIn/{key}", {"state": state})
    claims = v.claims(sign_in)
    assert claims["action_state"] == state and ("acr" in claims) == (decision == "ALLOW")


# MARK: Frames and pop-ups

class Host:
    """An application's page on an origin of its own, which shows the realm in a frame or a pop-up and notes what it
    hears."""

    def __init__(self, name):
        host = self
        self.page = ""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                answer_page(self, host.page)

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://{name}:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def show(self, how, url):
        opened = (f'<iframe src="{url}" title="Sign in" width="400" height="700"></iframe>' if how == "frame" else
                  f'<button onclick=\'window.open({json.dumps(url)}, "signin", "width=420,height=720")\'>Go</button>')
        self.page = (
            "<title>Host</title><script>window.heard = []; addEventListener('message', (event) => "
            f"heard.push([event.origin, event.data]));</script>{opened}")

    def stop(self):
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture(scope="module")
def hosts():
    """One of the realm's site, one of another site, and one that nobody has registered."""
    made = {"same site": Host("localhost"), "other site": Host("127.0.0.1"), "stranger": Host("localhost")}
    yield made
    for host in made.values():
        host.stop()


@pytest.fixture(scope="module")
def embedding(tmp_path_factory, application, hosts):
    """Over TLS: browsers send cookies along with another site's frame only so."""
    file = realm("pages", application)
    file.clients[0]["embeddingOrigins"] = [hosts["same site"].origin, hosts["other site"].origin]
    world = World(tmp_path_factory.mktemp("embedding"), application, [file], tls=True)
    yield world
    world.stop()


def heard(page, seconds=5):
    for _ in range(seconds * 10):
        found = page.evaluate("window.heard")
        if found:
            return found
        page.wait_for_timeout(100)
    return []


def shown_at(host, how, world, browser_context):
    """The application's page, and the realm's in it or before it."""
    page = browser_context(ignore_https_errors=True).new_page()
    host.show(how, RealmSignIn(world.server, world.application, "pages", CLIENT).url)
    page.goto(host.origin)
    if how == "frame":
        return page, page.frame_locator("iframe")
    with page.expect_popup() as popup:
        page.get_by_role("button").click()
    return page, popup.value


@pytest.mark.parametrize("name", ["same site", "other site"])
@pytest.mark.parametrize("how", ["frame", "popup"])
def test_an_application_that_may_embed_the_pages_hears_of_them(embedding, hosts, browser_context, how, name):
    page, shown = shown_at(hosts[name], how, embedding, browser_context)
    expect(shown.locator("h1")).to_have_text("Sign in")
    assert heard(page) == [[embedding.server.origin, '{"event":"AUTHSIGNAL_READY"}']]
    # A step further it is the same sign-in: the frame has its cookies.
    shown.locator("#field").fill(new_address())
    shown.locator("form:has(#field) button[type=submit]").click()
    expect(shown.locator("h1")).to_have_text("Choose how to sign in")


@pytest.mark.parametrize("how", ["frame", "popup"])
def test_any_other_hears_nothing_and_frames_nothing(embedding, hosts, browser_context, how):
    page, shown = shown_at(hosts["stranger"], how, embedding, browser_context)
    if how == "popup":
        expect(shown.locator("h1")).to_have_text("Sign in")
    else:
        page.wait_for_timeout(500)
        assert shown.locator("h1:text('Sign in')").count() == 0
    assert heard(page, 1) == []


def test_a_page_is_in_the_frames_of_its_applications_alone(embedding, hosts):
    session = embedding.server.session()
    own = session.get(RealmSignIn(embedding.server, embedding.application, "pages", CLIENT).url, timeout=10)
    origins = f"{hosts['same site'].origin} {hosts['other site'].origin}"
    assert own.headers["Content-Security-Policy"].endswith(f"frame-ancestors {origins}")
    account = session.get(f"{embedding.server.origin}/pages/account", timeout=10)
    assert account.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


# MARK: Apart

def test_two_realms_of_one_server_know_nothing_of_each_other(visitor, world, browser_context):
    context = browser_context()
    one = Visitor(context.new_page(), world, "pages")
    keys = Keys(one.page)
    one.page.add_init_script(NO_AUTOFILL)
    one.join(uplift="#createPasskey")
    two = Visitor(context.new_page(), world, "other")
    # No session, no account, and no device there.
    denied = two.visit(prompt="none")
    assert two.answer(denied)["error"] == "login_required"
    two.page.goto(two.account)
    expect(two.page.locator("h1")).to_have_text("Sign in")
    two.enter(one.address)
    expect(two.page.locator(".way")).not_to_have_count(2)
    # Nor does a session's cookie open the other: each has a name and a path of its own.
    for cookie in context.cookies():
        if cookie["name"].startswith("cardea."):
            assert cookie["path"].startswith(("/pages", "/other")), cookie
    session = next(c for c in context.cookies() if c["name"] == "cardea.session.pages")
    answer = world.server.session().get(
        f"{world.server.origin}/other/account", cookies={"cardea.session.other": session["value"]},
        allow_redirects=False, timeout=10)
    assert "/signin/" in answer.headers["Location"]
    # The same host, so the same relying party: the authenticator offers the passkey, and the other realm knows none.
    third = Visitor(context.new_page(), world, "other")
    other_keys = Keys(third.page)
    third.page.add_init_script(NO_AUTOFILL)
    for credential in keys.credentials:
        other_keys.send("addCredential", credential=credential)
    third.visit(prompt="login")
    third.page.locator("#passkey").click()
    expect(third.page.locator("#notice")).to_contain_text("not known here")


def test_pairwise_subjects_differ_from_sector_to_sector(visitor, world):
    v = visitor()
    v.join()
    subjects = {}
    for client, uri in (("pair-a", world.application.redirect_uri),
                        ("pair-b", world.application.redirect_uri.replace("127.0.0.1", "localhost")),
                        (CLIENT, world.application.redirect_uri)):
        v.client = client
        for _ in range(2):
            sign_in = v.visit(redirect_uri=uri)
            subject = v.claims(sign_in)["sub"]
            assert subjects.setdefault(client, subject) == subject
    assert len(set(subjects.values())) == 3


# MARK: The realm's own look

@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["loud", "pale"])
def test_a_realms_own_colours_can_be_read(visitor, name, scheme):
    v = visitor(name, color_scheme=scheme)
    v.visit()
    assert problems_of(v.page) == []
    v.enter(new_address())
    v.choose("EMAIL_OTP")
    v.answer_wrongly(1)
    assert problems_of(v.page) == []
    accent = v.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
    assert (accent == {"light": "#b0162f", "dark": "#ff8fa0"}[scheme]) == (name == "loud"), accent


def test_a_realms_own_logo_and_words(visitor):
    v = visitor("loud")
    v.visit()
    expect(v.page.locator("h1")).to_have_text("Welcome to the shop")
    expect(v.page.locator("img.companyLogo")).to_have_attribute("alt", "Loud")
    assert v.page.locator("img.companyLogo").evaluate("(image) => image.naturalWidth") == 160
    german = visitor("loud", locale="de")
    german.visit()
    expect(german.page.locator("h1")).to_have_text("Willkommen im Laden")


def test_the_operator_hears_what_could_not_be_read(world):
    log = world.server.log
    assert re.search(r"pale\.json: theme\.light: accent #ffee00 has a contrast of 1\.0:1 and needs 4\.5:1", log), log
    assert "theme.light: muted #d0d0d0" in log and "there is no text signin.headin" in log
    assert "loud.json" not in log
    theme = world.api("PATCH", "/management/theme", {"primaryColor": "#ffffff"}, name="other")
    assert any("accent #ffffff" in warning for warning in theme["warnings"])
