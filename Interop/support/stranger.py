"""A realm's pages over plain HTTP."""

import time

from .realm import RealmSignIn


class Stranger:
    """A browser that has never been here, at the first page."""

    def __init__(self, realm, **parameters):
        self.realm, self.http = realm, realm.server.session()
        sign_in = RealmSignIn(realm.server, realm.application, **parameters)
        sign_in.issuer = f"{realm.base}/oidc"
        self.http.headers["Origin"] = realm.server.origin
        self.page = self.http.get(sign_in.url, timeout=20)
        assert self.page.status_code == 200, self.page.text
        self.base = self.page.url

    def post(self, path, **form):
        """One request; where it leads to is not followed."""
        start = time.perf_counter()
        answer = self.http.post(self.base + path, data=form, allow_redirects=False, timeout=20)
        return answer, time.perf_counter() - start

    def get(self, path):
        start = time.perf_counter()
        answer = self.http.get(self.base + path, allow_redirects=False, timeout=20)
        return answer, time.perf_counter() - start

    def named(self, name):
        answer, _ = self.post("", identifier=name)
        assert answer.status_code == 303, answer.text
        return self
