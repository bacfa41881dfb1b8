"""What a model can answer with status 200, streamed and as one body: requests, outcome, money and words."""

from dataclasses import replace

import pytest

from generation.llm_client.exceptions import (
    AllModelsFailed,
    BadCompletion,
    EmptyAnswer,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    Refused,
    RequestRefused,
    StreamIncomplete,
    Truncated,
)
from tests.fake_openrouter import Scenario, scenarios
from tests.fake_openrouter.oddities import TEXT, body, bomb, completion
from tests.llm_client.chain import (
    ALL_FAILED,
    BROKE_OFF,
    BUSY,
    CUT,
    DECLINED,
    DOWN,
    EMPTY,
    MODEL,
    NO_CREDIT,
    NOT_ACCEPTED,
    SPARE,
    Case,
    check,
)

TOOL = "The model asked for a tool instead of writing. Try again, or choose another model."
TOO_LARGE = (
    "The model's answer was larger than this system reads. "
    "Ask for a shorter text, or ask an admin to allow longer answers."
)
UNREADABLE = "The provider's answer could not be read. Try again in a few minutes."
NO_ANSWER = "The provider answered with something that is no answer. Try again in a few minutes."

BOTH_WAYS = {
    "ok": Case(scenarios.ok()),
    "another model answers": Case(scenarios.ok(model="openai/gpt-5.4")),
    "no-usage": Case(scenarios.no_usage(), money="unknown"),
    "usage-without-cost, cost-null": Case(Scenario(usage_changes={"cost": None}), money="unknown"),
    "cost as text": Case(Scenario(usage_changes={"cost": "0.0000012"})),
    "cost below zero": Case(Scenario(usage_changes={"cost": -1}), money="unknown"),
    "cost beyond reason": Case(Scenario(usage_changes={"cost": 1e300}), money="unknown"),
    "counts that are none": Case(
        Scenario(usage_changes={"prompt_tokens": -3, "completion_tokens": 1.5, "total_tokens": "9"})
    ),
    "counts beyond reason": Case(Scenario(usage_changes={"prompt_tokens": 10**30})),
    "zero-usage cache HIT": Case(scenarios.cache_hit(), money="free"),
    "unknown finish reason": Case(Scenario(finish_reason="end_turn")),
    "unknown fields": Case(Scenario(message={"annotations": [{}], "new": {"x": [1]}})),
    "reasoning beside the words": Case(Scenario(message={"reasoning": "Hm."})),
    "null-content": Case(scenarios.null_content(), EmptyAnswer, 2, says=EMPTY),
    "null-content, then words": Case([scenarios.null_content()], sent=2),
    "empty-content": Case(scenarios.empty(), EmptyAnswer, 2, says=EMPTY),
    "whitespace-content": Case(scenarios.blank(), EmptyAnswer, 2, says=EMPTY),
    "reasoning-only": Case(scenarios.reasoning_only(), EmptyAnswer, 2, says=EMPTY),
    "reasoning ate the room": Case([scenarios.reasoning_only("length")], sent=2),
    "tool calls": Case(scenarios.tool_calls(), BadCompletion, says=TOOL),
    "tool calls, next model": Case([scenarios.tool_calls()], sent=2, models=(MODEL, SPARE)),
    "refusal": Case(scenarios.refusal(), Refused, says=DECLINED),
    "refusal, next model": Case([scenarios.refusal()], sent=2, models=(MODEL, SPARE)),
    "content_filter": Case(scenarios.content_filter(), Refused, says=DECLINED),
    "content_filter by another name": Case(Scenario(finish_reason="SAFETY"), Refused, says=DECLINED),
    "length, then whole": Case([scenarios.length()], sent=2),
    "length twice": Case(scenarios.length(), Truncated, 2, says=CUT),
    "length by another name": Case([Scenario(finish_reason="MAX_TOKENS")], sent=2),
    "finish reason error": Case(
        Scenario(finish_reason="error", usage=False), ProviderDown, 2, "unknown", DOWN
    ),
}


@pytest.mark.parametrize("way", ["answer", "plain"])
@pytest.mark.parametrize("case", BOTH_WAYS.values(), ids=BOTH_WAYS)
def test_answer(case: Case, way: str) -> None:
    happens = [case.happens] if isinstance(case.happens, Scenario) else case.happens
    sent = [replace(scenario, kind=way) for scenario in happens]

    check(replace(case, happens=sent[0] if isinstance(case.happens, Scenario) else sent))


