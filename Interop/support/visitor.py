"""A browser without a screen: the pages' own protocol (b2c-reference §15.4) over plain HTTP."""

import json
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit


class Visitor:
    def __init__(self, server):
        self.server = server
        self.http = server.session()
        self.page = None

    def visit(self, sign_in):
        return self.load(sign_in.url)

    def load(self, url):
        """Goes to `url`, and on while the way leads through the server itself."""
        answer = self.http.get(url, allow_redirects=False, timeout=20)
        while answer.is_redirect and answer.headers["Location"].startswith((self.server.origin, "/")):
            answer = self.http.get(
                urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=20)
        self.page = answer
        return answer

    @property
    def settings(self):
        found = re.search(r"\bSETTINGS\s*=\s*(\{.*?\});?\s*(?:var |window\.|const |\n|</script>)", self.page.text, re.S)
        assert found, self.page.text[:2000]
        return json.loads(found.group(1))

    @property
    def _transaction(self):
        return {"tx": self.settings["transId"], "p": self.settings["hosts"]["policy"]}

    def url(self, path, **query):
        base = urljoin(self.server.origin, self.settings["hosts"]["tenant"])
        return f"{base}/{path}?{urlencode(query | self._transaction)}"

    def post(self, *, url=None, csrf=None, **fields):
        """What the page's script sends. The answer is HTTP; its JSON has the verdict."""
        headers = {"X-CSRF-TOKEN": csrf or self.settings["csrf"], "X-Requested-With": "XMLHttpRequest"}
        body = {"request_type": "RESPONSE"} | fields
        return self.http.post(url or self.url("SelfAsserted"), data=body, headers=headers, timeout=20)

    def api(self, action, **query):
        """Follows the page on."""
        settings = self.settings
        return self.load(self.url(f"api/{settings['api']}/{action}", csrf_token=settings["csrf"], **query))

    def sign_up(self, address, password, **names):
        """From the combined page to the application's address."""
        self.api("unified", local="signup")
        before = len(self.server.messages(address))
        proof = dict(claim_id="email", claim_value=address)
        assert self.post(**proof | {"request_type": "VERIFICATION_REQUEST"}).json()["status"] == "200"
        code = self.server.code(address, after=before)
        answer = self.post(**proof | {"request_type": "VALIDATION_REQUEST", "VERIFICATION_CODE": code}).json()
        assert answer["status"] == "200", answer
        names = {"displayName": "Ann Example", "givenName": "Ann", "surname": "Example", "surName": "Example"} | names
        answer = self.post(email=address, newPassword=password, reenterPassword=password, **names).json()
        assert answer["status"] == "200", answer
        return self.api("confirmed")

    def enter(self, address, password):
        return self.post(signInName=address, password=password).json()

    def sign_in(self, address, password):
        answer = self.enter(address, password)
        assert answer["status"] == "200", answer
        return self.api("confirmed")

    @property
    def answer(self):
        """The parameters that the application would get."""
        assert self.page.is_redirect, f"{self.page.status_code} {self.page.text[:1000]}"
        return dict(parse_qsl(urlsplit(self.page.headers["Location"]).query))
