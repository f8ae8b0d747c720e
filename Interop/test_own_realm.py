"""docs/realms.md, taken at its word: a realm of one's own, alone on a server, and a tenant elsewhere that signs in there."""

import json
import re
import socket
import subprocess

import pytest
import requests
from playwright.sync_api import expect

from conftest import pack_folder
from support.person import Person, new_address
from support.realm import Keys, press
from support.server import DEMO_CLIENT, REPOSITORY, binary

HOST, SUSI = "id.localhost", "B2C_1A_signup_signin"
PAGE = (REPOSITORY / "docs" / "realms.md").read_text("utf-8")
CHAPTER = PAGE[PAGE.index("## A realm of your own"):]


def block(language, containing):
    """The page's one block of code that says `containing`."""
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", CHAPTER, re.S) if containing in text]
    assert len(found) == 1, f"{len(found)} blocks say {containing}"
    return found[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def realm(start_server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("contoso")
    (folder / "realms").mkdir()
    (folder / "realms" / "contoso.json").write_text(block("json", '"realm"').replace("id.example.com", HOST))
    return start_server(folder, data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def tenant(realm, start_server):
    """Microsoft's pack at another server, with what the page says of it."""
    port = free_port()
    added = subprocess.run(
        [str(binary()), "realm", "client", "add", "contoso", "--id", "b2c", "--data", str(realm.data), "--redirect",
         f"https://localhost:{port}/yourtenant.onmicrosoft.com/oauth2/authresp"],
        capture_output=True, text=True, check=True, timeout=30).stdout
    secret = re.search(r"^secret +(\S+)$", added, re.M).group(1)

    def overlay(folder):
        (folder / "policy-keys.json").write_text(json.dumps({"B2C_1A_RealmSecret": secret}))
        extensions = folder / "TrustFrameworkExtensions.xml"
        text = extensions.read_text("utf-8-sig")
        profile = block("xml", "<ClaimsProvider>").replace("https://id.example.com", f"http://{HOST}:{realm.port}")
        text = text.replace("</ClaimsProviders>", profile + "</ClaimsProviders>")
        base = (folder / "TrustFrameworkBase.xml").read_text("utf-8-sig")
        journey = re.search(r'<UserJourney Id="SignUpOrSignIn">.*?</UserJourney>', base, re.S).group(0)
        first, second = re.findall(r"<OrchestrationStep .*?</OrchestrationStep>", journey, re.S)[:2]
        for step, list_, line in (
                (first, "<ClaimsProviderSelections>", block("xml", "<ClaimsProviderSelection ")),
                (second, "<ClaimsExchanges>", block("xml", "<ClaimsExchange "))):
            assert list_ in step
            journey = journey.replace(step, step.replace(list_, list_ + line))
        text = text.replace(
            "</TrustFrameworkPolicy>", f"<UserJourneys>{journey}</UserJourneys></TrustFrameworkPolicy>")
        extensions.write_text(text, "utf-8")

    return start_server(pack_folder("SocialAndLocalAccounts"), port=port, tls=True, overlay=overlay)


def test_a_tenant_elsewhere_signs_in_at_a_realm_of_its_own(realm, tenant, application, browser_context):
    page = browser_context(ignore_https_errors=True).new_page()
    keys = Keys(page)
    person = Person(page, tenant, application)
    address = new_address()

    request = application.sign_in(tenant, SUSI, scope=f"openid {DEMO_CLIENT}")
    person.visit(request)
    page.locator("#RealmExchange").click()
    expect(page).to_have_url(re.compile(rf"^http://{HOST}:{realm.port}/signin/"))
    press(page, "#create")
    page.locator("#field").fill(address)
    press(page, "form:has(#field) button[type=submit]")
    page.locator("#field").fill(realm.code(address, channel="mail"))
    page.locator("#createPasskey").click()
    # The pack asks whoever is new for their name.
    page.locator("#displayName").fill("Ann Example")
    page.locator("#givenName").fill("Ann")
    page.locator("#surname").fill("Example")
    person.click("#continue")
    claims = person.claims(request)
    assert claims["email"] == address
    assert claims["idp"] == f"http://{HOST}:{realm.port}/oidc" and claims["name"] == "Ann Example"
    assert len(keys.credentials) == 1

    # The passkey alone the next time, and the same account.
    page.context.clear_cookies()
    request = application.sign_in(tenant, SUSI, scope=f"openid {DEMO_CLIENT}")
    person.visit(request)
    page.locator("#RealmExchange").click()
    again = person.claims(request)
    assert again["sub"] == claims["sub"]


def test_a_server_of_realms_alone_has_no_demo_and_no_public_mailbox(realm):
    def get(path, host="localhost"):
        return requests.get(
            f"http://localhost:{realm.port}{path}", headers={"Host": f"{host}:{realm.port}"}, timeout=10)

    assert "Contoso" in get("/").text and "Run now" not in get("/").text
    metadata = get("/oidc/.well-known/openid-configuration", HOST).json()
    assert metadata["issuer"] == f"http://{HOST}:{realm.port}/oidc"
    assert get("/demo/oidc/.well-known/openid-configuration").status_code == 404
    assert get("/mailbox/messages").status_code == 200
    for path in ("/mailbox", "/mailbox/messages?to=a@b.example", "/trace", "/problems"):
        assert get(path, HOST).status_code == 404, path


def test_a_folder_with_neither_is_refused(tmp_path):
    done = subprocess.run(
        [str(binary()), "dev", str(tmp_path), "--port", "0"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "holds no policy that can be read, and no realm (realms/*.json)" in done.stderr
