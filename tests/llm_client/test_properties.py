"""Whatever a server sends: an answer or an error of the tree, and never a longer wait than is allowed."""

import gzip
import json
import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.exceptions import (
    BadCompletion,
    EmptyAnswer,
    LLMError,
    ProviderDown,
    RateLimited,
    StreamIncomplete,
    TransportFailed,
)
from generation.llm_client.http.answers import AnswerParts
from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.failures import error_in, failure_of, retry_after
from generation.llm_client.http.values import usage_of
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_client.retry import Retrying
from generation.llm_client.types import ChatRequest, Completion, Message
from tests.llm_client.chain import Time

REQUEST = ChatRequest(model="m", max_tokens=9, messages=(Message(role="user", content="Hi"),))
NAMES = (
    "error", "choices", "message", "delta", "content", "usage", "code", "metadata", "id", "model",
    "raw", "type", "finish_reason", "refusal", "reasoning", "tool_calls", "cost", "prompt_tokens",
    "completion_tokens", "text", "prompt_tokens_details", "availability", "retryable", "retry_after",
    "http_status", "error_type", "detail", "provider", "provider_name", "excluded_by", "limit_source",
    "flagged_input", "object", "status",
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**301)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["stop", "length", "error", "content_filter", "402", "can only afford 7", '{"error": {"message']
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)
EVENTS = st.one_of(
    OBJECTS.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n"),
    st.sampled_from(
        [
            b"data: [DONE]\n\n",
            b": OPENROUTER PROCESSING\n\n",
            b"data: : x\n\n",
            b'data: {"choices": [{"delta": {"content": "Hi \xc3\xbc"}}]}\r\n\r\n',
            b'data:{"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n',
            b'data: {"usage": {"cost": "0.1"}}\n\n',
        ]
    ),
    st.binary(max_size=12),
)
BODIES = st.lists(EVENTS, max_size=6).map(b"".join) | VALUES.map(lambda value: json.dumps(value).encode())


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces


def outcome(pieces: list[bytes], status: int, headers: dict[str, str], *, openrouter: bool = True) -> object:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, stream=Pieces(pieces), headers=headers)

    client = HttpClient(
        "http://model.test/v1",
        transport=httpx.MockTransport(handler),
        capabilities=Capabilities(openrouter=openrouter),
        clock=lambda: 0.0,
    )
    try:
        completion = client.complete(REQUEST)
    except LLMError as exc:
        return type(exc), str(exc), exc.maybe_billed, exc.retryable, exc.answer
    assert completion.text.strip()
    return completion


def split(body: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


@given(
    body=BODIES,
    places=st.lists(st.integers(0, 500), max_size=6),
    status=st.sampled_from([200, 200, 200, 201, 204, 304, 400, 402, 404, 429, 503, 524]),
    headers=st.sampled_from(
        [{}, {"Content-Type": "text/event-stream"}, {"Content-Type": "application/json"}]
    ),
    openrouter=st.booleans(),
)
def test_any_bytes_mean_the_same_however_they_are_split(
    body: bytes, places: list[int], status: int, headers: dict[str, str], openrouter: bool
) -> None:
    whole = outcome([body], status, headers, openrouter=openrouter)

    assert outcome(split(body, places), status, headers, openrouter=openrouter) == whole


@given(body=BODIES, places=st.lists(st.integers(0, 200), max_size=4), cut=st.integers(0, 30))
def test_packed_bytes_too(body: bytes, places: list[int], cut: int) -> None:
    packed = gzip.compress(body)
    arrived = packed[: len(packed) - cut]
    headers = {"Content-Encoding": "gzip"}

    assert outcome(split(arrived, places), 200, headers) == outcome([arrived], 200, headers)


@given(st.lists(OBJECTS, max_size=4), st.booleans())
def test_parts_come_together_or_fail_as_the_tree_says(chunks: list[dict[str, Any]], whole: bool) -> None:
    parts = AnswerParts("m")
    try:
        for chunk in chunks:
            assert parts.add(json.dumps(chunk))
        completion = parts.conclude(whole=whole, latency_ms=1)
    except LLMError:
        return
    assert whole
    assert isinstance(completion, Completion)


@given(VALUES, st.sampled_from([200, 400, 401, 402, 403, 404, 429, 500, 503, 524]))
def test_any_error_is_one_of_the_tree(body: Any, status: int) -> None:
    error = failure_of(error_in(body, status=status) or {}, http_status=status, headers={})

    assert isinstance(error, LLMError)
    assert len(getattr(error, "detail", "")) <= 300


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_usage_is_possible_or_unknown(raw: dict[str, Any]) -> None:
    usage = usage_of(raw)

    assert usage.input_tokens is None or usage.input_tokens >= 0
    assert usage.cost_usd is None or 0 <= usage.cost_usd < 1_000_000


@given(
    st.text(max_size=80) | VALUES.map(json.dumps) | OBJECTS.map(lambda value: f"```json\n{json.dumps(value)}")
)
def test_any_text_is_an_object_or_says_what_is_wrong(text: str) -> None:
    problems: list[str] = []
    try:
        json.dumps(parse_json_answer(text), allow_nan=False)
    except BadCompletion as exc:
        problems = exc.problems or [""]

    assert all(problem.endswith(".") for problem in problems)


HEADERS = (
    st.text(max_size=20)
    | st.integers().map(str)
    | st.floats().map(str)
    | st.datetimes().map(lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT"))
)


@given(HEADERS, VALUES)
def test_what_is_asked_to_wait_is_a_time_or_nothing(header: str, asked: Any) -> None:
    seconds = retry_after({"retry-after": header}, {"retry_after": asked}, datetime(2026, 3, 14, tzinfo=UTC))

    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))


FAILURES = st.one_of(
    st.builds(RateLimited, retry_after_s=st.none() | st.floats(0, 100)),
    st.builds(ProviderDown, maybe_billed=st.booleans(), retry_after_s=st.none() | st.floats(0, 40)),
    st.builds(TransportFailed, maybe_billed=st.booleans()),
    st.builds(StreamIncomplete),
    st.builds(EmptyAnswer),
)


class Slow:
    """Fails with each of these, and each try takes its time."""

    def __init__(self, time: Time, failures: list[tuple[LLMError, float]]) -> None:
        self._time = time
        self._failures = iter(failures)
        self.started: list[float] = []

    def complete(self, request: ChatRequest) -> Completion:
        self.started.append(self._time.now)
        error, seconds = next(self._failures)
        self._time.now += seconds
        raise error


@given(
    failures=st.lists(st.tuples(FAILURES, st.floats(0, 50)), min_size=20, max_size=20),
    attempts=st.integers(1, 20),
    total_s=st.floats(0, 200),
    until=st.floats(0, 300),
    luck=st.floats(0, 1),
)
def test_waits_and_tries_are_bounded_whatever_is_asked(
    failures: list[tuple[LLMError, float]], attempts: int, total_s: float, until: float, luck: float
) -> None:
    time = Time()
    inner = Slow(time, failures)
    began = time.now
    client = Retrying(
        inner,
        max_attempts=attempts,
        total_s=total_s,
        until=until,
        clock=time,
        sleep=time.sleep,
        random=lambda: luck,
    )
    with suppress(LLMError):
        client.complete(REQUEST)

    assert len(inner.started) <= attempts
    assert sum(time.waits) <= total_s
    assert all(start <= began + total_s and start <= until for start in inner.started)
    costly = [error for error, _ in failures[: len(inner.started)] if error.maybe_billed]
    assert len(costly) <= 2
