"""A running Cardea."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import requests

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
PACKS = SHARED / "corpus" / "starterpack"
DEMO_CLIENT = "c4ade000-0000-4000-8000-000000000001"


def binary():
    """The server's executable: `CARDEA`, or what `swift build` has made."""
    given = os.environ.get("CARDEA")
    path = Path(given) if given else REPOSITORY / ".build" / "debug" / "cardea"
    if not path.exists():
        raise RuntimeError(f"{path} is not there: run `swift build`, or set CARDEA")
    return path


class Cardea:
    """`cardea dev` on a copy of a policy folder, on a port of its own. Its log is `self.log`."""

    def __init__(self, policies, work, *, tls=False, data=None, port=0, host="localhost", overlay=None,
                 arguments=(), environment=None):
        work.mkdir(parents=True, exist_ok=True)
        self.folder = work / "policies"
        if not self.folder.exists():
            shutil.copytree(policies, self.folder)
            if overlay:
                overlay(self.folder)
        self.work, self.tls, self.data, self.host, self.port = work, tls, data, host, port
        self.arguments, self.environment = arguments, environment or {}
        self.log_path = work / "cardea.log"
        self.process = None
        self.start()

    def start(self):
        command = [str(binary()), "dev", str(self.folder), "--port", str(self.port)]
        command += ["--tls"] if self.tls else []
        command += ["--data", str(self.data)] if self.data else []
        command += [str(argument) for argument in self.arguments]
        # The authority's certificate goes to the home folder; the developer's own is none of a test's business.
        environment = {"HOME": str(self.work), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | self.environment
        offset = self.log_path.stat().st_size if self.log_path.exists() else 0
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment)
        self._wait(offset)

    def _wait(self, offset, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(r"^cardea: https?://\S+:(\d+)$", self.log[offset:], re.M)
            if found:
                self.port = int(found.group(1))
                if requests.get(self.origin + "/health/ready", verify=self.authority, timeout=5).status_code == 200:
                    return
            if self.process.poll() is not None:
                raise RuntimeError(f"cardea ended with {self.process.returncode}:\n{self.log}")
            time.sleep(0.02)
        self.process.kill()
        raise RuntimeError(f"cardea was not ready after {seconds} s:\n{self.log}")

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    @property
    def origin(self):
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def authority(self):
        """What `requests` trusts this server by: the development authority's certificate, or the usual ones."""
        found = re.search(r"certificate of the development authority: (.+)$", self.log, re.M)
        return found.group(1) if found else True

    def session(self):
        """An HTTP client that trusts the server, whatever REQUESTS_CA_BUNDLE says."""
        session = requests.Session()
        session.verify, session.trust_env = self.authority, False
        return session

    @property
    def tenant(self):
        return re.search(r'TenantId="([^"]+)"', next(self.folder.glob("*.xml")).read_text("utf-8-sig")).group(1)

    def policy(self, policy):
        return f"{self.origin}/{self.tenant}/{policy}"

    def metadata(self, policy):
        url = self.policy(policy) + "/v2.0/.well-known/openid-configuration"
        answer = requests.get(url, verify=self.authority, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def messages(self, to):
        answer = requests.get(
            self.origin + "/mailbox/messages", params={"to": to}, verify=self.authority, timeout=10)
        return answer.json()

    def code(self, to, *, after=0, channel=None, seconds=10):
        """The code in the newest message to `to`, once there are more than `after`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            messages = self.messages(to)
            if len(messages) > after:
                assert channel is None or messages[0]["channel"] == channel, messages[0]
                # A call reads the digits out one by one.
                digits = re.search(r"\d(?:[ ,.-]{0,3}\d){5}", messages[0]["text"])
                assert digits, messages[0]
                return re.sub(r"\D", "", digits.group(0))
            time.sleep(0.05)
        raise AssertionError(f"no code for {to} in {seconds} s")

    def stop(self):
        """SIGTERM; the server must end in order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise AssertionError(f"cardea did not stop on SIGTERM:\n{self.log[-4000:]}") from None
        assert self.process.returncode == 0, f"cardea ended with {self.process.returncode}:\n{self.log[-4000:]}"

    def kill(self):
        self.process.kill()
        self.process.wait(10)
