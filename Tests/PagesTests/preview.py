#!/usr/bin/env python3
"""Serves the pages that PreviewTests wrote, with their content security policy and a server that plays along.

    CARDEA_PAGES=/tmp/pages swift test --filter PreviewTests && Tests/PagesTests/preview.py /tmp/pages 8199
"""
import http.server
import json
import pathlib
import sys
import urllib.parse

ROOT = pathlib.Path(sys.argv[1])
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POSTS = []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/posts":
            return self.answer("application/json", json.dumps(POSTS).encode())
        if path.startswith("/assets/"):
            file = ROOT / path[1:]
            return self.answer(TYPES[file.suffix], file.read_bytes())
        name = path.strip("/") or "welcome"
        file = ROOT / f"{name}.html"
        if not file.is_file():
            return self.answer("text/plain", self.path.encode())
        return self.answer("text/html; charset=utf-8", file.read_bytes(), (ROOT / f"{name}.csp").read_text())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        POSTS.append({"path": self.path, "form": form, "csrf": self.headers.get("X-CSRF-TOKEN")})
        if self.headers.get("X-Requested-With") is None:
            return self.answer("text/plain", body.encode())
        self.answer("application/json", json.dumps(self.judge(form)).encode())

    def judge(self, form):
        if form.get("VERIFICATION_CODE", form.get("verificationCode")) == "000000":
            return {"status": "400", "errorCode": "AADB2C90114", "message": "That code is not right."}
        if form.get("password") == "wrong":
            return {"status": "400", "errorCode": "AADB2C90054", "message": "That did not match."}
        if form.get("displayName") == "taken":
            return {"status": "400", "errorCode": "AADB2C90037", "fields": {"displayName": "Choose another name"}}
        return {"status": "200"}

    def answer(self, content_type, body, policy=None):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
