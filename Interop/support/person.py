"""Somebody in front of a browser. Every step works alike with scripts and without them."""

import itertools
import os
import re

from playwright.sync_api import expect

_count = itertools.count(1)
PASSWORD = "Correct-Horse-7"


def new_address():
    return f"ann{next(_count)}.{os.getpid()}@example.com"


def new_number():
    """A Swiss mobile number: the national part as people type it, and E.164."""
    digits = f"{(os.getpid() * 100 + next(_count)) % 10_000_000:07d}"
    return "079 " + digits[:3] + " " + digits[3:5] + " " + digits[5:], "+4179" + digits


class Person:
    def __init__(self, page, server, application=None, *, scripts=True):
        self.page, self.server, self.application, self.scripts = page, server, application, scripts

    def visit(self, sign_in):
        self.page.goto(sign_in.url)
        return self

    def ready(self, selector):
        """A part of a page whose scripts have run: nobody is as quick as to press what is not alive yet."""
        found = self.page.locator(selector)
        found.wait_for()
        self.page.wait_for_load_state()
        return found

    def click(self, selector):
        self.ready(selector).click()

    def fill(self, **values):
        for name, value in values.items():
            self.ready(f"#{name}").fill(value)

    def prove_address(self, address, field="email"):
        """The classic e-mail verification."""
        before = len(self.server.messages(address))
        self.fill(**{field: address})
        self.click(f"#{field}_ver_but_send")
        self.page.locator(f"#{field}_ver_input").wait_for()
        self.page.locator(f"#{field}_ver_input").fill(self.server.code(address, after=before, channel="mail"))
        self.click(f"#{field}_ver_but_verify")
        self.page.locator(f'[data-verification="{field}"] .success span').wait_for()

    def fill_sign_up(self, address, password=PASSWORD, **names):
        names = {"displayName": "Ann Example", "givenName": "Ann", "surname": "Example"} | names
        self.prove_address(address)
        self.fill(newPassword=password, reenterPassword=password)
        for name, value in names.items():
            # The official packs spell one of them with a capital.
            self.page.locator(f"[id='{name}' i]").fill(value)

    def sign_up(self, address, password=PASSWORD, **names):
        self.click("#createAccount")
        self.fill_sign_up(address, password, **names)
        self.click("#continue")

    def enter(self, address, password=PASSWORD):
        """The sign-in form of a combined page or of a page of its own."""
        self.page.wait_for_load_state()
        name = self.page.locator("#signInName, #email, #logonIdentifier").first
        name.fill(address)
        self.fill(password=password)
        self.page.locator("#next, #continue").first.click()

    def choose_number(self, national, button):
        self.ready("#countryCode").select_option("CH")
        self.page.locator("#number").fill(national)
        self.click(button)

    def give_code(self, number, channel, before=0):
        self.page.locator("#verificationCode").wait_for()
        self.type_code(self.server.code(number, after=before, channel=channel))

    def type_code(self, code):
        self.ready("#verificationCode").fill(code)
        # A script sends the code with its sixth digit.
        if not self.scripts:
            self.click("#verifyCode")

    def expect_problem(self, text=None):
        """An error message is visible."""
        message = self.page.locator(".error.show, .error[aria-hidden=false]").first
        expect(message).to_be_visible()
        if text:
            expect(message).to_contain_text(text)
        return message.inner_text()

    def expect_error_page(self, *, status=None):
        """A page that says what is wrong, under a correlation id, and nothing of how the server works."""
        expect(self.page.locator("#correlationId")).to_have_text(re.compile(r"^[0-9a-f-]{36}$"))
        text = self.page.locator("body").inner_text()
        assert_says_nothing_of_code(text)
        return text

    def answer(self, sign_in):
        """Waits until the browser is back at the application, and says what it brought."""
        self.page.locator("#arrived").wait_for()
        return self.application.answer(sign_in)

    def tokens(self, sign_in):
        self.page.locator("#arrived").wait_for()
        return self.application.tokens(sign_in)

    def claims(self, sign_in):
        return sign_in.claims(self.tokens(sign_in)["id_token"])


def assert_says_nothing_of_code(text):
    for word in (".swift", "Fatal error", "0x0", "stack", "Sources/", "Optional("):
        assert word not in text, f"{word!r} in: {text}"
