"""The twenty-four ways in which clients were seen to fail, by what their users reported.

Each is tried on the whole chain; where the same failure has more forms, those are in the other scenarios.
"""

import json
from typing import Any

import httpx
import pytest

from generation.llm_client.exceptions import (
    EmptyAnswer,
    LLMError,
    OutOfCredit,
    ProviderDown,
    ProviderError,
    RateLimited,
    RequestRefused,
    StreamIncomplete,
    TransportFailed,
    Truncated,
)
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_client.types import AnswerSchema
from tests.fake_openrouter import FakeOpenRouter, Scenario, scenarios
from tests.fake_openrouter.oddities import COMMENT, COST, DONE, TEXT, body, completion, stream, usage, words
from tests.llm_client.chain import (
    BROKE_OFF,
    CUT,
    DOWN,
    EMPTY,
    LATE,
    MODEL,
    NO_CREDIT,
    NOT_ACCEPTED,
    QUESTION,
    SHORT,
    SPARE,
    Case,
    chain_to,
    check,
    outcome_of,
)

RAW = '{"error": {"message": "The schema is not valid: additionalProperties"}}'
MISTAKES = {
    "an error with status 200 is no answer and is tried again": Case(
        [body({"error": {"code": 502, "message": "x"}, "user_id": "user_2abc"})] * 2,
        sent=3,
        money="none none known",
    ),
    "choices null or missing break nothing": Case(
        [body({**completion(), "choices": None})], sent=2, money="known known"
    ),
    "finish_reason error with content null": Case(
        body(completion(None, "error", choice={"native_finish_reason": "MALFORMED_FUNCTION_CALL"}, usage={})),
        ProviderDown,
        3,
        "none",
        DOWN,
    ),
    "native_finish_reason null": Case(body(completion(choice={"native_finish_reason": None}))),
    "a provider's own reason is accepted with its text": Case(body(completion(finish_reason="end_turn"))),
    "a schema that is refused is not sent again": Case(
        scenarios.http(400, metadata={"raw": RAW}), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "no endpoint for the parameters: the next model": Case(
        [scenarios.http(404)], sent=2, money="none known", models=(MODEL, SPARE)
    ),
    "a key's limit is no lack of rights": Case(scenarios.key_limit_403(), OutOfCredit, 1, "none", NO_CREDIT),
    "thoughts are no copy": Case(scenarios.reasoning_only(), EmptyAnswer, 2, says=EMPTY),
    "thoughts that ate the room": Case(scenarios.reasoning_only("length"), Truncated, 2, says=CUT),
    "comments, as lines and as data": Case(
        stream(
            COMMENT,
            b"data: : OPENROUTER PROCESSING\n\n",
            words(TEXT),
            COMMENT,
            words("", "stop"),
            usage(),
            DONE,
        )
    ),
    "many newlines before the JSON": Case(body(completion(), before=b"\n  \n" * 200, pieces=100)),
    "usage after the reason": Case(stream(words(TEXT, "stop"), COMMENT, usage(), DONE)),
    "an error in the stream is no success": Case(
        scenarios.mid_stream_error("empty"), ProviderDown, 2, "unknown", DOWN
    ),
    "an end without [DONE]": Case(scenarios.eof_without_done(), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "a stalled body": Case(scenarios.stall(5), TransportFailed, 2, "unknown", LATE, SHORT),
    "a daily cap is not waited for": Case(
        scenarios.free_per_day_429(),
        RateLimited,
        1,
        "none",
        "The model was busy. Its limit for today is used up: try again tomorrow, or choose another model.",
        waits=(),
    ),
    "a page": Case(scenarios.html_502(), ProviderDown, 3, "none", DOWN),
    "nothing": Case(scenarios.http(503, "empty"), ProviderDown, 3, "none", DOWN),
    "privacy settings are named": Case(
        scenarios.http(404, message="No endpoints found matching your data policy"),
        RequestRefused,
        1,
        "none",
        "The model's provider did not accept the request. "
        "Ask an admin to check the privacy settings of the account at the provider.",
    ),
}


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES)
def test_mistake(case: Case) -> None:
    check(case)


JSON_ANSWERS = {
    "a fence in spite of the schema": (scenarios.fenced(), ""),
    "a fence that stays open": (scenarios.open_fence(), ""),
    "prose around": (scenarios.prose(), ""),
    "prose instead": (Scenario(text="Sure, here is your email!"), "The answer is not a JSON object."),
    "the schema": (
        scenarios.schema_echo(),
        "The answer repeats the schema instead of filling it in.",
    ),
    "cut, and called tool_calls": (
        Scenario(stop_after=0.5, finish_reason="tool_calls"),
        "The answer is not valid JSON",
    ),
}


@pytest.mark.parametrize(("scenario", "problem"), JSON_ANSWERS.values(), ids=JSON_ANSWERS)
def test_answer_is_read_or_its_problem_can_be_sent_back(scenario: Scenario, problem: str) -> None:
    with FakeOpenRouter(answer={"subject": "Hello"}, default=scenario) as fake, chain_to(fake.url) as chain:
        text, _ = outcome_of(chain.client)
    assert isinstance(text, str)
    try:
        found, problems = parse_json_answer(text), [""]
    except LLMError as exc:
        found, problems = {}, exc.problems  # type: ignore[attr-defined]

    assert problems[0].startswith(problem)
    assert found == ({} if problem else {"subject": "Hello"})
    assert chain.ledger.booked == ["known"]


EMPTY_OBJECT = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def sent_with(**changes: Any) -> dict[str, Any]:
    with FakeOpenRouter(answer=TEXT) as fake, chain_to(fake.url) as chain:
        outcome_of(chain.client, QUESTION.model_copy(update=changes))
    found: dict[str, Any] = fake.completions[0].body
    return found


def test_each_request_names_its_length_as_endpoints_know_it() -> None:
    sent = sent_with()

    assert sent["max_tokens"] == QUESTION.max_tokens
    assert "max_completion_tokens" not in sent


def test_the_error_names_the_parameters() -> None:
    schema = AnswerSchema(name="x", definition=EMPTY_OBJECT)
    question = QUESTION.model_copy(update={"temperature": 1.0, "answer_schema": schema})
    with (
        FakeOpenRouter(default=scenarios.http(404)) as fake,
        chain_to(fake.url) as chain,
        pytest.raises(ProviderError) as caught,
    ):
        chain.client.complete(question)

    assert caught.value.detail.endswith("Asked for: max_tokens, response_format.")
    assert len(fake.completions) == 2


@pytest.mark.parametrize("lag", [0, 2])
def test_what_a_call_cost_may_not_be_known_at_once(lag: int) -> None:
    with FakeOpenRouter(answer=TEXT, generation_lag=lag) as fake, chain_to(fake.url) as chain:
        outcome_of(chain.client)
        found = [
            httpx.get(f"{fake.url}/generation", params={"id": chain.ledger.upstream_ids[0]}, verify=False)
            for _ in range(lag + 1)
        ]

    assert [answer.status_code for answer in found] == [404] * lag + [200]
    assert found[-1].json()["data"]["total_cost"] == float(chain.ledger.known)


RAWS = {
    "text": ("upstream is full", "Provider returned error: upstream is full"),
    "JSON in text": (
        json.dumps({"error": {"message": "upstream is full"}}),
        "Provider returned error: upstream is full",
    ),
    "with a key in it": ("Bad key sk-or-v1-0123456789abcdef", "Provider returned error: Bad key [key]"),
}


@pytest.mark.parametrize(("raw", "detail"), RAWS.values(), ids=RAWS)
def test_the_real_reason_is_found_and_says_no_secret(raw: str, detail: str) -> None:
    with (
        FakeOpenRouter(default=scenarios.upstream_429(raw)) as fake,
        chain_to(fake.url) as chain,
        pytest.raises(RateLimited) as caught,
    ):
        chain.client.complete(QUESTION)

    assert (caught.value.detail, caught.value.provider) == (detail, "Chutes")


def test_the_last_usage_wins() -> None:
    early = words(TEXT, usage={"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.5})
    default = stream(early, words("", "stop"), usage(), DONE)
    with FakeOpenRouter(default=default) as fake, chain_to(fake.url) as chain:
        outcome_of(chain.client)

    assert str(chain.ledger.known) == "0.000011" == f"{COST:.6f}"
