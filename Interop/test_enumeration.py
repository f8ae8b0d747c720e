"""Who types a name learns nothing of whether there is an account: not from what a realm's pages say, not from their
status, not from how long they take (ASVS 6.3.8). One entrance after the other, over plain HTTP."""

import re
import statistics
import time
import uuid

import pytest
from authsignal.client import AuthsignalClient

from support.realm_file import RealmFile
from support.server import DEMO_CLIENT, REPOSITORY
from support.stranger import Stranger

PAIRS = 24
ROUNDS = 4
# Of one who is there and one who is not, how often the first takes longer: one half where time tells nothing. By chance
# alone, 24 pairs leave these bounds once in 300 rounds; four rounds must all leave them on the same side.
BOUNDS = (0.25, 0.75)
METHODS = ["PASSKEY", "SECURITY_KEY", "EMAIL_OTP", "EMAIL_MAGIC_LINK", "SMS", "AUTHENTICATOR_APP", "RECOVERY_CODE"]


@pytest.fixture(scope="module")
def realm(start_server, application):
    file = RealmFile("names", methods=METHODS + ["PASSWORD"])
    file.clients = [{"clientId": DEMO_CLIENT, "name": "Names", "spaRedirectUris": [application.redirect_uri]}]
    server = start_server(REPOSITORY / "Policies", overlay=file.write)
    file.server, file.base, file.application = server, f"{server.origin}/names", application
    return file


def people(realm):
    """New ones each time: who was asked before has to wait for the next message."""
    client = AuthsignalClient(api_secret_key=realm.key, api_url=f"{realm.base}/v1", timeout=10)
    addresses = []
    for _ in range(PAIRS):
        user = f"known-{uuid.uuid4()}"
        addresses.append(f"{user}@example.com")
        client.enroll_verified_authenticator(user, {"verificationMethod": "EMAIL_OTP", "email": addresses[-1]})
    return addresses


def name_typed(realm, name):
    return Stranger(realm).post("", identifier=name)


def ways_shown(realm, name):
    return Stranger(realm).named(name).get("/methods")


def hinted(realm, name):
    start = time.perf_counter()
    stranger = Stranger(realm, login_hint=name)
    return stranger.page, time.perf_counter() - start


def signing_up(realm, name):
    return Stranger(realm).post("/new", address=name)


def asked(method):
    return lambda realm, name: Stranger(realm).named(name).post(f"/with/{method}")


def question_shown(method):
    def visit(realm, name):
        stranger = Stranger(realm).named(name)
        stranger.post(f"/with/{method}")
        return stranger.get(f"/with/{method}")
    return visit


def answered(method):
    def visit(realm, name):
        stranger = Stranger(realm).named(name)
        stranger.post(f"/with/{method}")
        stranger.get(f"/with/{method}")
        return stranger.post(f"/with/{method}/answer", code="000000" if method != "PASSWORD" else "Wrong-Horse-7-x")
    return visit


ENTRANCES = {
    "a name": name_typed, "the ways": ways_shown, "login_hint": hinted, "a new account": signing_up,
    **{f"asked by {m}": asked(m) for m in METHODS + ["PASSWORD"]},
    **{f"the question by {m}": question_shown(m) for m in ("PASSKEY", "EMAIL_OTP")},
    **{f"a wrong answer by {m}": answered(m) for m in ("EMAIL_OTP", "AUTHENTICATOR_APP", "RECOVERY_CODE", "PASSWORD")},
}


def said(answer, name):
    """What somebody could read, without what is new each time."""
    text = re.sub(r'nonce="[^"]*"', "", answer.text.replace(name, "NAME"))
    # As many credentials as there are: one person has one, another two.
    text = re.sub(r'"allowCredentials":\[(?:[^\[\]]|\[[^\]]*\])*\]', "CREDENTIALS", text)
    text = re.sub(r"\d+", "0", re.sub(r"[\w-]{20,}", "RANDOM", text))
    place = re.sub(r"/signin/[\w-]+", "/signin/ID", answer.headers.get("Location", ""))
    cookies = re.sub(r"(cardea\.\w+)[^;]*|/signin/[\w-]+", r"\1", answer.headers.get("Set-Cookie", ""))
    return answer.status_code, place, sorted(answer.headers), cookies, text


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_nobody_learns_who_is_there(realm, entrance):
    visit, shares = ENTRANCES[entrance], []
    for _ in range(ROUNDS):
        there, absent = [], []
        for index, address in enumerate(people(realm)):
            nobody = f"known-{uuid.uuid4()}@example.com"
            pair = [(address, there), (nobody, absent)]
            answers = {}
            for name, times in pair if index % 2 else reversed(pair):
                answers[name], seconds = visit(realm, name)
                times.append(seconds)
            assert said(answers[address], address) == said(answers[nobody], nobody)
        share = sum(a > b for a in there for b in absent) / len(there) / len(absent)
        shares.append(share)
        print(f"{entrance}: longer in {share:.2f} of pairs, medians {statistics.median(there) * 1000:.2f} and "
              f"{statistics.median(absent) * 1000:.2f} ms")
        if BOUNDS[0] <= share <= BOUNDS[1]:
            return
    sides = {share > 0.5 for share in shares}
    assert len(sides) > 1, f"time tells who is there: {shares}"
