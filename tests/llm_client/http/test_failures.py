from datetime import UTC, datetime
from typing import Any

import pytest

from generation.llm_client.exceptions import (
    LLMError,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Refused,
    RequestRefused,
)
from generation.llm_client.http.failures import failure_of, retry_after

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Sat, 14 Mar 2026 12:00:30 GMT", 30.0),
        ("Sat, 14 Mar 2026 11:00:00 GMT", 0.0),
        ("Sat, 14 Mar 2026 12:00:30 -0000", 30.0),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("nan", None),
        ("1e9", None),
        ("٣", None),
        ("Sat, 99 Mar 99999 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}, {}, NOW) == seconds


def test_wait_of_the_availability_object_counts() -> None:
    error = failure_of(
        {"message": "x", "http_status": 503, "availability": {"retry_after": 7}}, http_status=503
    )

    assert isinstance(error, ProviderError)
    assert error.retry_after_s == 7.0


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        ({"code": 429, "message": "Rate limit exceeded"}, True),
        ({"code": 429, "message": "Rate limit exceeded: free-models-per-day"}, False),
        ({"code": 429, "message": "x", "metadata": {"limit_source": "openrouter_free_tier_daily"}}, False),
        (
            {"code": 429, "message": "x", "availability": {"code": "capacity_exhausted", "retryable": True}},
            True,
        ),
        (
            {
                "code": 503,
                "message": "x",
                "availability": {"code": "constraint_filtered", "retryable": False},
            },
            False,
        ),
        ({"code": 404, "message": "x"}, False),
    ],
    ids=["burst", "daily cap by words", "daily cap by source", "capacity", "filtered", "not found"],
)
def test_whether_a_wait_helps(error: dict[str, Any], retryable: bool) -> None:
    assert failure_of(error).retryable is retryable


@pytest.mark.parametrize(
    ("error", "leaf"),
    [
        ({"code": 403, "message": "Key limit exceeded (total limit)"}, OutOfCredit),
        ({"code": 403, "message": "Workspace monthly budget of $5 exceeded"}, OutOfCredit),
        ({"code": 403, "message": "Not available in your region"}, RequestRefused),
        ({"code": 403, "message": "x", "metadata": {"reasons": ["violence"]}}, Refused),
        ({"code": 403, "message": "x", "metadata": {"patterns": ["ssn"]}}, Refused),
        ({"code": 400, "message": "x", "metadata": {"error_type": "content_policy_violation"}}, Refused),
        ({"code": "insufficient_quota", "message": "x", "type": "insufficient_quota"}, OutOfCredit),
        ({"code": "429", "message": "x", "type": "throttling_error"}, RateLimited),
        ({"message": "x", "type": "not_found_error", "code": None}, RequestRefused),
    ],
)
def test_leaf_by_what_the_error_says(error: dict[str, Any], leaf: type[LLMError]) -> None:
    assert type(failure_of(error)) is leaf


@pytest.mark.parametrize(
    "raw",
    [
        "upstream is full",
        '{"error": {"message": "upstream is full"}}',
        {"message": "upstream is full"},
        '{"bad',
    ],
    ids=["text", "JSON in text", "object", "broken JSON"],
)
def test_reason_inside_is_found(raw: Any) -> None:
    error = failure_of({"code": 502, "message": "Provider returned error", "metadata": {"raw": raw}})

    assert isinstance(error, ProviderError)
    assert error.detail in ("Provider returned error: upstream is full", 'Provider returned error: {"bad')


def test_neither_key_nor_prompt_is_kept() -> None:
    metadata = {"flagged_input": "my secret plan", "raw": "Incorrect key sk-or-v1-0123456789, Bearer abcdef"}
    error = failure_of({"code": 400, "message": "x" * 1000, "metadata": metadata})

    assert "secret plan" not in repr(vars(error))
    assert "0123456789" not in repr(vars(error))
    assert "abcdef" not in repr(vars(error))


def test_advice_fits_the_reason() -> None:
    error = failure_of({"code": 400, "message": "x", "metadata": {"error_type": "context_length_exceeded"}})

    assert "Shorten the brief" in error.advice


SPENT = {"code": 429, "message": "Rate limit exceeded: free-models-per-day"}


@pytest.mark.parametrize(
    ("headers", "inner", "moment"),
    [
        ({"x-ratelimit-reset": "1787356800000"}, None, 1787356800.0),
        ({"x-ratelimit-reset": "1787356800"}, None, 1787356800.0),
        ({}, {"X-RateLimit-Reset": "1787356800123"}, 1787356800.123),
        ({}, {"X-RateLimit-Reset": 1787356800}, 1787356800.0),
        ({"x-ratelimit-reset": "soon"}, {"X-RateLimit-Reset": ["never"]}, None),
        ({"x-ratelimit-reset": "9" * 40}, "none", None),
        ({}, None, None),
    ],
)
def test_when_a_limit_for_the_day_is_lifted(
    headers: dict[str, str], inner: Any, moment: float | None
) -> None:
    error = failure_of({**SPENT, "metadata": {"headers": inner}}, headers=headers)
    assert isinstance(error, RateLimited)
    assert (error.daily, error.retryable, error.resets_at_s) == (True, False, moment)
    assert not getattr(failure_of({"code": 429, "message": "busy"}, headers=headers), "daily", None)
