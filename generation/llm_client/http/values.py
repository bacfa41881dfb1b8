"""Plain values out of what a server sent, which can be anything."""

import json
from decimal import Decimal
from typing import Any

from generation.llm_client.types import Usage

_MOST_TOKENS = 2**31 - 1
_MOST_USD = Decimal(1_000_000)
"""One call that costs more is a misread number, not a price."""


def clean(text: str) -> str:
    """Return text that can be stored and sent on: surrogate halves are joined or replaced, NUL is dropped."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def json_of(data: str | bytes) -> Any:
    """Return the JSON value, None where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def as_text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else "" if value is None else clean(str(value)[:500])


def label(value: Any, most: int) -> str:
    """Return one short line, or nothing where the value is no text."""
    return " ".join(clean(value[: 4 * most]).split())[:most] if isinstance(value, str) else ""


def content_text(content: Any) -> str:
    """Return the words of a message: a string, or parts of which some are text."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(text for text in texts if isinstance(text, str))
    return ""


def usage_of(raw: dict[str, Any]) -> Usage:
    details = raw.get("prompt_tokens_details")
    return Usage(
        input_tokens=_count(raw.get("prompt_tokens")),
        output_tokens=_count(raw.get("completion_tokens")),
        cached_tokens=_count(details.get("cached_tokens")) if isinstance(details, dict) else None,
        cost_usd=_money(raw.get("cost")),
    )


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None


def _money(value: Any) -> Decimal | None:
    """Through `str`: a float's shortest text is the number that was sent, its binary value is not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value)[:40])
        return amount if 0 <= amount < _MOST_USD else None
    except (ArithmeticError, ValueError):
        return None
