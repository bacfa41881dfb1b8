"""Keys, credit, filters and other servers: who is asked next, and what that costs."""

from decimal import Decimal
from typing import Any

import pytest

from generation.llm_client.exceptions import (
    EmptyAnswer,
    KeyRejected,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    RequestRefused,
    StreamIncomplete,
)
from generation.llm_client.types import MaxPrice
from tests.fake_openrouter import FakeOpenRouter, Key, scenarios
from tests.fake_openrouter.oddities import DONE, TEXT, body, completion, data, stream, words
from tests.llm_client.chain import (
    BROKE_OFF,
    BUSY,
    DOWN,
    EMPTY,
    MODEL,
    NO_CREDIT,
    NOT_ACCEPTED,
    QUESTION,
    SPARE,
    WRONG_KEY,
    Case,
    chain_to,
    check,
    outcome_of,
)

FIRST, SECOND = "key-one-0123456789", "key-two-0123456789"
SPENT = Key(limit=Decimal("0.01"), usage=Decimal("0.01"))
KEYS: dict[str, tuple[dict[str, Key], str, str]] = {
    # what the server thinks of the keys, what is booked, which keys are out
    "both work": ({FIRST: Key(), SECOND: Key()}, "known", ""),
    "first is unknown": ({SECOND: Key()}, "none known", FIRST),
    "first is disabled": ({FIRST: Key(disabled=True), SECOND: Key()}, "none known", FIRST),
    "first is at its limit": ({FIRST: SPENT, SECOND: Key()}, "none known", FIRST),
}


@pytest.mark.parametrize(("keys", "booked", "out"), KEYS.values(), ids=KEYS)
def test_next_key_is_asked(keys: dict[str, Key], booked: str, out: str) -> None:
    with (
        FakeOpenRouter(answer=TEXT, keys=keys) as fake,
        chain_to(fake.url, (MODEL, SPARE), keys=(FIRST, SECOND)) as chain,
    ):
        outcome = outcome_of(chain.client)

    assert outcome == (TEXT, "")
    assert (" ".join(chain.ledger.booked), " ".join(chain.keys.out)) == (booked, out)


def test_without_any_key_that_works_no_other_model_is_asked() -> None:
    with (
        FakeOpenRouter(keys=["another"]) as fake,
        chain_to(fake.url, (MODEL, SPARE), keys=(FIRST, SECOND)) as chain,
    ):
        outcome = outcome_of(chain.client)

    assert outcome == (KeyRejected, WRONG_KEY)
    assert (len(fake.completions), chain.ledger.booked) == (2, ["none", "none"])


@pytest.mark.parametrize(
    ("credit", "outcome", "asked"),
    [
        ("0.00095", (TEXT, ""), [200, 190]),
        ("0.0006", (TEXT, ""), [200, 120]),
        ("0.0005", (OutOfCredit, NO_CREDIT), [200]),
        ("0", (OutOfCredit, NO_CREDIT), [200]),
    ],
)
def test_shorter_answer_while_the_credit_reaches_for_it(credit: str, outcome: Any, asked: list[int]) -> None:
    with FakeOpenRouter(answer=TEXT, credit=Decimal(credit)) as fake, chain_to(fake.url) as chain:
        assert outcome_of(chain.client) == outcome

    assert [recorded.body["max_tokens"] for recorded in fake.completions] == asked


FREE = "meta-llama/llama-3.3-70b-instruct:free"
PRIVACY = (
    "The model's provider did not accept the request. "
    "Ask an admin to check the privacy settings of the account at the provider."
)


@pytest.mark.parametrize("availability", [False, True], ids=["prose", "availability"])
def test_model_that_only_those_offer_who_train(availability: bool) -> None:
    with FakeOpenRouter(availability=availability) as fake, chain_to(fake.url, (FREE,)) as chain:
        outcome = outcome_of(chain.client)

    assert outcome == (RequestRefused, PRIVACY)
    assert (len(fake.completions), chain.ledger.booked) == (1, ["none"])


@pytest.mark.parametrize("availability", [False, True], ids=["prose", "availability"])
def test_price_that_nobody_meets_is_told_and_the_next_model_is_asked(availability: bool) -> None:
    cheap = QUESTION.model_copy(update={"max_price": MaxPrice(prompt_usd=1, completion_usd=3)})
    with (
        FakeOpenRouter(answer=TEXT, availability=availability) as fake,
        chain_to(fake.url, (MODEL, SPARE)) as chain,
    ):
        outcome = outcome_of(chain.client, cheap)

    assert outcome == (TEXT, "")
    assert chain.ledger.booked == ["none", "known"]
    assert chain.told == [(MODEL, NOT_ACCEPTED.partition(" Ask")[0], SPARE)]


