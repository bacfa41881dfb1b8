"""The HTTP side: routes, checks, and the ways in which a reply travels."""

import json
import socket
import struct
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_openrouter.catalogue import model_rows
from tests.fake_openrouter.replies import Reply
from tests.fake_openrouter.routing import no_endpoint, ruled_out_by
from tests.fake_openrouter.scenarios import Scenario, by_name
from tests.fake_openrouter.validation import problem_with

if TYPE_CHECKING:
    from tests.fake_openrouter.server import FakeOpenRouter, Recorded, Server

COMMENT = b": OPENROUTER PROCESSING\n\n"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    @property
    def fake(self) -> "FakeOpenRouter":
        return self.server.fake

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # the client left, or the fake is being stopped

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        route = path.path.rsplit("/", 1)[-1]
        if path.path == "/__fake__/requests":
            return self._json(200, [recorded.as_json() for recorded in self.fake.requests])
        self.fake.record(self, None)
        if route == "models":
            return self._json(200, self.fake.models or self._models(parse_qs(path.query)))
        if not self._is_authorized():
            return None
        if route == "generation":
            found = self.fake.generation(parse_qs(path.query).get("id", [""])[0])
            return self._json(200, {"data": found}) if found else self._error(404, "Generation not found")
        if route == "key":
            return self._json(200, {"data": self.fake.accounts.info(self._key())})
        if route == "credits":
            return self._error(403, "Only management keys can fetch credits")
        return self._error(404, "Not Found")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if len(raw) < length:
            self.close_connection = True  # the client died while it sent: nobody begins on half a request
            return None
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if self.path == "/__fake__/script":
            self.fake.script(body["model"], [by_name(spec) for spec in body["scenarios"]])
            return self._json(200, {})
        recorded = self.fake.record(self, body)
        if not self.path.endswith("/chat/completions"):
            return self._error(404, "Not Found")
        if not self._is_authorized():
            return None
        if problem := problem_with(body, openrouter=self.fake.openrouter):
            return self._error(400, problem)
        if self.fake.openrouter and (excluded_by := ruled_out_by(body)):
            return self._json(404, no_endpoint(body, excluded_by, availability=self.fake.availability))
        if unpaid := self.fake.unpaid(self._key(), body):
            return self._error(*unpaid)
        try:
            return self._complete(body, recorded)
        except OSError:
            recorded.client_left.set()
            raise

    def _complete(self, body: dict[str, Any], recorded: "Recorded") -> None:
        self.fake.wait_while_held()
        self.fake.pause(self.fake.latency_s)
        for model in (body["model"], *(body.get("models") or [])):
            scenario = self.fake.next_scenario(model)
            if scenario.kind != "error" or scenario.status < 400:
                break
        if scenario.kind == "error":
            return self._send(scenario.status, scenario.body, scenario.content_type, dict(scenario.headers))
        reply = self.fake.reply_to({**body, "model": model}, scenario, self._key())
        if scenario.kind == "drip_headers":
            return self._drip_headers(scenario)
        if scenario.kind == "no_answer":
            return self._reset()
        headers = {**self._generation_header(reply), **scenario.headers}
        if not scenario.done:
            # Said, so that the next request does not meet the closing connection. That is a case of its own.
            headers["Connection"] = "close"
        if scenario.kind == "raw":
            return self._raw(scenario, headers)
        if scenario.kind == "plain" or not body.get("stream"):
            return self._send(200, reply.whole(), "application/json", headers)
        return self._stream(reply, headers)

    def _raw(self, scenario: Scenario, headers: dict[str, str]) -> None:
        """Send exactly these bytes, so many at a time."""
        self._start(scenario.status, scenario.content_type, {**headers, "Transfer-Encoding": "chunked"})
        step = scenario.pieces or len(scenario.body) or 1
        for place in range(0, len(scenario.body), step):
            self._chunk(scenario.body[place : place + step])
            self.fake.pause(scenario.seconds)
        self.wfile.write(b"0\r\n\r\n")

    def _stream(self, reply: Reply, headers: dict[str, str]) -> None:
        self._start(200, "text/event-stream", {**headers, "Transfer-Encoding": "chunked"})
        scenario = reply.scenario
        for event in reply.events():
            if scenario.kind == "drip":
                for place in range(len(event)):
                    self._chunk(event[place : place + 1])
                    self.fake.pause(scenario.seconds)
            else:
                self._chunk(event)
                self.fake.pause(self.fake.chunk_delay_s)
        if scenario.kind == "stall":
            self._only_comments(scenario.seconds)
        if scenario.kind == "hang_up":
            return self._reset()
        self.wfile.write(b"0\r\n\r\n")
        return None

    def _only_comments(self, seconds: float) -> None:
        step = min(0.02, seconds) or 0.02
        for _ in range(int(seconds / step)):
            self._chunk(COMMENT)
            if self.fake.pause(step):
                return

    def _drip_headers(self, scenario: Scenario) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 10_000:
            self.wfile.write(bytes([byte]))
            if self.fake.pause(scenario.seconds):
                break
        self.close_connection = True

    def _reset(self) -> None:
        """Close with RST, as a crashed provider or a middlebox does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _models(self, query: dict[str, list[str]]) -> dict[str, Any]:
        """The whole catalogue, or a page of it where `offset` or `limit` is given."""
        rows = model_rows()
        start = int(query.get("offset", ["0"])[0])
        end = start + int(query["limit"][0]) if "limit" in query else len(rows)
        more = f"/api/v1/models?offset={end}&limit={end - start}" if end < len(rows) else None
        return {"data": rows[start:end], "total_count": len(rows), "links": {"next": more}}

    def _generation_header(self, reply: Reply) -> dict[str, str]:
        return {"X-Generation-Id": reply.id} if self.fake.openrouter else {}

    def _key(self) -> str:
        return (self.headers.get("Authorization") or "").removeprefix("Bearer ")

    def _is_authorized(self) -> bool:
        if self.fake.accepts(self._key()):
            return True
        given = "Authorization" in self.headers
        self._error(401, "User not found." if given else "Missing Authentication header")
        return False

    def _error(self, status: int, message: str) -> None:
        self._json(status, {"error": {"code": status, "message": message}})

    def _json(self, status: int, body: Any) -> None:
        self._send(status, body, "application/json", {})

    def _send(self, status: int, body: Any, content_type: str, headers: dict[str, str]) -> None:
        if isinstance(body, bytes):
            data = body
        else:
            data = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
        self._start(status, content_type, {**headers, "Content-Length": str(len(data))})
        self.wfile.write(data)

    def _start(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
