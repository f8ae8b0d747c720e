"""The process: it ends in order, and what it has acknowledged outlives a kill."""

import socket
import threading
import time

import pytest
import requests

from conftest import pack_folder
from support.person import PASSWORD, new_address
from support.server import Cardea
from support.visitor import Visitor

SUSI = "B2C_1A_SignUpOrSignIn"


@pytest.fixture
def alone(tmp_path):
    """A server that the test may end; whatever is left of it ends with the test."""
    started = []

    def start(**options):
        server = Cardea(pack_folder("Policies"), tmp_path / f"server{len(started)}", **options)
        started.append(server)
        return server

    yield start
    for server in started:
        if server.process.poll() is None:
            server.kill()


def test_sigterm_answers_what_it_has_accepted(alone, application):
    server, address = alone(), new_address()
    visitor = Visitor(server)
    visitor.visit(application.sign_in(server, SUSI))
    visitor.sign_up(address, PASSWORD)
    visitor = Visitor(server)
    visitor.visit(application.sign_in(server, SUSI))
    answers = []
    # A password takes long enough to check that the signal comes in the middle.
    work = [threading.Thread(target=lambda: answers.append(visitor.enter(address, PASSWORD))) for _ in range(6)]
    for thread in work:
        thread.start()
    time.sleep(0.05)
    server.stop()
    for thread in work:
        thread.join(15)
    assert len(answers) == 6 and any(answer["status"] == "200" for answer in answers), answers
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_users_and_tokens_outlive_a_kill(alone, application, tmp_path):
    server, address = alone(data=tmp_path / "data"), new_address()
    request = application.sign_in(server, SUSI)
    visitor = Visitor(server)
    visitor.visit(request)
    visitor.sign_up(address, PASSWORD)
    tokens = request.exchange(visitor.answer["code"]).json()
    subject = request.claims(tokens["id_token"])["sub"]

    server.kill()
    with pytest.raises(requests.ConnectionError):
        requests.get(server.origin + "/health/ready", timeout=2)
    server.start()

    # The signing key is the same, so what was issued stays valid; the refresh token works, once.
    assert request.claims(tokens["id_token"])["sub"] == subject
    refreshed = request.refresh(tokens["refresh_token"])
    assert refreshed.status_code == 200, refreshed.text
    assert request.claims(refreshed.json()["id_token"], nonce=False)["sub"] == subject
    visitor = Visitor(server)
    visitor.visit(request)
    visitor.sign_in(address, PASSWORD)
    assert "code" in visitor.answer
    server.stop()


def test_a_saved_file_is_served_at_once(alone):
    server = alone()
    path = server.folder / "ProfileEdit.xml"
    changed = path.read_text("utf-8").replace("B2C_1A_ProfileEdit", "B2C_1A_Renamed")
    path.write_text(changed, "utf-8")
    began = time.monotonic()
    while requests.get(
            server.policy("B2C_1A_Renamed") + "/v2.0/.well-known/openid-configuration", timeout=5).status_code != 200:
        assert time.monotonic() - began < 3, server.log
        time.sleep(0.02)
    server.stop()


def test_a_folder_without_policies(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuntimeError, match="holds no policy"):
        Cardea(tmp_path / "empty", tmp_path / "server")
