"""Answers that come as one body, and every error status."""

import gzip
import json
import zlib
from contextlib import suppress
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.exceptions import (
    EmptyAnswer,
    KeyRejected,
    LLMError,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    Refused,
    RequestRefused,
    StreamIncomplete,
    TransportFailed,
    Truncated,
)
from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.types import ChatRequest, Message, Usage


def answer(content: Any = "Hello", finish_reason: Any = "stop", **changes: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **changes.pop("message", {})}
    choice = {"index": 0, "finish_reason": finish_reason, "message": message, **changes.pop("choice", {})}
    return {
        "id": "gen-1",
        "model": "openai/gpt-5-mini-2025",
        "provider": "OpenAI",
        "choices": [choice],
        **changes,
    }


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


def test_everything_of_the_answer_is_kept(client_answered: Any, chat_request: ChatRequest) -> None:
    usage = {
        "prompt_tokens": 20,
        "completion_tokens": 3,
        "prompt_tokens_details": {"cached_tokens": 8},
        "cost": 0.1,
    }

    completion = client_answered(encoded(answer(usage=usage))).complete(chat_request)

    assert completion.text == "Hello"
    assert (completion.model_asked, completion.model) == ("openai/gpt-5-mini", "openai/gpt-5-mini-2025")
    assert (completion.provider, completion.upstream_id, completion.finish_reason) == (
        "OpenAI",
        "gen-1",
        "stop",
    )
    assert completion.usage == Usage(
        input_tokens=20, output_tokens=3, cached_tokens=8, cost_usd=Decimal("0.1")
    )


def test_header_names_the_generation(client_answered: Any, chat_request: ChatRequest) -> None:
    client = client_answered(encoded(answer()), headers={"X-Generation-Id": "gen-header"})

    assert client.complete(chat_request).upstream_id == "gen-header"


READABLE = {
    "space before": (b"\n\n  " + encoded(answer()), "Hello"),
    "comments before": (b": PROCESSING\n\n: PROCESSING\n\n" + encoded(answer()), "Hello"),
    "byte order mark": (b"\xef\xbb\xbf" + encoded(answer()), "Hello"),
    "parts": (encoded(answer([{"type": "text", "text": "Hel"}, {"type": "image"}, {"text": "lo"}])), "Hello"),
    "no finish reason": (encoded(answer(finish_reason=None)), "Hello"),
    "unknown finish reason": (encoded(answer(finish_reason="end_turn")), "Hello"),
    "unknown fields": (encoded(answer(error=None, new={"x": 1}, usage={"new": 1})), "Hello"),
    "half a surrogate pair": (encoded(answer("a\ud83db")), "a\ufffdb"),
    "NUL": (encoded(answer("a\0b")), "ab"),
    "second choice": (
        encoded({**answer(), "choices": [*answer()["choices"], *answer("No")["choices"]]}),
        "Hello",
    ),
}


@pytest.mark.parametrize(("body", "text"), READABLE.values(), ids=READABLE)
def test_answer_is_read(body: bytes, text: str, client_answered: Any, chat_request: ChatRequest) -> None:
    assert client_answered(body).complete(chat_request).text == text


UNUSABLE = {
    "error in 200": ({"error": {"code": 429, "message": "busy"}}, RateLimited),
    "error with a named code": ({"error": {"code": "server_error", "message": "x"}}, ProviderDown),
    "error with a code in text": ({"error": {"code": "402", "message": "x"}}, OutOfCredit),
    "error as text": ({"error": "overloaded"}, ProviderDown),
    "flat error": ({"object": "error", "message": "no such model", "code": 404}, RequestRefused),
    "error and choices": (answer(error={"code": 502, "message": "x"}), ProviderDown),
    "error of the choice": (answer("Hel", choice={"error": {"code": 502, "message": "x"}}), ProviderDown),
    "finish reason error": (answer("Hel", "error"), ProviderDown),
    "choices null": (answer(choices=None), EmptyAnswer),
    "choices empty": (answer(choices=[]), EmptyAnswer),
    "choices of another type": (answer(choices={"0": 1}), EmptyAnswer),
    "choices missing": ({"id": "x"}, EmptyAnswer),
    "choice of another type": (answer(choices=["Hello"]), EmptyAnswer),
    "null content": (answer(None), EmptyAnswer),
    "blank content": (answer(" \n"), EmptyAnswer),
    "reasoning only": (answer("", message={"reasoning": "Hm."}), EmptyAnswer),
    "refusal": (answer("", message={"refusal": "No."}), Refused),
    "content filter": (answer("Hel", "content_filter"), Refused),
    "length": (answer('{"a":', "length"), Truncated),
    "leaked reason for length": (answer("Hel", "MAX_TOKENS"), Truncated),
}


