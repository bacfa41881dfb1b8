"""Reads the JSON object in a model's answer, tolerant of packaging, never of meaning.

Models wrap JSON in fences and prose even when they were given a schema. What surrounds the object is
ignored; inside it a comma too many, a comment and a value that is given twice alike are forgiven, because
only there the meaning is certain.
"""

import json
import math
import re
from typing import Any, NoReturn

from generation.llm_client.exceptions import BadCompletion

MAX_CHARACTERS = 100_000
"""A longer answer is refused unread. The longest draft is a tenth of it."""
MAX_STARTS = 50
"""How many opening braces are tried: prose may hold `{first_name}` before the object. Bounds the time."""

_FENCE_OPEN = re.compile(r"```[A-Za-z0-9_-]*[ \t]*\r?\n?")
_OBJECT_START = re.compile(r'\{\s*+(?:"|/[/*])')
# A string that never closes reaches to the end: a quote inside it must not begin a search of its own.
_STRING = r'"(?:[^"\\]|\\.)*+"?'
_STRING_OR_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[}}\]])", re.DOTALL)
_STRING_OR_COMMENT = re.compile(rf"({_STRING})|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/", re.DOTALL)


class _Ambiguous(ValueError):
    """What was found is no object, or one whose meaning nobody can tell. Says so in a sentence."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and not _is_same(found[key], value):
            raise _Ambiguous(f'The key "{key[:80]}" is given more than once.')
        found[key] = value
    return found


def _is_same(one: Any, other: Any) -> bool:
    """Compare as JSON does: `1`, `1.0` and `true` are equal in Python only."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _no_constant(name: str) -> NoReturn:
    raise _Ambiguous(f"{name} is not a JSON value.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _Ambiguous("A number is too large.")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_no_constant, parse_float=_finite)


def parse_json_answer(text: str) -> dict[str, Any]:
    """Return the JSON object that the answer holds.

    Raises:
        BadCompletion: there is none, or its meaning is not certain; `problems` can be sent back to the model.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadCompletion(problems=[f"The answer is longer than {MAX_CHARACTERS} characters."])
    body = _unwrap(text)
    if not body:
        raise BadCompletion(problems=["The answer is empty."])
    try:
        found = _first_object(body)
    except RecursionError:
        raise BadCompletion(problems=["The answer is nested too deeply."]) from None
    except ValueError as exc:
        raise BadCompletion(problems=[_sentence(exc)]) from None
    if _is_schema(found):
        raise BadCompletion(problems=["The answer repeats the schema instead of filling it in."])
    return found


def _is_schema(found: dict[str, Any]) -> bool:
    """Tell whether this is the JSON schema of the request itself, which some models echo."""
    inside = found.get("json_schema", found)
    inside = inside.get("schema", inside) if isinstance(inside, dict) else {}
    return (
        isinstance(inside, dict)
        and inside.get("type") == "object"
        and isinstance(inside.get("properties"), dict)
    )


def _unwrap(text: str) -> str:
    """Take off a byte order mark, white space, and one code fence whose closing may be missing."""
    body = text.lstrip("\ufeff \t\r\n").rstrip()
    if opening := _FENCE_OPEN.match(body):
        body = body[opening.end() :].removesuffix("```")
    return body.strip("\ufeff \t\r\n")


def _first_object(body: str) -> dict[str, Any]:
    """Return the first object that parses; without one, raise what is wrong with the likeliest."""
    failure: ValueError | None = None
    if body[0] != "{":
        failure = _Ambiguous("The answer is not a JSON object.")
        try:
            _DECODER.decode(body)
        except json.JSONDecodeError:
            pass
        else:  # a list, a string or a number: the object inside a list is not the answer
            raise failure
    start, may_repair = body.find("{"), True
    for _ in range(MAX_STARTS):
        if start < 0:
            break
        repair = may_repair and _OBJECT_START.match(body, start) is not None
        try:
            return _object_at(body, start, repair=repair)
        except json.JSONDecodeError as exc:
            failure = failure or exc
        may_repair = may_repair and not repair
        start = body.find("{", start + 1)
    raise failure or _Ambiguous("The answer is not a JSON object.")


def _object_at(body: str, start: int, *, repair: bool) -> dict[str, Any]:
    try:
        value, _ = _DECODER.raw_decode(body, start)
    except json.JSONDecodeError as original:
        if not repair:
            raise
        repaired = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", body[start:])
        repaired = _STRING_OR_COMMA.sub(_without_trailing_comma, repaired)
        if repaired == body[start:]:
            raise
        try:
            value, _ = _DECODER.raw_decode(repaired)
        except json.JSONDecodeError:
            raise original from None
    return dict(value)


def _without_trailing_comma(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    before = match.start() - 1
    while before >= 0 and match.string[before].isspace():
        before -= 1
    # A comma after an opening bracket or another comma stands where a value is missing: not ours to guess.
    return "," if before < 0 or match.string[before] in "{[,:" else ""


def _sentence(exc: ValueError) -> str:
    if isinstance(exc, json.JSONDecodeError):
        return f"The answer is not valid JSON: {exc.msg} (line {exc.lineno}, column {exc.colno})."
    return str(exc) if isinstance(exc, _Ambiguous) else "The answer is not valid JSON."
