"""Every method in every state that its page can be in: what it says, to whom, where the focus is, and whether everybody
can use it."""

import re
from dataclasses import dataclass
from typing import Callable

import pytest
from playwright.sync_api import expect

from support.accessibility import problems_of, problems_of_keyboard
from support.person import new_address
from support.realm import NO_AUTOFILL, Keys
from support.realm_world import Visitor, World

# A browser without WebAuthn from the second page on: before, it is what the server has to go by.
LATER_WITHOUT = "if (location.pathname.includes('/with/')) delete window.PublicKeyCredential;"
TYPED = {"EMAIL_OTP": "000000", "SMS": "000000", "AUTHENTICATOR_APP": "000000", "RECOVERY_CODE": "aaaa-bbbb",
         "PASSWORD": "not the password"}
KEYS = ["PASSKEY", "SECURITY_KEY"]


@dataclass
class Cell:
    go: Callable
    """Where it is said, in what role, and where the focus is then (nil: anywhere)."""
    says: str
    text: str
    role: str | None = None
    focus: str | None = None
    """Another way, or the way out: every step has one."""
    out: str | None = "#others"


def typed(method):
    wrong = TYPED[method]
    sent = method in ("EMAIL_OTP", "SMS")

    def expired(v):
        v.begin(method)
        v.page.locator("#field").wait_for()
        v.world.clock.forward(700)
        v.page.reload()

    def spent(v):
        v.begin(method)
        v.answer_wrongly_at_once(5, wrong)

    def locked(v):
        name = new_address()
        for _ in range(2):
            v.begin(method, name)
            v.answer_wrongly_at_once(5, wrong)
            v.world.clock.forward(31)
        v.begin(method, name)

    def busy(v):
        held = []
        v.begin(method)
        v.page.route("**/answer", lambda route: held.append(route))
        # As slow as a bad connection; the page stays.
        v.page.locator("#field").evaluate("(field, text) => { field.value = text; field.form.requestSubmit(); }", wrong)
        v.page.wait_for_timeout(1100)
        held[0].abort("aborted")

    def offline(v):
        v.begin(method)
        v.page.locator("#field").wait_for()
        v.page.context.set_offline(True)
        v.page.locator("#field").fill(wrong)
        if v.page.locator("#field[data-length]").count() == 0:
            v.page.locator("form:has(#field) button[type=submit]").click()
        # What was typed is still there.
        expect(v.page.locator("#field")).to_have_value(wrong)

    advice = {
        "EMAIL_OTP": "newest message", "SMS": "newest message", "AUTHENTICATOR_APP": "the next one",
        "RECOVERY_CODE": "used before", "PASSWORD": "not the password"}[method]
    heading = {
        "EMAIL_OTP": "Check your e-mail", "SMS": "Check your messages", "AUTHENTICATOR_APP": "Open your authenticator app",
        "RECOVERY_CODE": "Use a recovery code", "PASSWORD": "Enter your password"}[method]
    return {
        "idle": Cell(lambda v: v.begin(method), "h1", heading, focus="#field"),
        "waiting": Cell(busy, "#busy", "One moment", "status"),
        "wrong": Cell(lambda v: (v.begin(method), v.answer_wrongly(1, wrong)), "#problem",
                      f"{advice}.*Tries left: 4", "alert", "#field"),
        "expired": Cell(expired, "#notice", "has expired" if sent else "took too long", "alert", "#notice"),
        "too many": Cell(spent, "#notice", "Too many tries.*start again", "alert",
                         "#notice"),
        "wait": Cell(locked, "#resend", r"in 0:\d\d$", focus="#notice"),
        "offline": Cell(offline, "#offline", "You are offline", "status"),
    }


