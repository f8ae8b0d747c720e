"""Servers, a browser, and an application, each started when a test asks for it and stopped at the end."""

import functools
import shutil

import pytest
from playwright.sync_api import sync_playwright

from support.gallery import gallery
from support.person import Person
from support.relying_party import RelyingParty
from support.server import PACKS, REPOSITORY, Cardea

OFFICIAL = ["LocalAccounts", "SocialAccounts", "SocialAndLocalAccounts", "SocialAndLocalAccountsWithMfa"]
BROWSER_MILLISECONDS = 10_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test says what its server has said."""
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server:
        report.sections.append(("server log", server.log[-6000:]))
    return report


def pack_folder(name):
    """Our own pack, as it is or with pages of every kind, or one of Microsoft's, unchanged."""
    if name in ("Policies", "Gallery"):
        return REPOSITORY / "Policies"
    folder = PACKS / name
    if not folder.exists():
        reason = f"the official starter packs are not at {PACKS}: {name} was NOT tested"
        print(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def start_server(tmp_path_factory):
    """Starts a server on a copy of a folder; every one started is stopped with SIGTERM and must end with 0."""
    started = []

    def start(policies, **options):
        server = Cardea(policies, tmp_path_factory.mktemp("server"), **options)
        started.append(server)
        return server

    yield start
    problems = []
    for server in started:
        try:
            server.stop()
        except AssertionError as problem:
            problems.append(str(problem))
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def pack_server(start_server):
    """The one server of a pack, which tests share: each makes people of its own."""
    return functools.cache(
        lambda name: start_server(pack_folder(name), overlay=gallery if name == "Gallery" else None))


@pytest.fixture
def server(request, pack_server):
    """The server of the test's pack: our own, unless the test is parametrized with another."""
    return pack_server(getattr(request, "param", "Policies"))


@pytest.fixture(scope="session")
def application():
    application = RelyingParty()
    yield application
    application.stop()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium):
    """Makes browsers that share nothing: `browser_context(java_script_enabled=False)`."""
    contexts = []

    def make(**options):
        context = chromium.new_context(**options)
        context.set_default_timeout(BROWSER_MILLISECONDS)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def person(browser_context, server, application):
    """Somebody new at a browser with scripts."""
    return Person(browser_context().new_page(), server, application)


@pytest.fixture(params=["scripts", "no scripts"])
def anyone(request, browser_context, server, application):
    """Somebody new at a browser, once with scripts and once without."""
    scripts = request.param == "scripts"
    context = browser_context(java_script_enabled=scripts)
    return Person(context.new_page(), server, application, scripts=scripts)
