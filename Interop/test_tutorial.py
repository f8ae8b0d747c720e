"""docs/tutorial.md, step by step: every command is run in an empty folder, every file is written, every output that it
shows must come out, and what it says of the browser is done in one.

A fenced block `sh` is run; the block `text` after it is what comes out. `text server` is what the server has said since.
`xml NAME` and `json NAME` are files. `<!-- browser: … -->` stands for what the prose asks a person to do.
"""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import requests
from playwright.sync_api import expect

from support.server import REPOSITORY, binary

TUTORIAL = REPOSITORY / "docs" / "tutorial.md"
SECONDS = 15


class Block:
    def __init__(self, language, argument, text, line):
        self.language, self.argument, self.text, self.line = language, argument, text, line


def blocks(markdown):
    """The fenced blocks and the browser's comments, in order."""
    found, lines, index = [], markdown.splitlines(), 0
    while index < len(lines):
        line = lines[index]
        if line.startswith("```"):
            language, _, argument = line[3:].partition(" ")
            end = lines.index("```", index + 1)
            found.append(Block(language, argument, "\n".join(lines[index + 1:end]) + "\n", index + 1))
            index = end
        elif line.startswith("<!-- browser: "):
            found.append(Block("browser", line[len("<!-- browser: "):-len(" -->")], "", index + 1))
        index += 1
    return found


def plain(line):
    """Without what differs from run to run, times and ports, or grows: places in files, the pack's dozens of tests."""
    line = re.sub(r"[\d.]+ (µs|ms|s)\b", "0 ms", line)
    line = re.sub(r"^[1-9]\d+ tests", "99 tests", line)
    line = re.sub(r"localhost:\d+", "localhost:8080", line)
    line = re.sub(r"(\.(?:xml|json)):\d+(:\d+)?", r"\1:0", line)
    return line.rstrip()


def matches(expected, actual):
    """`…` alone stands for any lines, in a line for anything."""
    if not expected:
        return not actual
    if expected[0] == "…":
        return any(matches(expected[1:], actual[index:]) for index in range(len(actual) + 1))
    if not actual:
        return False
    pattern = ".*".join(re.escape(part) for part in plain(expected[0]).split("…"))
    return re.fullmatch(pattern, plain(actual[0])) is not None and matches(expected[1:], actual[1:])


def shows(expected, actual):
    """Whether the lines come one after another somewhere in `actual`."""
    return any(matches(expected + ["…"], actual[index:]) for index in range(len(actual) + 1))


class Reader:
    """Somebody who does what the tutorial says."""

    def __init__(self, root, browser_context):
        self.root, self.folder, self.browser_context = root, root / "empty", browser_context
        self.folder.mkdir()
        self.output, self.server, self.seen = "", None, 0
        programs = root / "bin"
        programs.mkdir()
        (programs / "cardea").symlink_to(binary())
        self.environment = {"HOME": str(root), "PATH": f"{programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"}

    def follow(self, block):
        if block.language == "sh" and block.text.startswith("cardea dev"):
            self.serve(block.text.strip())
        elif block.language == "sh":
            self.run(block.text)
        elif block.language == "browser":
            self.browse(block.argument)
        elif block.language in ("xml", "json"):
            path = self.folder / block.argument
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text)
        elif block.argument == "server":
            self.expect_of_server(block.text.splitlines())
        elif block.language == "text":
            problem = f"the tutorial, line {block.line}, shows\n{block.text}\nbut:\n{self.output}"
            assert matches(block.text.splitlines(), self.output.splitlines()), problem
        else:
            raise AssertionError(f"line {block.line}: what is a block of {block.language}?")

    def run(self, commands):
        """In the folder where the commands before have gone."""
        place = self.root / "place"
        done = subprocess.run(
            ["bash", "-c", f"{commands}pwd > '{place}'"], cwd=self.folder, env=self.environment, text=True,
            timeout=120, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.folder, self.output = Path(place.read_text().strip()), done.stdout

    def serve(self, command):
        self.stop()
        self.log_path = self.root / "server.log"
        with self.log_path.open("wb") as log:
            self.server = subprocess.Popen(
                [*command.split(), "--port", "0"], cwd=self.folder, env=self.environment, stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.seen = 0
        self.origin = self._await(lambda: re.search(r"^cardea: (http://\S+)$", self.log, re.M)).group(1)
        self.output = self.log

    @property
    def log(self):
        """What the server has printed, without the lines that are for machines."""
        lines = self.log_path.read_text().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("{"))

    def expect_of_server(self, expected):
        self._await(
            lambda: shows(expected, self.log[self.seen:].splitlines()),
            lambda: f"the server has not said\n{expected}\nbut:\n{self.log[self.seen:]}")
        self.seen = len(self.log)

    @staticmethod
    def _await(condition, otherwise=lambda: "nothing came"):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.05)
        raise AssertionError(otherwise())

    def browse(self, task):
        policy, *numbers = re.fullmatch(r"sign up at (\w+)(?: as (\d+), then (\d+))?", task).groups()
        context = self.browser_context()
        page = context.new_page()
        page.goto(self.origin)
        page.get_by_label(f"Run {policy} now").click()
        page.click("#createAccount")
        address = f"ada{time.monotonic_ns()}@example.com"
        page.fill("#email", address)
        page.click("#email_ver_but_send")
        page.fill("#email_ver_input", self._await(lambda: self.code(address)))
        page.click("#email_ver_but_verify")
        expect(page.locator("#email_success")).to_contain_text("verified")
        page.fill("#displayName", "Ada")
        for number in numbers if numbers[0] else [None]:
            if number:
                page.fill("#memberNumber", number)
            page.fill("#newPassword", "Correct-horse-7")
            page.fill("#reenterPassword", "Correct-horse-7")
            page.click("#continue")
            if number == "9999":
                expect(page.get_by_text("There is no member 9999.").first).to_be_visible()
        page.wait_for_url("**/token*")
        expect(page.locator("body")).to_contain_text("Ada")
        if numbers[0]:
            page.goto(f"{self.origin}/trace")
            expect(page.locator("body")).to_contain_text(policy)
        context.close()

    def code(self, address):
        messages = requests.get(f"{self.origin}/mailbox/messages", params={"to": address}, timeout=10).json()
        return messages and re.search(r"\d{6}", messages[0]["text"]).group(0)

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGINT)
            assert self.server.wait(15) == 0, self.log
            self.server = None


def test_every_step_of_the_tutorial_comes_out_as_it_says(tmp_path, browser_context):
    steps = blocks(TUTORIAL.read_text())
    assert len(steps) > 25 and any(step.language == "browser" for step in steps)
    reader = Reader(tmp_path, browser_context)
    try:
        for step in steps:
            reader.follow(step)
    finally:
        if reader.server:
            reader.server.kill()
            reader.server.wait(10)


def test_the_comparison_can_fail():
    assert matches(["a", "…", "z 3 ms"], ["a", "b", "c", "z 9 ms"])
    assert matches(["x.xml:1:2: error … here"], ["x.xml:7:9: error CAR0301 is here"])
    assert not matches(["a"], ["a", "b"]) and not matches(["a", "b"], ["a"]) and not matches(["a…"], ["b"])
    assert shows(["b", "…", "d"], list("abcde")) and not shows(["b", "d"], list("abcde"))