PARTIAL = {"error": {"code": 502, "message": "Provider disconnected"}}
BODIES = {
    "error-in-200": Case(scenarios.error_in_200(502), ProviderDown, 3, "none", DOWN),
    "error-in-200, busy": Case(scenarios.error_in_200(429), RateLimited, 3, "none", BUSY),
    "error-in-200, code as text": Case(scenarios.error_in_200("402"), OutOfCredit, 1, "none", NO_CREDIT),
    "error-in-200, code in words": Case(
        scenarios.error_in_200("server_error"), ProviderDown, 3, "none", DOWN
    ),
    "error-in-200, a wrong request": Case(
        scenarios.error_in_200(400), RequestRefused, 1, "none", NOT_ACCEPTED
    ),
    "error-in-200, then words": Case([scenarios.error_in_200()], sent=2, money="none known"),
    "error as bare text": Case(body({"error": "overloaded"}), ProviderDown, 3, "none", DOWN),
    "choices-null": Case(body({**completion(), "choices": None}), EmptyAnswer, 2, says=EMPTY),
    "choices-missing": Case(body({"id": "gen-odd"}), EmptyAnswer, 2, "unknown", EMPTY),
    "choices-empty": Case(body({**completion(), "choices": []}), EmptyAnswer, 2, says=EMPTY),
    "choices of another type": Case(body({**completion(), "choices": "x"}), EmptyAnswer, 2, says=EMPTY),
    "choice-error with partial text": Case(
        body(completion("Hel", "error", choice=PARTIAL, usage=None)), ProviderDown, 2, "unknown", DOWN
    ),
    "choice-error with its cost": Case(
        body(completion("Hel", "error", choice=PARTIAL)), ProviderDown, 2, says=DOWN
    ),
    "content in parts": Case(body(completion([{"type": "text", "text": TEXT}, {"type": "image_url"}]))),
    "newlines before": Case(body(completion(), before=b"\n" * 50, pieces=10)),
    "newlines, then an error": Case(
        body({"error": {"code": 502, "message": "x"}}, before=b"\n" * 50, pieces=10),
        ProviderDown,
        3,
        "none",
        DOWN,
    ),
    "comments before a body": Case(body(completion(), before=b": OPENROUTER PROCESSING\n\n" * 3, pieces=10)),
    "byte order mark": Case(body(completion(), before=b"\xef\xbb\xbf")),
    "called text": Case(body(completion(), content_type="text/plain")),
    "called a stream": Case(body(completion(), content_type="text/event-stream")),
    "called a picture": Case(body(completion(), content_type="image/png")),
    "nothing": Case(body(b""), EmptyAnswer, 2, "unknown", EMPTY),
    "page": Case(
        body(b"<html>Welcome</html>", content_type="text/html"), ProviderDown, 2, "unknown", NO_ANSWER
    ),
    "invalid UTF-8": Case(body(b'{"choices": "\xff\xfe"}'), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "cut JSON": Case(body(b'{"choices": ['), StreamIncomplete, 2, "unknown", BROKE_OFF),
    "number": Case(body(b"42"), ProviderDown, 2, "unknown", NO_ANSWER),
    "integer without end": Case(
        body(b'{"usage": {"cost": ' + b"9" * 5000 + b"}}"), StreamIncomplete, 2, "unknown", BROKE_OFF
    ),
    "nested without end": Case(body(b"[" * 100_000), ProviderDown, 2, "unknown", NO_ANSWER),
    "5 MB": Case(body(b" " * 5_000_000), Truncated, 1, "unknown", TOO_LARGE),
    "gzip bomb": Case(bomb(), Truncated, 1, "unknown", TOO_LARGE),
    "gzip that is none": Case(
        body(b"{}", headers={"Content-Encoding": "gzip"}), ProviderDown, 2, "unknown", UNREADABLE
    ),
    "unknown packing": Case(
        body(b"{}", headers={"Content-Encoding": "br"}), ProviderDown, 3, "none", UNREADABLE
    ),
}


@pytest.mark.parametrize("case", BODIES.values(), ids=BODIES)
def test_body(case: Case) -> None:
    check(case)


def test_every_model_may_decline() -> None:
    says = f"{ALL_FAILED}{DECLINED.partition('. ')[2]}"
    check(Case(scenarios.content_filter(), AllModelsFailed, 2, says=says, models=(MODEL, SPARE)))
