"""Codes by mail at a realm's pages, over plain HTTP: where they count, and how often."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from authsignal.client import AuthsignalClient

from support.realm_file import RealmFile
from support.server import DEMO_CLIENT, REPOSITORY
from support.stranger import Stranger


@pytest.fixture(scope="module")
def realm(start_server, application):
    file = RealmFile("codes")
    file.clients = [{"clientId": DEMO_CLIENT, "name": "Codes", "spaRedirectUris": [application.redirect_uri]}]
    server = start_server(REPOSITORY / "Policies", overlay=file.write)
    file.server, file.base, file.application = server, f"{server.origin}/codes", application
    return file


@pytest.fixture
def asked(realm):
    """A browser that waits for a code, and the code."""
    user = f"known-{uuid.uuid4()}"
    address = f"{user}@example.com"
    AuthsignalClient(api_secret_key=realm.key, api_url=f"{realm.base}/v1", timeout=10).enroll_verified_authenticator(
        user, {"verificationMethod": "EMAIL_OTP", "email": address})
    stranger = Stranger(realm).named(address)
    stranger.post("/with/EMAIL_OTP")
    return stranger, realm.server.code(address)


def signed_in(stranger, code):
    answer, _ = stranger.post("/with/EMAIL_OTP/answer", code=code)
    while answer.is_redirect and answer.headers["Location"].startswith(stranger.realm.server.origin):
        answer = stranger.http.get(answer.headers["Location"], allow_redirects=False, timeout=20)
    return answer.is_redirect and "code=" in answer.headers["Location"]


def test_a_code_counts_in_the_browser_that_asked(realm, asked):
    own, code = asked
    other = Stranger(realm)
    # The address of the page without its cookie, and with that of another sign-in.
    for thief in (realm.server.session(), other.http):
        answer = thief.post(
            own.base + "/with/EMAIL_OTP/answer", data={"code": code}, allow_redirects=False, timeout=20)
        assert answer.status_code == 400 or "code=" not in answer.headers.get("Location", ""), answer.headers
        assert not answer.is_redirect, answer.headers
    assert not signed_in(other, code)
    assert signed_in(own, code)
    assert not signed_in(own, code)


def test_five_tries(asked):
    own, code = asked
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert not signed_in(own, wrong)
    assert not signed_in(own, code)


def test_of_several_at_once_one_signs_in(realm, asked):
    """The tabs of one browser send the same code."""
    own, code = asked
    cookies = own.http.cookies

    def send(_):
        session = realm.server.session()
        session.headers["Origin"] = realm.server.origin
        session.cookies = cookies.copy()
        answer = session.post(
            own.base + "/with/EMAIL_OTP/answer", data={"code": code}, allow_redirects=False, timeout=20)
        return answer.headers.get("Location", "")

    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(send, range(4)))
    # The others go back to the page, or find that the sign-in went on elsewhere.
    assert sum("/with/" not in place and place != "" for place in places) == 1, places
