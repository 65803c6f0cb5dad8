#!/usr/bin/env python3
"""A service that fails as services do, for the sessions of the generated clients. Standard library only.

It prints its port and runs until its standard input ends. The path before /api is the session's name and the
failure: /python/unavailable, /php/limited. Each pair counts for itself. A success answers with the calls that came so
far, so that a session can see its own attempts:

    unavailable  503 twice
    limited      429 once, with Retry-After: 1
    patience     429 always, with Retry-After: 3600
    dropped      the connection is closed without an answer, once
    silent       no answer, ever
    gateway      502 with a page of HTML, twice
    moved        302 to elsewhere
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ATTEMPTS = {}
OVER = threading.Event()


class Flaky(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.close_connection = True
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.path.removesuffix("/api")
        attempts = ATTEMPTS.setdefault(name, [])
        attempts.append(
            {
                "method": call["method"],
                "parameters": call["parameters"],
                "key": self.headers.get("Idempotency-Key"),
                "origin": self.headers.get("X-Origin"),
                "authorization": self.headers.get("Authorization"),
                "milliseconds": time.monotonic_ns() // 1_000_000,
            }
        )
        trouble = name.rpartition("/")[2]
        if trouble == "unavailable" and len(attempts) <= 2:
            self.fail(503, "unavailable")
        elif trouble == "limited" and len(attempts) <= 1:
            self.fail(429, "rate_limited", {"Retry-After": "1"})
        elif trouble == "patience":
            self.fail(429, "rate_limited", {"Retry-After": "3600"})
        elif trouble == "dropped" and len(attempts) <= 1:
            pass
        elif trouble == "silent":
            OVER.wait()
        elif trouble == "gateway" and len(attempts) <= 2:
            self.answer(502, b"<h1>Bad gateway</h1>", {"Content-Type": "text/html"})
        elif trouble == "moved":
            self.answer(302, b"", {"Location": "http://127.0.0.1:9/api"})
        else:
            self.reply(200, {"success": True, "response": {"attempts": attempts}, "error": None})

    def fail(self, status, code, headers=None):
        response = {"code": code, "details": [], "request_id": "flaky-1"}
        self.reply(status, {"success": False, "response": response, "error": "Come back later."}, headers)

    def reply(self, status, reply, headers=None):
        self.answer(status, json.dumps(reply).encode(), {"Content-Type": "application/json", **(headers or {})})

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Flaky)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
OVER.set()
