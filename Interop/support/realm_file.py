"""A realm of a running Cardea, by a file beside the policies."""

import base64
import hashlib
import json
import secrets


class RealmFile:
    """`realms/NAME.json` in a policy folder, with one API key."""

    def __init__(self, name, **settings):
        self.name, self.settings = name, settings
        self.key = "cardea_" + secrets.token_urlsafe(32)
        self.tenant = f"7e57{secrets.token_hex(2)}-0000-4000-8000-{secrets.token_hex(6)}"
        self.clients, self.hosts, self.issuerPath = [], [], None

    def write(self, folder):
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.key.encode()).digest()).rstrip(b"=").decode()
        realms = folder / "realms"
        realms.mkdir(exist_ok=True)
        content = {
            "realm": self.name, "tenantId": self.tenant, "displayName": self.name.title(), "hosts": self.hosts,
            "issuerPath": self.issuerPath,
            "settings": {**self.settings, "apiKeys": [{"id": "k", "name": "test", "sha256": digest}]},
            "clients": self.clients,
        }
        # As editors save: a file that is half written is nobody's.
        draft = realms / f"{self.name}.draft"
        draft.write_text(json.dumps(content))
        draft.rename(realms / f"{self.name}.json")
