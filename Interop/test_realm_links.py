"""Links by mail: in the browser that asked, and in another one by the number that the first shows."""

import re

import pytest
from playwright.sync_api import expect

from support.person import new_address
from support.realm import RealmPerson


@pytest.fixture
def somebody(browser_context, server, application):
    """With an account that has a link by mail, signed out."""
    somebody = RealmPerson(browser_context().new_page(), server, application)
    somebody.address = new_address()
    page = somebody.page
    somebody.visit()
    somebody.sign_up(somebody.address)
    page.locator("#arrived").wait_for()
    page.goto(f"{server.origin}/demo/account")
    page.locator("#add").click()
    somebody.choose("EMAIL_MAGIC_LINK")
    somebody.enter(somebody.address)
    expect(page.locator("h1")).to_have_text("Check your e-mail")
    page.goto(link(somebody))
    page.locator("button.primary").click()
    expect(page.locator(".factor")).to_have_count(2)
    somebody.sign_out()
    return somebody


def link(somebody, after=0):
    for _ in range(100):
        messages = somebody.server.messages(somebody.address)
        found = [re.search(r"https?://\S+/link/\S+", m["text"]) for m in messages]
        links = [m.group(0) for m in found if m]
        if len(links) > after:
            return links[0]
        somebody.page.wait_for_timeout(50)
    raise AssertionError("no link came")


def test_a_link_in_the_browser_that_asked(somebody):
    sign_in = somebody.visit()
    somebody.enter(somebody.address)
    somebody.choose("EMAIL_MAGIC_LINK")
    expect(somebody.page.locator("#waiting")).to_be_visible()
    tab = somebody.page.context.new_page()
    tab.goto(link(somebody, after=1))
    expect(tab.locator("body")).to_contain_text("in this browser")
    tab.locator("button.primary").click()
    tab.locator("#arrived").wait_for()
    somebody.page = tab
    assert somebody.claims(sign_in)["email"] == somebody.address


def test_a_link_in_another_browser_needs_the_number(somebody, browser_context):
    sign_in = somebody.visit()
    somebody.enter(somebody.address)
    somebody.choose("EMAIL_MAGIC_LINK")
    number = somebody.page.locator(".number").inner_text()
    other = browser_context().new_page()
    other.goto(link(somebody, after=1))
    other.locator("#field").fill("00" if number != "00" else "01")
    other.locator("button.primary").click()
    expect(other.locator("#problem")).to_contain_text("That is not right")
    other.locator("#field").fill(number)
    other.locator("button.primary").click()
    expect(other.locator("h1")).to_contain_text("Go back")
    # The first browser sees it by itself, and goes on with a button of its own.
    expect(somebody.page.locator(".notice.good")).to_be_visible(timeout=8000)
    somebody.page.locator("button.primary").click()
    assert somebody.claims(sign_in)["email"] == somebody.address
