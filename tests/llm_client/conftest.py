from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.types import ChatRequest, Message
from tests.fake_openrouter import FakeOpenRouter

QUICK = Timeouts(connect_s=2, read_s=2, total_s=4)


@pytest.fixture
def request_for() -> Callable[..., ChatRequest]:
    """Make a request, changed by keyword."""

    def make(**changes: Any) -> ChatRequest:
        defaults = {
            "model": "openai/gpt-5-mini",
            "max_tokens": 200,
            "messages": (Message(role="user", content="Hi"),),
        }
        return ChatRequest(**{**defaults, **changes})

    return make


@pytest.fixture
def chat_request(request_for: Callable[..., ChatRequest]) -> ChatRequest:
    return request_for()


@pytest.fixture
def fake() -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter(answer="Hello from the model") as server:
        yield server


@pytest.fixture
def client_of() -> Iterator[Callable[..., HttpClient]]:
    """Make a client of the fake, or of any address; it is closed at the end of the test."""
    made: list[HttpClient] = []

    def make(
        fake: FakeOpenRouter | None = None, *, url: str = "", api_key: str = "key", **changes: Any
    ) -> HttpClient:
        settings = {"timeouts": QUICK, "capabilities": Capabilities(openrouter=True), **changes}
        made.append(HttpClient(fake.url if fake else url, api_key, **settings))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client_answered(client_of: Callable[..., HttpClient]) -> Callable[..., HttpClient]:
    """Make a client whose every request is answered with these bytes."""

    def make(
        content: bytes, status: int = 200, headers: dict[str, str] | None = None, **changes: Any
    ) -> HttpClient:
        def handler(_: httpx.Request) -> httpx.Response:
            # `content=` would be unpacked by httpx before the client sees it.
            return httpx.Response(status, stream=httpx.ByteStream(content), headers=headers or {})

        return client_of(url="http://model.test/v1", transport=httpx.MockTransport(handler), **changes)

    return make