def with_key(method):
    """A key or passkey page, as somebody with one."""
    def made(v):
        v.page.add_init_script(NO_AUTOFILL)
        keys = Keys(v.page, transport="internal" if method == "PASSKEY" else "usb")
        v.join(uplift="#createPasskey" if method == "PASSKEY" else None)
        if method == "SECURITY_KEY":
            v.page.goto(v.account)
            v.page.locator("#add").click()
            v.choose(method)
            v.page.locator("#again").click()
            v.page.locator(".factor", has_text="Security key").wait_for()
        v.sign_out()
        v.visit(prompt="login")
        v.enter(v.address)
        return keys

    def wrong(v):
        keys = made(v)
        keys.override(isBogusSignature=True)
        v.choose(method)
        v.page.locator("#notice").wait_for()

    def waiting(v):
        made(v).presence(False)
        v.choose(method)

    def expired(v):
        made(v)

        def late(route):
            v.world.clock.forward(400)
            route.continue_()

        v.page.route("**/answer", late)
        v.choose(method)
        v.page.locator("#notice").wait_for()

    def nothing(v):
        v.page.add_init_script(NO_AUTOFILL)
        Keys(v.page)
        v.begin(method)
        v.page.locator("#notice").wait_for()

    def unsupported(v):
        v.page.add_init_script(NO_AUTOFILL + LATER_WITHOUT)
        v.begin(method)
        v.page.locator("#notice").wait_for()

    def locked(v):
        name = new_address()
        for _ in range(2):
            v.begin("AUTHENTICATOR_APP", name)
            v.answer_wrongly_at_once(5)
        v.begin(method, name)

    def offline(v):
        nothing(v)
        v.page.context.set_offline(True)

    name = "passkey" if method == "PASSKEY" else "security key"
    return {
        "waiting": Cell(waiting, "#waiting", "Waiting for your device", "status"),
        "wrong": Cell(wrong, "#notice", "did not work", "alert", "#notice"),
        "expired": Cell(expired, "#notice", "took too long", "alert", "#notice"),
        "none here, or cancelled": Cell(nothing, "#notice", f"No {name}", "alert", "#notice"),
        "unsupported": Cell(unsupported, "#notice", "browser cannot do that", "alert", "#notice"),
        "wait": Cell(locked, "#notice", r"Wait \d+ s", "alert", "#notice"),
        "offline": Cell(offline, "#offline", "You are offline", "status"),
    }


def link_page():
    method = "EMAIL_MAGIC_LINK"

    def expired(v):
        v.begin(method)
        v.page.locator("#waiting").wait_for()
        v.world.clock.forward(700)
        v.page.reload()

    def slow(v):
        v.page.clock.install()
        v.begin(method)
        v.page.locator("#waiting").wait_for()
        v.page.clock.run_for(10_500)

    def again(v):
        v.begin(method)
        v.world.clock.forward(31)
        v.page.reload()
        v.page.locator("#resend").click()
        v.page.locator("#waiting").wait_for()

    def offline(v):
        v.begin(method)
        v.page.locator("#waiting").wait_for()
        v.page.context.set_offline(True)

    return {
        "waiting": Cell(lambda v: v.begin(method), "#waiting", "Waiting for you to open the link", "status"),
        "waiting long": Cell(slow, "#slow", "Try another way", "status"),
        "expired": Cell(expired, "#notice", "link has expired", "alert", "#notice"),
        "another sent": Cell(again, "#resend", r"new link can be sent in [01]:\d\d"),
        "offline": Cell(offline, "#offline", "You are offline", "status"),
        "gone": Cell(lambda v: v.page.goto(f"{v.server.origin}/pages/link/nothing"), "h1", "not good any more", out=None),
    }


def nothing_typed(v):
    v.visit()
    v.page.evaluate("document.querySelector('#field').required = false")
    v.page.locator("button.primary").click()
    v.page.locator("#problem").wait_for()


def cancelled_passkey(v):
    v.page.add_init_script(NO_AUTOFILL)
    Keys(v.page)
    v.visit()
    v.page.locator("#passkey").click()


def removed_passkey(v):
    # A password manager that does not listen still offers it.
    v.page.add_init_script(NO_AUTOFILL + "PublicKeyCredential.signalAllAcceptedCredentials = undefined;")
    Keys(v.page)
    v.join(uplift="#createPasskey")
    v.page.goto(v.account)
    passkey = v.page.locator(".factor", has_text="Passkey")
    passkey.locator("summary.danger").click()
    passkey.locator("button.danger").click()
    v.page.locator("#notice").wait_for()
    v.sign_out()
    v.visit()
    v.page.locator("#passkey").click()
    v.page.locator("#notice").wait_for()


def without_webauthn(v):
    v.page.add_init_script("delete window.PublicKeyCredential")
    v.visit()
    v.enter(new_address())
    v.page.locator(".way").first.wait_for()
    assert v.page.locator("[data-method=PASSKEY], [data-method=SECURITY_KEY]").count() == 0


def judged(mark):
    def go(v):
        v.visit()
        v.sign_up(mark + new_address())
        v.page.locator("#reference").wait_for()
    return go