def test_change_of_model_is_told() -> None:
    with FakeOpenRouter(answer=TEXT) as fake, chain_to(fake.url, (MODEL, SPARE)) as chain:
        fake.script(MODEL, [scenarios.http(429)] * 3)
        outcome_of(chain.client)

    assert chain.told == [(MODEL, "The model was busy.", SPARE)]


def error(**fields: Any) -> dict[str, Any]:
    return {"error": {"message": "x", **fields}}


PLAIN = completion()
PLAIN["usage"] = {"prompt_tokens": 20, "completion_tokens": 5}
NO_REASON = stream(words(TEXT), DONE)

SERVERS: dict[str, Case] = {
    "cost unknown": Case(scenarios.ok(), money="unknown"),
    "finish_reason null and [DONE] (Ollama)": Case(NO_REASON, money="unknown"),
    "finish_reason null in a body": Case(
        body({**PLAIN, **completion(finish_reason=None, usage={})}), money="unknown"
    ),
    "no [DONE]": Case(stream(words(TEXT, "stop"), done=False), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "choices null (vLLM)": Case(body({**PLAIN, "choices": None}), EmptyAnswer, 2, "unknown", EMPTY),
    "counts null (vLLM)": Case(
        body(
            {**PLAIN, "usage": {"prompt_tokens": 3, "completion_tokens": None, "prompt_tokens_details": None}}
        ),
        money="unknown",
    ),
    "error in the stream, then [DONE] (vLLM)": Case(
        stream(words("Hel"), data(error(code=500, type="InternalServerError")), DONE),
        ProviderDown,
        2,
        "unknown",
        DOWN,
    ),
    "flat error (older vLLM)": Case(
        body({"object": "error", "message": "x", "type": "NotFoundError", "code": 404}),
        RequestRefused,
        1,
        "none",
        NOT_ACCEPTED,
    ),
    "flat error with its status": Case(
        body({"object": "error", "message": "x", "code": None}, status=400),
        RequestRefused,
        1,
        "none",
        NOT_ACCEPTED,
    ),
    "detail (FastAPI)": Case(
        body({"detail": [{"loc": ["body"]}]}, status=422), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "error as text (Ollama's own API)": Case(
        body({"error": "model not found"}, status=404), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "named error without code (Ollama)": Case(
        body(error(type="not_found_error", param=None, code=None)), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "code as text (LiteLLM)": Case(
        body(error(type="throttling_error", code="429"), status=429), RateLimited, 3, "none", BUSY
    ),
    "budget of the gateway (LiteLLM)": Case(
        body(error(type="budget_exceeded", code=None)), OutOfCredit, 1, "none", NO_CREDIT
    ),
    "wrong key (llama.cpp)": Case(
        body(error(type="authentication_error", code=401), status=401), KeyRejected, 1, "none", WRONG_KEY
    ),
    "loading (llama.cpp)": Case(
        body(error(type="unavailable_error", code=503), status=503), ProviderDown, 3, "none", DOWN
    ),
    "not supported (llama.cpp)": Case(
        body(error(type="not_supported_error", code=501), status=501), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "reasoning_content only": Case(
        stream(data({"choices": [{"delta": {"reasoning_content": "Hm."}, "finish_reason": "stop"}]}), DONE),
        EmptyAnswer,
        2,
        "unknown",
        EMPTY,
    ),
    "extra fields (llama.cpp)": Case(body({**PLAIN, "timings": {"predicted_ms": 1.5}}), money="unknown"),
}


@pytest.mark.parametrize("case", SERVERS.values(), ids=SERVERS)
def test_other_server(case: Case) -> None:
    check(case, openrouter=False)


def test_other_server_is_sent_nothing_that_it_may_not_know() -> None:
    rich = QUESTION.model_copy(
        update={"end_user": "u", "session_id": "s", "metadata": {"a": "b"}, "tier": "fast", "batch": True}
    )
    with FakeOpenRouter(openrouter=False, answer=TEXT) as fake, chain_to(fake.url, openrouter=False) as chain:
        outcome = outcome_of(chain.client, rich)

    assert outcome == (TEXT, "")
    assert set(fake.completions[0].body) == {"model", "messages", "max_tokens", "stream", "stream_options"}
