"""Every error status, in every form that its body takes: requests, outcome, money and words."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from generation.llm_client.exceptions import (
    AllModelsFailed,
    KeyRejected,
    LLMError,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    Refused,
    RequestRefused,
)
from tests.fake_openrouter import scenarios
from tests.llm_client.chain import (
    ALL_FAILED,
    BUSY,
    DECLINED,
    DOWN,
    MODEL,
    NO_CREDIT,
    NOT_ACCEPTED,
    SPARE,
    WRONG_KEY,
    Case,
    check,
)

USED_UP = "The model was busy. Its limit for today is used up: try again tomorrow, or choose another model."

STATUSES: dict[int, tuple[type[LLMError], int, str, str]] = {
    # error, requests, money, words
    400: (RequestRefused, 1, "none", NOT_ACCEPTED),
    401: (KeyRejected, 1, "none", WRONG_KEY),
    402: (OutOfCredit, 1, "none", NO_CREDIT),
    403: (RequestRefused, 1, "none", NOT_ACCEPTED),
    404: (RequestRefused, 1, "none", NOT_ACCEPTED),
    408: (ProviderDown, 3, "none", DOWN),
    409: (ProviderDown, 3, "none", DOWN),
    412: (RequestRefused, 1, "none", NOT_ACCEPTED),
    413: (RequestRefused, 1, "none", NOT_ACCEPTED),
    422: (RequestRefused, 1, "none", NOT_ACCEPTED),
    429: (RateLimited, 3, "none", BUSY),
    500: (ProviderDown, 3, "none", DOWN),
    502: (ProviderDown, 3, "none", DOWN),
    503: (ProviderDown, 3, "none", DOWN),
    504: (ProviderDown, 2, "unknown", DOWN),
    524: (ProviderDown, 2, "unknown", DOWN),
    529: (ProviderDown, 3, "none", DOWN),
}


@pytest.mark.parametrize("form", ["canonical", "text", "empty", "html"])
@pytest.mark.parametrize("status", STATUSES)
def test_status(status: int, form: str) -> None:
    leaf, sent, money, says = STATUSES[status]

    check(Case(scenarios.http(status, form), leaf, sent, money, says))


@pytest.mark.parametrize("status", STATUSES)
def test_status_with_availability_is_repeated_only_where_that_says_so(status: int) -> None:
    leaf, _, money, says = STATUSES[status]
    sent = 3 if status in (429, 503) else 1

    check(Case(scenarios.http(status, "availability"), leaf, sent, money, says))


@pytest.mark.parametrize("status", STATUSES)
def test_status_inside_200_is_the_same_failure(status: int) -> None:
    leaf, sent, money, says = STATUSES[status]

    check(Case(scenarios.error_in_200(status), leaf, sent, money, says))
    check(Case(scenarios.error_in_200(str(status)), leaf, sent, money, says))


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 412, 413, 422])
def test_no_retry_where_the_request_itself_is_refused(status: int) -> None:
    """What the next request would have met is an answer, so a second one would be seen."""
    leaf, _, _, says = STATUSES[status]

    check(Case([scenarios.http(status)], leaf, 1, "none", says, waits=()))


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


WAITS: dict[str, tuple[str, Case]] = {
    "seconds": ("2", Case([], sent=2, money="none known", waits=[3.0])),
    "part of a second": ("0.5", Case([], sent=2, money="none known", waits=[1.0])),
    "at once": ("0", Case([], sent=2, money="none known", waits=[0.0])),
    "date in the past": (in_seconds(-3600), Case([], sent=2, money="none known", waits=[0.0])),
    "longer than anybody waits": ("31", Case([], RateLimited, 1, "none", BUSY, waits=[])),
    "a day": ("86400", Case([], RateLimited, 1, "none", BUSY, waits=[])),
    "beyond reason": ("999999999", Case([], RateLimited, 1, "none", BUSY, waits=[])),
    "date far away": (in_seconds(86_400), Case([], RateLimited, 1, "none", BUSY, waits=[])),
    "below zero": ("-5", Case([], sent=2, money="none known", waits=[1.0])),
    "no number": ("soon", Case([], sent=2, money="none known", waits=[1.0])),
    "not a number": ("NaN", Case([], sent=2, money="none known", waits=[1.0])),
    "without end": ("inf", Case([], sent=2, money="none known", waits=[1.0])),
}


@pytest.mark.parametrize(("header", "case"), WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(status: int, header: str, case: Case) -> None:
    _, _, _, says = STATUSES[status]
    gives = STATUSES[status][0] if case.gives is RateLimited else case.gives
    busy = scenarios.http(status, headers={"Retry-After": header})

    check(
        Case(
            [busy],
            gives,
            case.sent,
            case.money,
            says if case.says else "",
            waits=case.waits,
        )
    )


RAW: dict[str, Any] = {
    "text": "example/model is temporarily rate-limited upstream.",
    "JSON in text": '{"error": {"message": "rate-limited upstream", "code": 429}}',
    "JSON in JSON": '{"error": "{\\"message\\": \\"rate-limited\\"}"}',
    "object": {"message": "rate-limited upstream"},
    "broken JSON": '{"error": ',
    "nothing": None,
}
PRIVACY = (
    "The model's provider did not accept the request. "
    "Ask an admin to check the privacy settings of the account at the provider."
)
TOO_LONG = (
    "The model's provider did not accept the request. "
    "Shorten the brief, or choose a model that reads longer texts."
)
NO_TRAINING = "No endpoints found matching your data policy (Paid model training)."

SPECIAL = {
    "429 free-per-day": Case(scenarios.free_per_day_429(), RateLimited, 1, "none", USED_UP),
    **{
        f"429 upstream, raw is {name}": Case([scenarios.upstream_429(raw)], sent=2, money="none known")
        for name, raw in RAW.items()
    },
    "402 affords enough": Case([scenarios.can_only_afford(150)], sent=2, money="none known"),
    "402 affords too little": Case([scenarios.can_only_afford(100)], OutOfCredit, 1, "none", NO_CREDIT),
    "402 affords nothing": Case([scenarios.can_only_afford(0)], OutOfCredit, 1, "none", NO_CREDIT),
    "402 affords less each time": Case(scenarios.can_only_afford(150), OutOfCredit, 2, "none", NO_CREDIT),
    "402 is no matter of the model": Case(
        [scenarios.out_of_credit_402()], OutOfCredit, 1, "none", NO_CREDIT, models=(MODEL, SPARE)
    ),
    "403 key limit": Case(scenarios.key_limit_403(), OutOfCredit, 1, "none", NO_CREDIT),
    "403 workspace budget": Case(scenarios.workspace_budget_403(), OutOfCredit, 1, "none", NO_CREDIT),
    "403 moderation": Case(scenarios.moderation_403(), Refused, 1, "none", DECLINED),
    "403 guardrail patterns": Case(scenarios.guardrail_403(), Refused, 1, "none", DECLINED),
    "403 moderation, next model": Case(
        [scenarios.moderation_403()], sent=2, money="none known", models=(MODEL, SPARE)
    ),
    "404 data policy": Case(scenarios.http(404, message=NO_TRAINING), RequestRefused, 1, "none", PRIVACY),
    "404 parameters, next model": Case(
        [scenarios.http(404)], sent=2, money="none known", models=(MODEL, SPARE)
    ),
    "400 context too long": Case(
        scenarios.http(400, metadata={"error_type": "context_length_exceeded"}),
        RequestRefused,
        1,
        "none",
        TOO_LONG,
    ),
    "fail twice then succeed": Case(
        [scenarios.http(503), scenarios.http(502)], sent=3, money="none none known", waits=[1.0, 2.0]
    ),
    "fail three times": Case([scenarios.http(503)] * 3, ProviderDown, 3, "none", DOWN, waits=[1.0, 2.0]),
    "fallback: A is busy, B answers": Case(
        [scenarios.http(429)] * 3, sent=4, money="none none none known", models=(MODEL, SPARE)
    ),
    "fallback: all are busy": Case(
        scenarios.http(429),
        AllModelsFailed,
        6,
        "none",
        f"{ALL_FAILED}Try again in a minute.",
        models=(MODEL, SPARE),
    ),
}


@pytest.mark.parametrize("case", SPECIAL.values(), ids=SPECIAL)
def test_special(case: Case) -> None:
    check(case)
