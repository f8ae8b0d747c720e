"""What a realm tells other servers outlives a kill: it is told at least once, under the id that it had."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from conftest import pack_folder
from support.realm_file import RealmFile
from support.server import Cardea


class Receiver:
    """Notes what it is told, and answers `status`."""

    def __init__(self):
        self.events, self.status = [], 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.events.append(json.loads(body))
                assert self.headers["X-Signature-V2"].startswith("t=")
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, done, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if done(self.events):
                return
            time.sleep(0.05)
        raise AssertionError(self.events)


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.http.shutdown()


@pytest.fixture
def realm(tmp_path, receiver):
    """A server on a data folder, and a realm of it that tells the receiver of every action."""
    realm = RealmFile("hooked", webhooks=[{"id": "w", "url": receiver.url, "events": ["action.log_created"]}])
    server = Cardea(
        pack_folder("Policies"), tmp_path / "server", data=tmp_path / "data", overlay=realm.write)
    yield server, realm
    if server.process.poll() is None:
        server.kill()


def track(server, realm, key):
    answer = requests.post(
        f"{server.origin}/hooked/v1/users/ada/actions/pay", json={"idempotencyKey": key}, auth=(realm.key, ""), timeout=10)
    assert answer.status_code == 200, answer.text


def keys(events):
    return [event["data"]["idempotencyKey"] for event in events]


def test_what_was_acknowledged_is_told_after_a_kill(realm, receiver):
    server, realm = realm
    # Told once, refused, and so due again: it keeps its id.
    receiver.status = 503
    track(server, realm, "first")
    receiver.wait(lambda events: "first" in keys(events), 10)
    known = receiver.events[0]["id"]
    # Acknowledged, and killed before anybody was told: the loop that tells wakes once a second.
    acknowledged = [f"late-{index}" for index in range(12)]
    for key in acknowledged:
        track(server, realm, key)
    server.kill()
    seen = set(keys(receiver.events))
    missing = [key for key in acknowledged if key not in seen]
    assert missing, "the kill came too late to tell anything"
    receiver.status = 204
    before = len(receiver.events)

    server.start()

    receiver.wait(lambda events: set(acknowledged) <= set(keys(events)), 20)
    # After thirty seconds it is tried again, under the id that the receiver knows.
    receiver.wait(lambda events: "first" in keys(events[before:]), 60)
    ids = {}
    for event in receiver.events:
        ids.setdefault(event["data"]["idempotencyKey"], set()).add(event["id"])
    assert ids["first"] == {known}
    assert all(len(ids[key]) == 1 for key in acknowledged), ids
    assert len({next(iter(ids[key])) for key in ids}) == len(ids)
    # What was taken is told no more.
    count = len(receiver.events)
    time.sleep(3)
    assert len(receiver.events) == count
    server.stop()
