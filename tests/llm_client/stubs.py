"""A scripted client: answers or raises, in order, and remembers what it was asked."""

import json
from collections.abc import Iterable
from typing import Any

import httpx

from generation.llm_client.exceptions import LLMError
from generation.llm_client.types import ChatRequest, Completion

DONE = Completion(text="Hello", model_asked="a", model="a")


class ScriptedClient:
    def __init__(self, outcomes: Iterable[LLMError | Completion]) -> None:
        self._outcomes = iter(outcomes)
        self.requests: list[ChatRequest] = []

    def complete(self, request: ChatRequest) -> Completion:
        self.requests.append(request)
        outcome = next(self._outcomes)
        if isinstance(outcome, LLMError):
            raise outcome
        return outcome


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    """Return a response whose body is still to be read, as one from the network is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, stream=httpx.ByteStream(data), headers=headers or {})
