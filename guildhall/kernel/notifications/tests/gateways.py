"""Real servers on this machine that stand for a gateway, for WeChat and for a mail server."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answer = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


class Gateway(ThreadingHTTPServer):
    """Takes JSON or a form, keeps what came, answers as it is told."""

    daemon_threads = True

    def __init__(self, answer: Answer, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Request)
        self.answer = answer
        self.received: list[tuple[str, dict[str, Any], dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Request(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = "json" in self.headers["Content-Type"]
        given = json.loads(text) if is_json else {name: values[0] for name, values in parse_qs(text).items()}
        self.server.received.append((self.path, given, dict(self.headers)))
        status, data = self.server.answer(self.path, given)
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Post(socketserver.ThreadingTCPServer):
    """A small mail server: it refuses recipients at nowhere.cn and keeps the letters of the others."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[tuple[str, str]] = []


class Talk(socketserver.StreamRequestHandler):
    server: Post

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].rstrip(">")
                self.say("550 no such mailbox" if recipient.endswith("@nowhere.cn") else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                self.server.letters.append((recipient, "\n".join(lines)))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


@contextmanager
def running(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