@pytest.mark.parametrize(("body", "leaf"), UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_answer_is_told_apart(
    body: Any, leaf: type[LLMError], client_answered: Any, chat_request: ChatRequest
) -> None:
    with pytest.raises(leaf) as caught:
        client_answered(encoded(body)).complete(chat_request)

    assert type(caught.value) is leaf
    assert caught.value.model == "openai/gpt-5-mini"


NO_ANSWERS = {
    "nothing": (b"", EmptyAnswer),
    "page": (b"<html>Welcome</html>", ProviderDown),
    "number": (b"42", ProviderDown),
    "cut JSON": (b'{"choices": [', StreamIncomplete),
    "too deep": (b"[" * 100_000, ProviderDown),
}


@pytest.mark.parametrize(("body", "leaf"), NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_may_have_been_billed(
    body: bytes, leaf: type[LLMError], client_answered: Any, chat_request: ChatRequest
) -> None:
    with pytest.raises(leaf) as caught:
        client_answered(body).complete(chat_request)

    assert caught.value.maybe_billed


STATUSES = {
    400: RequestRefused,
    401: KeyRejected,
    402: OutOfCredit,
    403: RequestRefused,
    404: RequestRefused,
    408: ProviderDown,
    409: ProviderDown,
    413: RequestRefused,
    422: RequestRefused,
    429: RateLimited,
    500: ProviderDown,
    502: ProviderDown,
    503: ProviderDown,
    504: ProviderDown,
    524: ProviderDown,
    529: ProviderDown,
}
BODIES = {
    "object": lambda status: encoded({"error": {"code": status, "message": "x"}}),
    "no code": lambda status: encoded({"error": {"message": "x", "http_status": status}}),
    "text": lambda status: encoded({"error": "x"}),
    "flat": lambda status: encoded({"message": "x", "code": None}),
    "detail": lambda status: encoded({"detail": [{"loc": ["x"]}]}),
    "empty": lambda status: b"",
    "page": lambda status: b"<html>",
    "list": lambda status: b"[]",
}


@pytest.mark.parametrize("form", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(("status", "leaf"), STATUSES.items(), ids=map(str, STATUSES))
def test_status_decides_whatever_the_body(
    status: int, leaf: type[LLMError], form: Any, client_answered: Any, chat_request: ChatRequest
) -> None:
    with pytest.raises(leaf) as caught:
        client_answered(form(status), status=status).complete(chat_request)

    assert type(caught.value) is leaf
    assert caught.value.status == status
    assert caught.value.maybe_billed is (status in (504, 524))


def test_redirect_is_not_followed(client_answered: Any, chat_request: ChatRequest) -> None:
    client = client_answered(b"", status=302, headers={"Location": "http://elsewhere.test/"})

    with pytest.raises(RequestRefused):
        client.complete(chat_request)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (0.002676, Decimal("0.002676")),
        ("0.002676", Decimal("0.002676")),
        (0, Decimal(0)),
        (1e-9, Decimal("1e-9")),
        (None, None),
        (True, None),
        (-1, None),
        (1e300, None),
        ("free", None),
        ("NaN", None),
        ([], None),
    ],
)
def test_cost_is_exact_or_unknown(
    raw: Any, expected: Decimal | None, client_answered: Any, chat_request: ChatRequest
) -> None:
    body = encoded(answer(usage={"prompt_tokens": 1, "cost": raw}))

    assert client_answered(body).complete(chat_request).usage.cost_usd == expected


@pytest.mark.parametrize("raw", [None, -1, 1.5, "3", True, 10**12], ids=str)
def test_impossible_counts_are_unknown(raw: Any, client_answered: Any, chat_request: ChatRequest) -> None:
    body = encoded(answer(usage={"prompt_tokens": raw, "prompt_tokens_details": None}))

    assert client_answered(body).complete(chat_request).usage == Usage()


def test_billed_refusal_keeps_its_usage(client_answered: Any, chat_request: ChatRequest) -> None:
    body = encoded(answer("Hel", "length", usage={"prompt_tokens": 5, "completion_tokens": 9, "cost": 0.5}))

    with pytest.raises(Truncated) as caught:
        client_answered(body).complete(chat_request)

    assert caught.value.answer is not None
    assert caught.value.answer.usage.cost_usd == Decimal("0.5")
    assert caught.value.answer.text == ""
    assert not caught.value.maybe_billed


PACKED = {
    "gzip": gzip.compress(encoded(answer())),
    "deflate": zlib.compress(encoded(answer())),
    "identity": encoded(answer()),
}


@pytest.mark.parametrize(("encoding", "body"), PACKED.items(), ids=PACKED)
def test_packed_answer_is_unpacked(
    encoding: str, body: bytes, client_answered: Any, chat_request: ChatRequest
) -> None:
    client = client_answered(body, headers={"Content-Encoding": encoding})

    assert client.complete(chat_request).text == "Hello"


HUGE = {
    "on the wire": (b" " * 5_000_000, {}),
    "unpacked": (gzip.compress(b" " * 500_000_000, 1), {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize(("body", "headers"), HUGE.values(), ids=HUGE)
def test_answer_without_end_is_cut(
    body: bytes, headers: dict[str, str], client_answered: Any, chat_request: ChatRequest
) -> None:
    with pytest.raises(Truncated) as caught:
        client_answered(body, headers=headers).complete(chat_request)

    assert caught.value.maybe_billed


@pytest.mark.parametrize(("encoding", "body"), [("br", b"x"), ("gzip", b"no gzip")])
def test_unreadable_packing_is_the_providers_fault(
    encoding: str, body: bytes, client_answered: Any, chat_request: ChatRequest
) -> None:
    with pytest.raises(ProviderDown):
        client_answered(body, headers={"Content-Encoding": encoding}).complete(chat_request)


@pytest.mark.parametrize(
    ("failure", "billed"),
    [(httpx.ConnectError("x"), False), (httpx.WriteError("x"), False), (httpx.ReadError("x"), True)],
    ids=["connect", "write", "read"],
)
def test_what_was_sent_may_have_been_billed(
    failure: httpx.HTTPError, billed: bool, client_of: Any, chat_request: ChatRequest
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    client = client_of(url="http://model.test/v1", transport=httpx.MockTransport(handler))
    with pytest.raises(TransportFailed) as caught:
        client.complete(chat_request)

    assert caught.value.maybe_billed is billed


@pytest.mark.parametrize("url", ["openrouter.ai/api/v1", "ftp://x.test", "http://", "http://[x/v1"])
def test_unusable_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="base URL"):
        HttpClient(url, capabilities=Capabilities())


@given(
    body=st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "choices", "message", "delta", "content", "usage", "code", "metadata", "id"]
                ),
                inner,
                max_size=4,
            )
        ),
    ).map(encoded),
    status=st.sampled_from([200, 201, 204, 304, 400, 429, 503]),
    prefix=st.sampled_from([b"", b"data: ", b"data:", b": x\n\n", b"\n"]),
)
def test_any_bytes_are_an_answer_or_an_error_of_the_tree(body: bytes, status: int, prefix: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, stream=httpx.ByteStream(prefix + body)))
    client = HttpClient("http://model.test/v1", transport=transport)
    request = ChatRequest(model="m", max_tokens=1, messages=(Message(role="user", content="Hi"),))

    with suppress(LLMError):
        assert client.complete(request).text.strip()
