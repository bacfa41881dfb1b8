"""The bodies and chunks of a chat completion."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.fake_openrouter.catalogue import cost_of, count_tokens, provider_of
from tests.fake_openrouter.scenarios import Scenario

CHUNK_CHARACTERS = 24


@dataclass(frozen=True)
class Reply:
    """One answer to one request: what is said, whatever the way it travels."""

    id: str
    model: str
    text: str
    prompt: str
    scenario: Scenario
    openrouter: bool
    wants_usage: bool

    def head(self, kind: str) -> dict[str, Any]:
        head: dict[str, Any] = {"id": self.id, "object": kind, "created": 1_787_300_000, "model": self.model}
        return {**head, "provider": provider_of(self.model)} if self.openrouter else head

    def cost(self) -> Decimal:
        """US dollars. Not below zero: the router's own models have no price of their own."""
        cost = cost_of(self.model, count_tokens(self.prompt), count_tokens(self.text))
        return max(Decimal(0), cost)

    def usage(self) -> dict[str, Any]:
        prompt, completion = count_tokens(self.prompt), count_tokens(self.text)
        usage: dict[str, Any] = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        if self.openrouter:
            usage["cost"] = float(self.cost())
            usage["is_byok"] = False
            usage["prompt_tokens_details"] = {"cached_tokens": 0, "cache_write_tokens": 0}
            usage["completion_tokens_details"] = {"reasoning_tokens": 0}
        return {**usage, **self.scenario.usage_changes}

    def whole(self) -> dict[str, Any]:
        """The body of an answer that is not streamed."""
        message = {
            "role": "assistant",
            "content": self.text,
            "refusal": self.scenario.refusal,
            "reasoning": None,
            **self.scenario.message,
        }
        choice = {
            "index": 0,
            "finish_reason": self.scenario.finish_reason,
            "logprobs": None,
            "message": message,
        }
        body = {**self.head("chat.completion"), "choices": [choice] if self.scenario.choices else None}
        return {**body, "usage": self.usage()} if self.scenario.usage else body

    def events(self) -> Iterator[bytes]:
        """The stream, one event at a time, comments first."""
        yield b": OPENROUTER PROCESSING\n\n" if self.openrouter else b": ping\n\n"
        yield self._chunk({"role": "assistant", "content": ""})
        for start in range(0, len(self.text), CHUNK_CHARACTERS):
            yield self._chunk({"content": self.text[start : start + CHUNK_CHARACTERS]})
        if self.scenario.kind in ("stall", "hang_up"):
            return
        if self.scenario.error_in_stream is not None:
            yield _event({**self.head("chat.completion.chunk"), **self.scenario.error_in_stream})
            return
        if self.scenario.message or self.scenario.refusal:
            yield self._chunk({**self.scenario.message, "refusal": self.scenario.refusal})
        if self.scenario.finish_reason is not None:
            yield self._chunk({"content": ""}, self.scenario.finish_reason)
        if self.scenario.usage and (self.openrouter or self.wants_usage):
            yield _event({**self.head("chat.completion.chunk"), "choices": [], "usage": self.usage()})
        if self.scenario.done:
            yield b"data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return _event(
            {**self.head("chat.completion.chunk"), "choices": [choice] if self.scenario.choices else None}
        )


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
