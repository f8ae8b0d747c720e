"""Authsignal's published tutorial for Azure AD B2C (`../shared/seeds`), step by step: Microsoft's LocalAccounts pack with
the tutorial's XML as it stands, against a realm of the same server. Only the placeholders are replaced: host, tenant id,
action; and the policy key holds the realm's API key. What the tutorial adds to a journey must end where it says: in a
token, or on one of its two error pages.
"""

import json
import re

import socket

import pytest
from playwright.sync_api import expect

from conftest import pack_folder
from support.person import Person, new_address
from support.realm_file import RealmFile
from support.server import DEMO_CLIENT, SHARED

SEED = SHARED / "seeds" / "001_03e8d4b4dc80dd77.txt"
POLICY = "B2C_1A_signup_signin"
FAILED = "Authentication challenge failed. Please try again."
NOT_ENROLLED = "You must register an authentication method to continue."


def xml_blocks():
    """The tutorial's XML, in its order."""
    if not SEED.exists():
        reason = f"the tutorial is not at {SEED}: it was NOT tested"
        print(reason)
        pytest.skip(reason)
    blocks = re.findall(r"```xml[^\n]*\n(.*?)```", SEED.read_text(), re.S)
    assert len(blocks) == 8, "the tutorial has eight blocks of XML"
    return blocks


def follow_tutorial(folder, realm, host, action):
    steps, base, init, init_claims, authorize, checks, pages, claims = (
        block.replace("https://AUTHSIGNAL_CONNECT_HOSTNAME", host)
        .replace("INSERT_AUTHSIGNAL_ACTION", action).replace("INSERT_AUTHSIGNAL_TENANT_ID", realm.tenant)
        for block in xml_blocks())
    # Its block of error pages ends with a tag that nothing opens.
    pages = pages.replace("</TechnicalProfiles>", "")
    path = folder / "TrustFrameworkBase.xml"
    text = path.read_text("utf-8-sig")
    # Step 1: before the token is issued, whose step moves on ("adjusting other orchestration steps").
    journey, rest = text[:text.index('<UserJourney Id="ProfileEdit">')], text[text.index('<UserJourney Id="ProfileEdit">'):]
    send = '<OrchestrationStep Order="4" Type="SendClaims"'
    assert journey.count(send) == 1
    journey = journey.replace(send, steps + send.replace("4", "9", 1))
    # Steps 2 to 6.
    journey = journey.replace("</ClaimsSchema>", claims + "</ClaimsSchema>", 1)
    journey = journey.replace("</ClaimsTransformations>", init_claims + checks + "</ClaimsTransformations>", 1)
    provider = "<ClaimsProvider><DisplayName>Authsignal</DisplayName><TechnicalProfiles>{}</TechnicalProfiles></ClaimsProvider>"
    journey = journey.replace(
        "</ClaimsProviders>", provider.format(base + init + authorize + pages) + "</ClaimsProviders>", 1)
    path.write_text(journey + rest)
    # Step 7: the policy key.
    (folder / "policy-keys.json").write_text(json.dumps({"B2C_1A_AuthsignalSecret": realm.key}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def start(start_server):
    def make(**settings):
        port, realm = free_port(), RealmFile("tutorial", **settings)

        def overlay(folder):
            host = f"http://localhost:{port}/tutorial"
            follow_tutorial(folder, realm, host, "signIn")
            tenant = re.search(r'TenantId="([^"]+)"', (folder / "SignUpOrSignin.xml").read_text("utf-8-sig")).group(1)
            realm.clients = [{
                "clientId": "tenant", "redirectUris": [f"http://localhost:{port}/{tenant}/oauth2/authresp"]}]
            realm.write(folder)

        return start_server(pack_folder("LocalAccounts"), overlay=overlay, port=port)

    return make


@pytest.fixture(scope="module")
def enrolling(start):
    """A realm that takes over mail addresses; whose rules block one domain."""
    blocked = {"in": ["blocked", {"var": "user.email"}]}
    return start(
        methods=["EMAIL_OTP"],
        actions=[{
            "code": "signIn", "defaultResult": "CHALLENGE",
            "rules": [{"ruleId": "b", "name": "Blocked", "type": "BLOCK", "conditions": blocked}]}])


@pytest.fixture(scope="module")
def bare(start):
    """A realm that asks for nothing, so that nobody has enrolled anything."""
    return start(methods=["PASSKEY"], actions=[{"code": "signIn", "defaultResult": "ALLOW"}])


def arrive(server, application, browser_context, address):
    """Signs up at the tenant; what comes next is the tutorial's."""
    person = Person(browser_context().new_page(), server, application)
    sign_in = application.sign_in(server, POLICY, scope=f"openid {DEMO_CLIENT}")
    person.visit(sign_in)
    person.sign_up(address)
    return person, sign_in


def expect_tutorials_page(person, text):
    expect(person.page.locator("body")).to_contain_text(text)
    assert "localhost" in person.page.url and "/tutorial/" not in person.page.url


def test_a_blocked_action_ends_on_the_error_page(enrolling, application, browser_context):
    person, _ = arrive(enrolling, application, browser_context, "blocked." + new_address())
    expect_tutorials_page(person, FAILED)


def test_who_has_not_enrolled_is_told_so(bare, application, browser_context):
    person, _ = arrive(bare, application, browser_context, new_address())
    expect_tutorials_page(person, NOT_ENROLLED)


def begin_challenge(person):
    """The realm's page with the ways that are offered."""
    person.page.wait_for_url("**/tutorial/signin/**")


def test_a_code_ends_in_a_token(enrolling, application, browser_context):
    address = new_address()
    person, sign_in = arrive(enrolling, application, browser_context, address)
    begin_challenge(person)
    before = len(enrolling.messages(address))
    person.click('[data-method="EMAIL_OTP"]')
    # With scripts the last digit sends it.
    person.page.locator("#field").fill(enrolling.code(address, after=before))
    claims = person.claims(sign_in)
    assert claims["sub"]


def test_who_gives_up_ends_on_the_error_page(enrolling, application, browser_context):
    person, _ = arrive(enrolling, application, browser_context, new_address())
    begin_challenge(person)
    person.click("#cancel")
    expect_tutorials_page(person, FAILED)
