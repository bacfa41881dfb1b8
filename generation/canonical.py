"""Canonical JSON and its hash: the same content has the same hash on every machine."""

import hashlib
import json
import unicodedata
from typing import Any


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", str(key)): _normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    if isinstance(value, float):
        raise TypeError("Content that is hashed must not hold floats: their text differs by platform.")
    return value


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys, NFC text and no white space.

    Raises:
        TypeError: the value holds a float or something that JSON can't express.
    """
    return json.dumps(_normalised(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a rendered document's bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def stable_json(value: Any) -> str:
    """Return JSON with sorted keys and no white space, of values as the database gives them back."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
