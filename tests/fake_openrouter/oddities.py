"""Answers byte by byte as they were seen in the field, where the fake's own are too well-formed."""

import gzip
import json
from typing import Any

from tests.fake_openrouter.scenarios import Scenario

COST = 0.000011
USAGE = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25, "cost": COST}
TEXT = "Hello from the model"
DONE = b"data: [DONE]\n\n"
COMMENT = b": OPENROUTER PROCESSING\n\n"


def data(chunk: Any) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def words(text: str, finish_reason: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}
    return data({"id": "gen-odd", "model": "openai/gpt-5-mini", "choices": [choice], **more})


def usage(**more: Any) -> bytes:
    return data({"id": "gen-odd", "choices": [], "usage": USAGE, **more})


def stream(*events: bytes, pieces: int = 0, seconds: float = 0.0, **changes: Any) -> Scenario:
    """Exactly these events, `pieces` bytes at a time."""
    body = b"".join(events)
    settings = {"content_type": "text/event-stream", **changes}
    return Scenario(kind="raw", body=body, pieces=pieces, seconds=seconds, **settings)


def body(
    value: Any, *, before: bytes = b"", pieces: int = 0, seconds: float = 0.0, **changes: Any
) -> Scenario:
    """One JSON body with status 200, or these bytes; `before` is what a server keeps the line alive with."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Scenario(kind="raw", body=before + raw, pieces=pieces, seconds=seconds, **changes)


def completion(text: Any = TEXT, finish_reason: Any = "stop", **changes: Any) -> dict[str, Any]:
    """The JSON of a whole answer. `choice` and `message` change the inner objects."""
    message = {"role": "assistant", "content": text, **changes.pop("message", {})}
    choice = {"index": 0, "finish_reason": finish_reason, "message": message, **changes.pop("choice", {})}
    whole = {"id": "gen-odd", "model": "openai/gpt-5-mini", "choices": [choice], "usage": USAGE}
    return {**whole, **changes}


def bomb(megabytes: int = 100) -> Scenario:
    """A few kilobytes that unpack to far more than anybody wants."""
    packed = gzip.compress(b" " * (megabytes * 1024 * 1024), 9)
    return Scenario(kind="raw", body=packed, headers={"Content-Encoding": "gzip"})
