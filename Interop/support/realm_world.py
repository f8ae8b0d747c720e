"""A server whose clock a test can set, with realms of its own."""

import requests

from .clock import Clock
from .person import new_address
from .realm import RealmPerson
from .realm_file import RealmFile
from .server import REPOSITORY, Cardea

CLIENT = "shop"
EVERY_METHOD = [
    "PASSKEY", "SECURITY_KEY", "AUTHENTICATOR_APP", "EMAIL_OTP", "EMAIL_MAGIC_LINK", "SMS", "RECOVERY_CODE", "PASSWORD"]


def rule(result, mark):
    """For people whose mail address has `mark` in it."""
    return {
        "ruleId": result.lower(), "name": result.title(), "type": result,
        "conditions": {"in": [mark, {"var": "user.email"}]}}


def realm(name, application, **settings):
    """Open to everybody; one client, `shop`, which may show the pages in a frame."""
    file = RealmFile(name, **{"methods": EVERY_METHOD, "signUp": {"isOpen": True}, "actions": [{
        "code": "signIn", "defaultResult": "CHALLENGE",
        "rules": [rule("BLOCK", "blocked."), rule("REVIEW", "review.")]}]} | settings)
    file.clients = [{
        "clientId": CLIENT, "name": "Shop", "spaRedirectUris": [application.redirect_uri],
        "embeddingOrigins": [application.origin]}]
    return file


class World:
    def __init__(self, folder, application, realms=None, **options):
        self.application = application
        self.realms = {file.name: file for file in realms or [realm("pages", application)]}
        self.clock = Clock(folder / "clock")

        def overlay(policies):
            for file in self.realms.values():
                file.write(policies)

        self.server = Cardea(
            REPOSITORY / "Policies", folder / "server", overlay=overlay, environment=self.clock.environment,
            **options)

    def api(self, method, path, body=None, *, name="pages"):
        """The server interface."""
        answer = requests.request(
            method, f"{self.server.origin}/{name}/v1{path}", json=body, auth=(self.realms[name].key, ""), timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.text else None

    def stop(self):
        self.server.stop()


class Visitor(RealmPerson):
    """Somebody at the pages of one of the world's realms."""

    def __init__(self, page, world, realm="pages", client=CLIENT):
        super().__init__(page, world.server, world.application, realm, client)
        self.world, self.address = world, None

    def visit(self, **parameters):
        sign_in = super().visit(**parameters)
        sign_in.ahead = self.world.clock.seconds
        return sign_in

    def begin(self, method, name=None, **parameters):
        """As somebody whom nobody knows here, to a method's page."""
        self.visit(**parameters)
        self.enter(name or new_address())
        self.choose(method)

    def join(self, *, uplift=None):
        """With a new account, at the application again."""
        self.address = new_address()
        sign_in = self.visit()
        self.sign_up(self.address, uplift=uplift)
        self.page.locator("#arrived").wait_for()
        return sign_in

    def answer_wrongly(self, times=1, text="000000"):
        field = self.page.locator("#field")
        field.wait_for()
        sends_itself = field.get_attribute("data-length") == str(len(text))
        for _ in range(times):
            with self.page.expect_navigation():
                field.fill(text)
                if not sends_itself:
                    self.page.locator("form:has(#field) button[type=submit]").click()

    def code_by_mail(self, address=None):
        """Chosen from the list, and typed."""
        address = address or self.address
        before = len(self.server.messages(address))
        self.choose("EMAIL_OTP")
        self.type_code(address, before)

    def answer_wrongly_at_once(self, times, text="000000"):
        """The same without a page for each answer."""
        self.page.locator("#field").wait_for()
        # By the browser: what it does is counted where it is.
        self.page.evaluate("""async ([times, code]) => {
          for (let i = 0; i < times; i += 1) {
            await fetch(`${location.href}/answer`, {
              method: "POST", body: new URLSearchParams({ code }), redirect: "manual", credentials: "same-origin" });
          }
        }""", [times, text])
        self.page.reload()
