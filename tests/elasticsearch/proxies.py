"""What stands between a client and the node in tests: a wire that is cut, and a door with TLS and keys."""

from __future__ import annotations

import http.client
import ipaddress
import pathlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, urlsplit

import trustme

Plan = Callable[[], tuple[int | None, int | None]]
"""For a connection: how many bytes of requests and of replies pass before it is cut; None: all."""


class CuttingProxy:
    """Passes bytes on to a server and cuts each connection where its plan says, without a word (RST)."""

    def __init__(self, url: str, plan: Plan) -> None:
        self.there = urlsplit(url)
        self.plan, self.cuts = plan, 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> CuttingProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listening.close()
        self.drop()

    def drop(self) -> None:
        """Cuts every connection that is open."""
        self._cut(*self._open)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:  # closed
                return
            try:
                far = socket.create_connection((self.there.hostname, self.there.port), timeout=30)
            except OSError:
                self._cut(near, near)
                continue
            self._open += [near, far]
            asked, answered = self.plan()
            for source, sink, limit in ((near, far, asked), (far, near, answered)):
                threading.Thread(target=self._pass, args=(source, sink, limit), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        try:
            while data := source.recv(1 << 16):
                if limit is not None and passed + len(data) > limit:
                    sink.sendall(data[: limit - passed])
                    self.cuts += 1
                    break
                sink.sendall(data)
                passed += len(data)
        except OSError:
            pass
        self._cut(source, sink)

    @staticmethod
    def _cut(*ends: socket.socket) -> None:
        for end in ends:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


class _Server(ThreadingHTTPServer):
    def __init__(self, door: Door, there: SplitResult) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.door, self.there = door, there


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        shown = self.headers.get("authorization") or ""
        self.server.door.seen.append(shown)
        path = self.path.partition("?")[0]
        if self.server.door.authorization is not None and shown != self.server.door.authorization:
            reason = b'{"error":{"type":"security_exception","reason":"unable to authenticate"},"status":401}'
            return self.reply(401, reason, "application/json")
        if path in self.server.door.answers:
            return self.reply(*self.server.door.answers[path], "application/json")
        behind = http.client.HTTPConnection(
            self.server.there.hostname or "", self.server.there.port, timeout=60
        )
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "authorization")}
        behind.request(self.command, self.path, body, headers)
        answer = behind.getresponse()
        self.reply(answer.status, answer.read(), answer.getheader("content-type") or "")
        behind.close()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

    def reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class Door:
    """HTTPS in front of a server: only who shows ``authorization`` gets in; ``answers`` are given in its place."""

    def __init__(
        self,
        url: str,
        folder: pathlib.Path,
        authorization: str | None = None,
        answers: Mapping[str, tuple[int, bytes]] | None = None,
        tls: bool = True,
    ) -> None:
        self.authorization, self.answers, self.seen = authorization, dict(answers or {}), list[str]()
        self.ca = folder / "ca.pem"
        self._server = _Server(self, urlsplit(url))
        port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        if tls:
            authority = trustme.CA()
            authority.cert_pem.write_to_path(str(self.ca))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(str(ipaddress.ip_address("127.0.0.1"))).configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Door:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
