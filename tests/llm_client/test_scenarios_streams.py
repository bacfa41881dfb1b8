"""Everything that a stream can do wrong, and what looks wrong and is not."""

import time

import pytest

from generation.llm_client.exceptions import (
    Cancelled,
    EmptyAnswer,
    OutOfCredit,
    ProviderDown,
    StreamIncomplete,
    TransportFailed,
)
from tests.fake_openrouter import FakeOpenRouter, Scenario, scenarios
from tests.fake_openrouter.oddities import COMMENT, DONE, TEXT, body, completion, data, stream, usage, words
from tests.llm_client.chain import (
    BROKE_OFF,
    DAMAGED,
    DOWN,
    EMPTY,
    LATE,
    LINE_BROKE,
    MODEL,
    NO_CREDIT,
    NOT_REACHED,
    SHORT,
    SPARE,
    Case,
    chain_to,
    check,
    outcome_of,
)

UMLAUTS = "Grüße für 🌱"
ROLE = data({"id": "gen-odd", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
HALF, REST = words("Hello from "), words("the model")
LAST = words("", "stop")
WHOLE = (HALF, REST, LAST, usage(), DONE)
DUMMY = words("", usage={"prompt_tokens": 20, "cost": 0.000011})
THOUGHT = data({"id": "gen-odd", "choices": [{"index": 0, "delta": {"reasoning": "Hm."}}]})


def bare(code: object) -> bytes:
    return data({"error": {"code": code, "message": "Provider disconnected"}})


FINE = {
    "comments first and between": stream(COMMENT, COMMENT, HALF, COMMENT, REST, COMMENT, LAST, usage(), DONE),
    "data: : comment": stream(b"data: : OPENROUTER PROCESSING\n\n", *WHOLE),
    "CRLF": stream(b"".join(WHOLE).replace(b"\n", b"\r\n")),
    "CR": stream(b"".join(WHOLE).replace(b"\n", b"\r")),
    "split JSON": stream(*WHOLE, pieces=7),
    "a byte at a time": stream(*WHOLE, pieces=1),
    "multi-line data": stream(
        b'data: {"choices": [{"delta":\ndata: {"content": "Hello from the model"},\ndata: '
        b'"finish_reason": "stop"}]}\n\n',
        usage(),
        DONE,
    ),
    "data: without space": stream(b"".join(WHOLE).replace(b"data: ", b"data:")),
    "event and id lines": stream(b"event: message\nid: 7\nretry: 10\n", *WHOLE),
    "byte order mark": stream(b"\xef\xbb\xbf", *WHOLE),
    "text in the finish chunk": stream(HALF, words("the model", "stop"), usage(), DONE),
    "debug first": stream(data({"choices": [], "debug": {"x": 1}}), ROLE, *WHOLE),
    "usage chunk with a dummy choice": stream(HALF, REST, LAST, DUMMY, DONE),
    "usage in the finish chunk": stream(HALF, words("the model", "stop", usage={"cost": 0.000011}), DONE),
    "usage twice": stream(HALF, REST, LAST, usage(), usage(), DONE),
    "two finish chunks": stream(HALF, REST, LAST, LAST, usage(), DONE),
    "thoughts first": stream(THOUGHT, THOUGHT, *WHOLE),
    "unknown fields and reasons": stream(HALF, words("the model", "zzz", new=1), usage(new=[]), DONE),
    "no blank line at the end": stream(HALF, REST, LAST, usage(), b"data: [DONE]"),
    "more after the end": stream(*WHOLE, words("never read")),
    "null error": stream(HALF, words("the model", "stop", error=None), usage(error=None), DONE),
    "called JSON": stream(*WHOLE, content_type="application/json"),
}
BROKEN = {
    "no usage": Case(stream(HALF, REST, LAST, DONE), money="unknown"),
    "usage without cost": Case(
        stream(HALF, REST, LAST, data({"choices": [], "usage": {"prompt_tokens": 1}}), DONE), money="unknown"
    ),
    "error with a choice": Case(scenarios.mid_stream_error("choice"), ProviderDown, 2, "unknown", DOWN),
    "error with a choice, code in words": Case(
        scenarios.mid_stream_error("choice", "server_error"), ProviderDown, 2, "unknown", DOWN
    ),
    "error with choices: []": Case(scenarios.mid_stream_error("empty"), ProviderDown, 2, "unknown", DOWN),
    "bare error": Case(scenarios.mid_stream_error("bare"), ProviderDown, 2, "unknown", DOWN),
    "bare error, code as text": Case(stream(HALF, bare("502")), ProviderDown, 2, "unknown", DOWN),
    "bare error before a word": Case(stream(COMMENT, bare(502)), ProviderDown, 3, "none", DOWN),
    "error after thoughts": Case(stream(THOUGHT, bare(502)), ProviderDown, 2, "unknown", DOWN),
    "error with its cost": Case(stream(HALF, usage(), bare(502)), ProviderDown, 2, "known", DOWN),
    "error, then DONE": Case(stream(HALF, bare(500), DONE), ProviderDown, 2, "unknown", DOWN),
    "no credit in the middle": Case(stream(HALF, bare(402)), OutOfCredit, 1, "unknown", NO_CREDIT),
    "error once, then words": Case([scenarios.mid_stream_error()], sent=2, money="unknown known"),
    "error, next model": Case(
        [scenarios.mid_stream_error()] * 2, sent=3, money="unknown unknown known", models=(MODEL, SPARE)
    ),
    "EOF without [DONE]": Case(scenarios.eof_without_done(), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "finish, EOF without [DONE]": Case(
        stream(HALF, REST, LAST, done=False), StreamIncomplete, 2, "unknown", BROKE_OFF
    ),
    "[DONE] without finish": Case(scenarios.done_without_finish(), StreamIncomplete, 2, "known", BROKE_OFF),
    "[DONE] alone": Case(stream(DONE), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "comments alone": Case(stream(COMMENT, COMMENT), EmptyAnswer, 2, "unknown", EMPTY),
    "choices null in all chunks": Case(Scenario(choices=False), StreamIncomplete, 2, "known", BROKE_OFF),
    "damaged chunk": Case(stream(HALF, b"data: {\n\n", LAST, DONE), StreamIncomplete, 2, "unknown", DAMAGED),
    "invalid UTF-8": Case(
        stream(HALF, b'data: {"choices": "\xff"}\n\n', LAST, DONE), StreamIncomplete, 2, "unknown", DAMAGED
    ),
    "half a character at the end": Case(
        stream(HALF, "data: ü".encode()[:-1]), StreamIncomplete, 2, "unknown", DAMAGED
    ),
    "socket reset": Case(scenarios.reset(), TransportFailed, 2, "unknown", LINE_BROKE),
    "reset before the headers": Case(scenarios.no_answer(), TransportFailed, 2, "unknown", LINE_BROKE),
    "reset once, then words": Case([scenarios.reset()], sent=2, money="unknown known"),
    "JSON error although a stream was asked for": Case(scenarios.http(503), ProviderDown, 3, "none", DOWN),
    "JSON answer although a stream was asked for": Case(body(completion())),
    "stall with comments only": Case(scenarios.stall(5), TransportFailed, 2, "unknown", LATE, SHORT),
    "slow headers": Case(scenarios.slow_headers(0.01), TransportFailed, 2, "unknown", LATE, SHORT),
    "slow body": Case(scenarios.slow_drip(0.01), TransportFailed, 2, "unknown", LATE, SHORT),
    "slow newlines": Case(
        body(completion(), before=b"\n" * 500, pieces=1, seconds=0.01),
        TransportFailed,
        2,
        "unknown",
        LATE,
        SHORT,
    ),
}


@pytest.mark.parametrize("scenario", FINE.values(), ids=FINE)
def test_fine(scenario: Scenario) -> None:
    check(Case(scenario))


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_broken(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_split_utf_8(size: int) -> None:
    check(Case(stream(words(UMLAUTS, "stop"), usage(), DONE, pieces=size), UMLAUTS))


def test_connection_refused() -> None:
    with FakeOpenRouter() as fake:
        url = fake.url
    with chain_to(url) as chain:
        outcome = outcome_of(chain.client)

    assert outcome == (TransportFailed, NOT_REACHED)
    assert chain.ledger.booked == ["none"] * 3


class Stop:
    """Cancels when a stream has brought so many pieces, or at the first silent second."""

    def __init__(self, beats: int) -> None:
        self.left = beats

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("beats", [0, 2], ids=["at the first byte", "in the middle"])
def test_cancelling_closes_the_stream_and_keeps_its_id(beats: int) -> None:
    with (
        FakeOpenRouter(answer=TEXT, default=scenarios.stall(5)) as fake,
        chain_to(fake.url, (MODEL, SPARE), pulse=Stop(beats)) as chain,
    ):
        gives, says = outcome_of(chain.client)
        assert fake.completions[0].client_left.wait(2)

    assert (gives, says) == (Cancelled, "The draft was cancelled. Ask for it again when you want it.")
    assert len(fake.completions) == 1
    assert (chain.ledger.booked, chain.ledger.upstream_ids) == (["unknown"], ["gen-000001"])


def test_silent_call_can_be_cancelled() -> None:
    with FakeOpenRouter(answer=TEXT) as fake, chain_to(fake.url, pulse=Stop(0)) as chain:
        fake.hold()
        started = time.monotonic()
        gives, _ = outcome_of(chain.client)

    assert gives is Cancelled
    assert time.monotonic() - started < 1.9
    assert chain.ledger.booked == ["unknown"]


def test_nothing_outlasts_the_deadline() -> None:
    started = time.monotonic()
    check(Case(scenarios.slow_drip(0.01), TransportFailed, 2, "unknown", LATE, SHORT))

    assert time.monotonic() - started < 3
