"""Apache with mod_auth_openidc: a location that only people who have signed in may see."""

import os
import shutil
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .answers import answer_page
from .server import DEMO_CLIENT

MODULES = Path("/usr/lib/apache2/modules")


class Echo:
    """What stands behind Apache: answers with the claims that it was told."""

    def __init__(self):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                lines = [f"{n.lower()}: {v}" for n, v in self.headers.items() if n.lower().startswith("oidc_claim")]
                answer_page(self, "<title>Behind Apache</title><pre id=claims>" + "\n".join(lines) + "</pre>")

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def redirect_uri(port):
    return f"http://127.0.0.1:{port}/protected/callback"


class Apache:
    """Runs while the `with` lasts. Without a secret it is a public client, with PKCE; with one it proves it by
    `method`."""

    def __init__(self, server, policy, folder, *, client=DEMO_CLIENT, secret=None, method="none", port=None,
                 metadata=None, scope=None, extra=""):
        if not shutil.which("apache2") or not (MODULES / "mod_auth_openidc.so").exists():
            reason = "apache2 and libapache2-mod-auth-openidc are not installed: NOT tested"
            print(reason)
            pytest.skip(reason)
        self.port = port or free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.location, self.redirect = f"{self.origin}/protected/", redirect_uri(self.port)
        self.log = folder / "error.log"
        self.echo = Echo()
        self.file = folder / "apache.conf"
        names = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "proxy", "proxy_http"]
        loads = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        proof = f"OIDCClientSecret {secret}" if secret else "OIDCPKCEMethod S256"
        self.file.write_text(f"""
ServerRoot {folder}
ServerName 127.0.0.1
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {self.log}
LogLevel warn auth_openidc:info
Listen 127.0.0.1:{self.port}
{loads}
{user}
StartServers 1
OIDCProviderMetadataURL {metadata or server.policy(policy) + "/v2.0/.well-known/openid-configuration"}
OIDCClientID {client}
OIDCProviderTokenEndpointAuth {method}
OIDCResponseType code
{proof}
OIDCScope "{scope or f"openid {client}"}"
OIDCInfoHook access_token id_token userinfo session
OIDCRedirectURI {redirect_uri(self.port)}
OIDCCryptoPassphrase only-for-this-test
OIDCRemoteUserClaim sub
OIDCCookieSameSite On
<Location /protected>
  AuthType openid-connect
  Require valid-user
  ProxyPass http://127.0.0.1:{self.echo.port}/
</Location>
{extra}
""")

    def __enter__(self):
        self.process = subprocess.Popen(
            ["apache2", "-f", str(self.file), "-DFOREGROUND"], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            assert self.process.poll() is None, self.log.read_text() if self.log.exists() else "apache2 ended"
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(15)
        self.echo.http.shutdown()
