"""Answers that come in pieces, over real sockets."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from generation.llm_client.exceptions import (
    Cancelled,
    EmptyAnswer,
    LLMError,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    Refused,
    StreamIncomplete,
    TransportFailed,
    Truncated,
)
from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.types import ChatRequest
from tests.fake_openrouter import FakeOpenRouter, Scenario, scenarios

ClientOf = Callable[..., HttpClient]
SHORT = Timeouts(connect_s=1, read_s=0.15, total_s=0.3)


def test_stream_is_assembled(fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest) -> None:
    completion = client_of(fake).complete(chat_request)

    assert completion.text == "Hello from the model"
    assert completion.upstream_id == "gen-000001"
    assert completion.finish_reason == "stop"
    assert completion.usage.cost_usd == Decimal("0.00001225")
    assert fake.completions[0].body["stream"] is True


def test_connection_is_used_again(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    client = client_of(fake)

    for _ in range(3):
        client.complete(chat_request)

    assert len(fake._server.connections) == 1


def test_threads_have_their_own_connections(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    client = client_of(fake)
    fake.hold()
    threads = [threading.Thread(target=client.complete, args=(chat_request,)) for _ in range(3)]

    for thread in threads:
        thread.start()
        fake.wait_until_held()
    connections = len(fake._server.connections)
    fake.release()
    for thread in threads:
        thread.join()

    assert connections == 3


def test_key_is_sent(client_of: ClientOf, chat_request: ChatRequest) -> None:
    with FakeOpenRouter(keys=["secret"]) as fake:
        client_of(fake, api_key="secret").complete(chat_request)

    assert fake.completions[0].headers["authorization"] == "Bearer secret"


def test_plain_server_gets_no_openrouter_field(client_of: ClientOf, request_for: Any) -> None:
    with FakeOpenRouter(openrouter=False, answer="Hello") as fake:
        client = client_of(fake, api_key="", capabilities=Capabilities())
        completion = client.complete(request_for(end_user="u", session_id="s", metadata={"a": "b"}))

    assert completion.usage.input_tokens == 1
    assert completion.usage.cost_usd is None
    assert "authorization" not in fake.completions[0].headers


SCENARIOS: dict[str, tuple[Scenario, type[LLMError], bool]] = {
    "refusal": (scenarios.refusal(), Refused, False),
    "content filter": (scenarios.content_filter(), Refused, False),
    "length": (scenarios.length(), Truncated, False),
    "empty": (scenarios.empty(), EmptyAnswer, False),
    "error in 200": (scenarios.error_in_200(429), RateLimited, False),
    "choices null": (scenarios.choices_null(), EmptyAnswer, False),
    "choices null in every chunk": (Scenario(choices=False), StreamIncomplete, False),
    "error in the stream, with a choice": (scenarios.mid_stream_error("choice"), ProviderDown, True),
    "error in the stream, no choices": (scenarios.mid_stream_error("empty"), ProviderDown, True),
    "error in the stream, bare": (scenarios.mid_stream_error("bare", "server_error"), ProviderDown, True),
    "end without done": (scenarios.eof_without_done(), StreamIncomplete, True),
    "finish without done": (Scenario(done=False, usage=False), StreamIncomplete, True),
    "done without finish": (scenarios.done_without_finish(), StreamIncomplete, False),
    "reset": (scenarios.reset(), TransportFailed, True),
    "page": (scenarios.html_502(), ProviderDown, False),
    "key limit": (scenarios.key_limit_403(), OutOfCredit, False),
    "no credit": (scenarios.out_of_credit_402(), OutOfCredit, False),
    "moderation": (scenarios.moderation_403(), Refused, False),
}


@pytest.mark.parametrize(("scenario", "leaf", "billed"), SCENARIOS.values(), ids=SCENARIOS)
def test_broken_answer_is_told_apart(
    scenario: Scenario,
    leaf: type[LLMError],
    billed: bool,
    fake: FakeOpenRouter,
    client_of: ClientOf,
    chat_request: ChatRequest,
) -> None:
    fake.script(chat_request.model, [scenario])

    with pytest.raises(leaf) as caught:
        client_of(fake).complete(chat_request)

    assert type(caught.value) is leaf
    assert caught.value.maybe_billed is billed
    assert len(fake.completions) == 1


@pytest.mark.parametrize(
    "scenario", [scenarios.plain_json(), scenarios.no_usage()], ids=["plain", "no usage"]
)
def test_other_ways_to_answer(
    scenario: Scenario, fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    fake.script(chat_request.model, [scenario])

    assert client_of(fake).complete(chat_request).text == "Hello from the model"


def chunks(*lines: str) -> bytes:
    return "".join(f"data: {line}\n\n" for line in lines).encode()


TEXT = '{"choices":[{"delta":{"content":"Hi"},"finish_reason":null}]}'
LAST = '{"choices":[{"delta":{"content":"!"},"finish_reason":"stop"}]}'
USAGE = '{"choices":[],"usage":{"prompt_tokens":7}}'
DUMMY = '{"choices":[{"delta":{"content":""},"finish_reason":null}],"usage":{"prompt_tokens":7}}'
AGAIN = '{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":7}}'


@pytest.mark.parametrize(
    "stream",
    [
        chunks('{"choices":[],"debug":{}}', TEXT, LAST, USAGE, "[DONE]"),
        chunks(TEXT, LAST, DUMMY, "[DONE]"),
        chunks(TEXT, LAST, AGAIN, "[DONE]"),
        chunks(": OPENROUTER PROCESSING", TEXT, LAST, USAGE, "[DONE]").replace(b"\n", b"\r\n"),
        chunks(TEXT, LAST, USAGE) + b"data: [DONE]",
    ],
    ids=["debug first", "dummy choice", "two reasons", "CRLF and comments", "no blank line at the end"],
)
def test_usage_after_the_last_words_is_taken(
    stream: bytes, client_answered: Any, chat_request: ChatRequest
) -> None:
    completion = client_answered(stream).complete(chat_request)

    assert (completion.text, completion.finish_reason) == ("Hi!", "stop")
    assert completion.usage.input_tokens == 7


def test_surrogate_pair_in_two_chunks(client_answered: Any, chat_request: ChatRequest) -> None:
    first = '{"choices":[{"delta":{"content":"\\ud83c"}}]}'
    second = '{"choices":[{"delta":{"content":"\\udf31"},"finish_reason":"stop"}]}'

    assert client_answered(chunks(first, second, "[DONE]")).complete(chat_request).text == "🌱"


def test_damaged_chunk_is_no_answer(client_answered: Any, chat_request: ChatRequest) -> None:
    with pytest.raises(StreamIncomplete):
        client_answered(chunks(TEXT, '{"choices":', LAST, "[DONE]")).complete(chat_request)


SLOW = {
    "only comments": scenarios.stall(5),
    "a byte of the body at a time": scenarios.slow_drip(0.01),
    "a byte of the headers at a time": scenarios.slow_headers(0.01),
}


@pytest.mark.parametrize("scenario", SLOW.values(), ids=SLOW)
def test_no_server_can_outlast_the_deadline(
    scenario: Scenario, fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    fake.script(chat_request.model, [scenario])
    with pytest.raises(TransportFailed, match="in time") as caught:
        client_of(fake, timeouts=SHORT).complete(chat_request)

    assert caught.value.maybe_billed
    assert len(fake.completions) == 1


def test_silent_server_is_given_up(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    fake.hold()

    with pytest.raises(TransportFailed, match="in time"):
        client_of(fake, timeouts=SHORT).complete(chat_request)


def test_deadline_starts_anew_with_each_call(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    client = client_of(fake, timeouts=SHORT)
    fake.script(chat_request.model, [scenarios.stall(5)])
    with pytest.raises(TransportFailed):
        client.complete(chat_request)

    assert client.complete(chat_request).text


def test_nobody_listens(client_of: ClientOf, chat_request: ChatRequest) -> None:
    with FakeOpenRouter() as fake:
        url = fake.url

    with pytest.raises(TransportFailed) as caught:
        client_of(url=url).complete(chat_request)

    assert not caught.value.maybe_billed


def test_cancelling_closes_the_stream(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    def cancel() -> None:
        raise Cancelled

    fake.script(chat_request.model, [scenarios.stall(5)])

    with pytest.raises(Cancelled) as caught:
        client_of(fake, pulse=cancel).complete(chat_request)

    assert caught.value.request_id == "gen-000001"
    assert fake.completions[0].client_left.wait(2)


def test_the_id_is_told_before_the_answer_is_read(
    fake: FakeOpenRouter, client_of: ClientOf, chat_request: ChatRequest
) -> None:
    told: list[str] = []
    fake.script(chat_request.model, [scenarios.reset()])

    with pytest.raises(LLMError) as caught:
        client_of(fake, on_id=told.append, pulse=lambda: told.append("…")).complete(chat_request)

    assert told[0] == caught.value.request_id
    assert "…" in told


def test_pulse_is_felt_with_every_chunk(client_of: ClientOf, chat_request: ChatRequest) -> None:
    beats: list[float] = []

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=iter([b": x\n\n", chunks(TEXT), chunks(LAST, "[DONE]")]))

    transport = httpx.MockTransport(handler)
    client = client_of(url="http://model.test/v1", transport=transport, pulse=lambda: beats.append(1))
    client.complete(chat_request)

    assert len(beats) == 3