SIGN_IN = {
    "idle": Cell(lambda v: v.visit(), "h1", "Sign in", focus="#field", out="#cancel"),
    "nothing typed": Cell(nothing_typed, "#problem", "Enter your e-mail", "alert", "#field", "#cancel"),
    "passkey, none here or cancelled": Cell(
        cancelled_passkey, "#passkeyProblem", "No passkey was used", "alert", out="#cancel"),
    "passkey, removed": Cell(removed_passkey, "#notice", "not known here any more", "alert", out="#cancel"),
    "sign-up": Cell(lambda v: (v.visit(), v.press("#create")), "h1", "Create your account",
                    focus="#field", out="#cancel"),
}
OTHERS = {
    ("list of ways", "idle"): Cell(
        lambda v: (v.visit(), v.enter(new_address())), "h1", "Choose how", out="#cancel"),
    ("list of ways", "no WebAuthn"): Cell(without_webauthn, "h1", "Choose how", out="#cancel"),
    ("rules", "blocked"): Cell(judged("blocked."), "#reference", r"^[0-9a-f-]{36}$", out="button.primary"),
    ("rules", "review"): Cell(judged("review."), "#waiting", "Waiting for Pages", "status",
                              out="main button:text('Cancel')"),
    ("error", "refused"): Cell(
        lambda v: v.page.goto(f"{v.server.origin}/pages/oidc/auth?client_id=nobody"), "#reference",
        r"^[0-9a-f-]{36}$", out=None),
    ("error", "out of date"): Cell(
        lambda v: v.page.goto(f"{v.server.origin}/pages/signin/nothing"), "#reference", r"^[0-9a-f-]{36}$", out=None),
}


def table():
    cells = {("sign-in", state): cell for state, cell in SIGN_IN.items()}
    for method in TYPED:
        cells |= {(method, state): cell for state, cell in typed(method).items()}
    for method in KEYS:
        cells |= {(method, state): cell for state, cell in with_key(method).items()}
    cells |= {("EMAIL_MAGIC_LINK", state): cell for state, cell in link_page().items()}
    return cells | OTHERS


CELLS = table()


@pytest.fixture(scope="module")
def world(tmp_path_factory, application):
    world = World(tmp_path_factory.mktemp("pages"), application)
    yield world
    world.stop()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ", ".join(cell))
def test_each_state(world, browser_context, cell):
    number = list(CELLS).index(cell)
    # Schemes and widths take turns.
    context = browser_context(
        color_scheme=["light", "dark"][number % 2], reduced_motion="reduce",
        viewport={"width": [375, 1280][number // 2 % 2], "height": 800})
    visitor, expected = Visitor(context.new_page(), world), CELLS[cell]
    page = visitor.page
    expected.go(visitor)
    said = page.locator(expected.says)
    expect(said).to_have_text(re.compile(expected.text, re.S))
    if expected.says != "#busy":
        expect(said).to_be_visible()
    if expected.role:
        expect(said).to_have_attribute("role", expected.role)
    if expected.focus:
        expect(page.locator(expected.focus)).to_be_focused()
    if expected.out:
        expect(page.locator(expected.out)).to_be_visible()
    assert problems_of(page) == []


# What says least is where most of a page's controls are.
@pytest.mark.parametrize("cell", [("sign-in", "idle"), ("EMAIL_OTP", "idle"), ("PASSWORD", "wrong"), ("SMS", "wait")],
                         ids=lambda cell: ", ".join(cell))
def test_by_keyboard(world, browser_context, cell):
    visitor = Visitor(browser_context().new_page(), world)
    CELLS[cell].go(visitor)
    assert problems_of_keyboard(visitor.page) == []


@pytest.mark.parametrize("language", ["ar", "de", "ja"])
@pytest.mark.parametrize("cell", [("sign-in", "idle"), ("EMAIL_OTP", "wrong"), ("PASSKEY", "none here, or cancelled")],
                         ids=lambda cell: ", ".join(cell))
def test_narrow_and_in_other_languages(world, browser_context, cell, language):
    """1280 px at 400 % are 320; nothing is cut off or needs scrolling sideways."""
    context = browser_context(locale=language, viewport={"width": 320, "height": 640})
    visitor = Visitor(context.new_page(), world)
    CELLS[cell].go(visitor)
    assert problems_of(visitor.page) == []
