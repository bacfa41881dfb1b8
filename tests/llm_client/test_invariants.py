"""What must hold in every scenario: nothing secret in a log or an error, and money that is exact."""

import json
import logging
import pickle
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from generation.llm_client import events
from generation.llm_client.exceptions import LLMError
from generation.llm_client.types import ChatRequest, Completion, Message
from tests.fake_openrouter import FakeOpenRouter, Scenario, scenarios
from tests.fake_openrouter.oddities import DONE, body, completion, stream, usage, words
from tests.llm_client.chain import Ledger, chain_to

KEY = "sk-or-v1-planted-key-0123456789"
PROMPT = "The planted brief of the spring launch speaks of saffron buns."
FLAGGED = "planted words that a filter flagged"
ANSWER = "A planted answer about saffron"
SECRETS = (KEY, PROMPT, "saffron", FLAGGED, "planted")
REQUEST = ChatRequest(max_tokens=200, messages=(Message(role="user", content=PROMPT),))
ECHO = {"flagged_input": FLAGGED, "reasons": ["violence"], "raw": json.dumps({"error": {"message": PROMPT}})}


class Logged(Ledger):
    """Tells of each attempt as the record of a draft does."""

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        super().finished(handle, completion=completion, error=error)
        if completion is not None:
            events.call_finished(completion)
        if error is not None:
            logging.getLogger("test").warning("%s %s", error, vars(error))


def echoing(status: int) -> Scenario:
    """An error that repeats key, prompt and what was flagged, wherever a provider could put them."""
    return scenarios.http(status, message=f"Bad: {KEY} {PROMPT}", metadata=ECHO)


TALKATIVE: dict[str, Scenario] = {
    **{
        f"status {status}": echoing(status)
        for status in (400, 401, 402, 403, 404, 413, 422, 429, 500, 502, 503)
    },
    "error in 200": scenarios.error_in_200(502, f"{PROMPT} {KEY}"),
    "error as text": body({"error": f"Bearer {KEY}: {PROMPT}"}),
    "error of the choice": body(completion(ANSWER, "error", choice={"error": {"message": PROMPT}})),
    "error in the stream": stream(
        words(ANSWER), b'data: {"error": {"code": 502, "message": "' + PROMPT.encode() + b'"}}\n\n'
    ),
    "page": scenarios.http(502, "html"),
    "page that repeats": Scenario(
        kind="error", status=500, body=f"<p>{PROMPT} {KEY}</p>", content_type="text/html"
    ),
    "no answer": body(f"not JSON: {PROMPT} {KEY}".encode()),
    "refusal": replace(scenarios.refusal(), refusal=f"I won't write: {PROMPT}"),
    "reasoning": Scenario(text="", message={"reasoning": PROMPT}),
    "cut": stream(words(ANSWER, "length"), usage(), DONE),
    "broken off": stream(words(ANSWER)),
    "reset": scenarios.reset(),
    "answer": stream(words(ANSWER, "stop"), usage(), DONE),
}


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[list[Any]]:
    """Collect everything that is logged from info upwards, by us and by the libraries."""
    caplog.set_level(logging.INFO)
    with capture_logs() as structured:
        yield structured


def said(caplog: pytest.LogCaptureFixture, heard: list[Any]) -> str:
    loud = [entry for entry in heard if entry["log_level"] != "debug"]
    return f"{caplog.text} {loud}".replace(json.dumps(PROMPT), PROMPT)


@pytest.mark.parametrize("scenario", TALKATIVE.values(), ids=TALKATIVE)
def test_neither_key_nor_words_are_logged_or_carried_by_an_error(
    scenario: Scenario, heard: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    error: LLMError | None = None
    with (
        FakeOpenRouter(answer=ANSWER, default=scenario) as fake,
        chain_to(fake.url, keys=(KEY,), ledger=Logged()) as chain,
    ):
        try:
            chain.client.complete(REQUEST)
        except LLMError as exc:
            error = exc
    shown = "" if error is None else f"{error!r} {error} {error.advice} {vars(error)} {pickle.dumps(error)!r}"

    everything = said(caplog, heard) + shown
    assert [secret for secret in SECRETS if secret in everything] == []
    assert len(fake.completions) >= 1


def test_money_is_exact() -> None:
    """Ten times what no binary fraction can hold adds up to what it should."""
    dime = Scenario(usage_changes={"cost": 0.1})
    with FakeOpenRouter(answer="x", default=dime) as fake, chain_to(fake.url) as chain:
        completions = [chain.client.complete(REQUEST) for _ in range(10)]

    assert sum(answer.usage.cost_usd or 0 for answer in completions) == Decimal(1)
    assert chain.ledger.known == Decimal(1)
    assert all(isinstance(answer.usage.cost_usd, Decimal) for answer in completions)


def test_every_attempt_is_on_record() -> None:
    script = [scenarios.http(503), scenarios.reset(), scenarios.http(429)]
    with FakeOpenRouter(answer="x") as fake, chain_to(fake.url, ("a/one", "b/two")) as chain:
        fake.script("a/one", script)
        chain.client.complete(REQUEST)

    assert len(chain.ledger.booked) == len(fake.completions) == 4
    assert chain.ledger.booked == ["none", "unknown", "none", "known"]
