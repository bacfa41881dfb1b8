"""The fake itself: what it was asked, what it is told to do, and its life as a server."""

import json
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import ThreadingHTTPServer
from itertools import count
from typing import Any

from tests.fake_openrouter.accounts import Accounts, Key
from tests.fake_openrouter.catalogue import count_tokens, provider_of
from tests.fake_openrouter.handler import Handler
from tests.fake_openrouter.replies import Reply
from tests.fake_openrouter.scenarios import Scenario, by_name
from tests.fake_openrouter.writing import write_answer

ANY = "*"
Answer = str | dict[str, Any] | Callable[[dict[str, Any]], str | dict[str, Any]]


@dataclass
class Recorded:
    """One request as it arrived. Header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    client_left: threading.Event = field(default_factory=threading.Event)
    """Set when the client closes the connection before the answer has ended."""

    def as_json(self) -> dict[str, Any]:
        return {"method": self.method, "path": self.path, "headers": self.headers, "body": self.body}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, fake: "FakeOpenRouter", address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.fake = fake
        self.connections: set[socket.socket] = set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is a case under test, not an error of the server."""


class FakeOpenRouter:
    """A loopback OpenRouter. `with FakeOpenRouter() as fake: HttpClient(fake.url, …)`."""

    def __init__(
        self,
        *,
        keys: Iterable[str] | Mapping[str, Key] = (),
        credit: Decimal | None = None,
        availability: bool = False,
        openrouter: bool = True,
        answer: Answer | None = None,
        default: Scenario | None = None,
        latency_s: float = 0.0,
        chunk_delay_s: float = 0.0,
        generation_lag: int = 0,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Bind, without serving yet.

        Args:
            keys: accepted API keys, perhaps with limits; without any, every request passes.
            credit: US dollars on the account; None is without end. It can be changed while it runs.
            availability: whether a request that no endpoint fits is told so in the form of August 2026.
            openrouter: False for a plain OpenAI-compatible server that refuses OpenRouter's own fields.
            answer: instead of what the fake would write; a callable gets the request's body.
            default: what happens when nothing is scripted.
            generation_lag: how often `/generation` answers 404 before it knows an id.
        """
        self.openrouter = openrouter
        self.latency_s = latency_s
        self.chunk_delay_s = chunk_delay_s
        self.answer = answer
        self.default = default or Scenario()
        self.requests: list[Recorded] = []
        self.accounts = Accounts(keys, credit)
        self.availability = availability
        self.models: Any = None
        """Instead of the catalogue: the body that `/models` answers."""
        self._lag = generation_lag
        self._lock = threading.Lock()
        self._scripts: dict[str, deque[Scenario]] = defaultdict(deque)
        self._generations: dict[str, dict[str, Any]] = {}
        self._reads: dict[str, int] = defaultdict(int)
        self._numbers = count(1)
        self._may_go = threading.Event()
        self._may_go.set()
        self._held = threading.Semaphore(0)
        self._stopping = threading.Event()
        self._server = Server(self, (host, port))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> "FakeOpenRouter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self.release()
        self._server.shutdown()
        for connection in list(self._server.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The base URL, to which `/chat/completions` is added."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/api/v1"

    @property
    def completions(self) -> list[Recorded]:
        """The requests for a completion, in the order of arrival."""
        return [recorded for recorded in self.requests if recorded.path.endswith("/chat/completions")]

    def script(self, model: str, scenarios: Sequence[Scenario]) -> None:
        """Queue what happens to the next requests for a model, or for `ANY`; then the default holds again."""
        with self._lock:
            self._scripts[model].extend(scenarios)

    def hold(self) -> None:
        """Keep every completion that arrives from now on waiting, until `release()`."""
        self._may_go.clear()

    def release(self) -> None:
        self._may_go.set()

    def wait_until_held(self, timeout: float = 5.0) -> None:
        """Return once one more completion waits.

        Raises:
            TimeoutError: none came.
        """
        if not self._held.acquire(timeout=timeout):
            raise TimeoutError("No completion was requested.")

    # What the handler asks for:

    def record(self, handler: Handler, body: Any) -> Recorded:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        recorded = Recorded(handler.command, handler.path, headers, body)
        with self._lock:
            self.requests.append(recorded)
        return recorded

    def accepts(self, key: str) -> bool:
        return self.accounts.of(key) is not None

    def unpaid(self, key: str, body: dict[str, Any]) -> tuple[int, str] | None:
        with self._lock:
            return self.accounts.refusal(key, body)

    def wait_while_held(self) -> None:
        if not self._may_go.is_set():
            self._held.release()
            self._may_go.wait()

    def pause(self, seconds: float) -> bool:
        """Wait; return whether the fake is being stopped."""
        return self._stopping.wait(seconds) if seconds > 0 else False

    def next_scenario(self, model: str) -> Scenario:
        with self._lock:
            for queue in (self._scripts[model], self._scripts[ANY]):
                if queue:
                    return queue.popleft()
        if model.startswith("scenario/"):
            return by_name(model.removeprefix("scenario/"))
        return self.default

    def reply_to(self, body: dict[str, Any], scenario: Scenario, key: str = "") -> Reply:
        with self._lock:
            number = next(self._numbers)
        text = scenario.text
        if text is None:
            text = scenario.wrap.replace("{}", self._written(body, number), 1)
        text = text[: round(len(text) * scenario.stop_after)]
        prompt = "".join(str(message["content"]) for message in body["messages"])
        wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        model = scenario.model or body["model"]
        reply = Reply(f"gen-{number:06d}", model, text, prompt, scenario, self.openrouter, wants_usage)
        self._remember(reply, key)
        return reply

    def generation(self, id: str) -> dict[str, Any] | None:
        with self._lock:
            self._reads[id] += 1
            return self._generations.get(id) if self._reads[id] > self._lag else None

    def _written(self, body: dict[str, Any], number: int) -> str:
        answer = self.answer(body) if callable(self.answer) else self.answer
        if answer is None:
            return write_answer(body, number)
        return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)

    def _remember(self, reply: Reply, key: str) -> None:
        prompt, completion = count_tokens(reply.prompt), count_tokens(reply.text)
        cost = reply.cost()
        with self._lock:
            self.accounts.charge(key, cost)
            self._generations[reply.id] = {
                "id": reply.id,
                "model": reply.model,
                "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "finish_reason": reply.scenario.finish_reason,
                "provider_name": provider_of(reply.model),
                "streamed": True,
                "cancelled": False,
                "native_tokens_prompt": prompt,
                "native_tokens_completion": completion,
                "total_cost": float(cost),
                "usage": float(cost),
            }
