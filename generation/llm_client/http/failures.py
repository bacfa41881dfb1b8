"""From an error status or an error body to the leaf of the tree that a caller can act on.

Bodies differ by server, by version and by how far a request got; every form in here was seen in the field
or is documented: https://openrouter.ai/docs/api_reference/errors-and-debugging for OpenRouter, and the
OpenAI-compatible servers of llama.cpp, vLLM, Ollama and LiteLLM. Anything else is classed by status alone.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from generation.llm_client.exceptions import (
    KeyRejected,
    LLMError,
    OutOfCredit,
    ProviderDown,
    ProviderError,
    RateLimited,
    Refused,
    RequestRefused,
)
from generation.llm_client.http.values import as_text, json_of, label

_STATUS_OF_TYPE = {
    "context_length_exceeded": 400,
    "invalid_request": 400,
    "invalid_request_error": 400,
    "authentication": 401,
    "authentication_error": 401,
    "payment_required": 402,
    "insufficient_quota": 402,
    "budget_exceeded": 402,
    "permission_denied": 403,
    "not_found": 404,
    "not_found_error": 404,
    "payload_too_large": 413,
    "unprocessable": 422,
    "rate_limit_exceeded": 429,
    "server": 500,
    "provider_unavailable": 502,
    "provider_overloaded": 503,
    "timeout": 504,
}
_NO_MONEY = re.compile(r"limit exceeded|insufficient|quota|credit|budget", re.IGNORECASE)
_DECLINED_TYPES = {"content_policy_violation", "refusal", "content_filter"}
_DECLINED_FACTS = ("flagged_input", "reasons", "patterns")
"""What OpenRouter adds to a 403 of its moderation or of a guardrail."""
_DAILY = re.compile(r"per-day|daily", re.IGNORECASE)
_MOST_SECONDS = 10**11
"""A moment above it is in milliseconds."""
_TOMORROW = "Its limit for today is used up: try again tomorrow, or choose another model."
_OUTCOME_UNKNOWN = {504, 524}
"""Time ran out at the provider or at the edge: the model may have finished and charged."""
_NOT_SUPPORTED = 501
_AFFORDABLE = re.compile(r"can only afford (\d{1,9})")
_PRIVACY = re.compile(r"data policy|privacy settings", re.IGNORECASE)
_SECRET = re.compile(r"\b(?:sk|pk|rk)-[\w-]{8,}|\bBearer\s+\S+", re.IGNORECASE)
_ADVICE = {
    "context_length_exceeded": "Shorten the brief, or choose a model that reads longer texts.",
    "privacy_restricted": "Ask an admin to check the privacy settings of the account at the provider.",
}


def error_in(body: Any, *, status: int = 200) -> dict[str, Any] | None:
    """Return the error that a body holds, whatever its form; None where it holds none."""
    if not isinstance(body, dict):
        return None
    error = body.get("error")
    if isinstance(error, dict) and error:
        return error
    if isinstance(error, str) and error:
        return {"message": error, **{key: body[key] for key in ("code", "type") if key in body}}
    if error:
        return {"message": as_text(error)}
    if status >= 400 or body.get("object") == "error":
        return {**body, "message": body.get("message") or body.get("detail")}
    return None


def failure_of(
    error: Mapping[str, Any],
    *,
    http_status: int = 200,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> LLMError:
    """Return the error that this answer means.

    Args:
        error: what `error_in` found; empty for an empty or unreadable body.
        facts: passed on to the error: what is known of the attempt.
    """
    metadata = error.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    availability = error.get("availability")
    availability = availability if isinstance(availability, dict) else {}
    reason = _reason(error, metadata, availability)
    status = _status(error, reason, http_status)
    detail = _detail(error, metadata, availability)
    if reason in _DECLINED_TYPES or (status == 403 and any(metadata.get(fact) for fact in _DECLINED_FACTS)):
        return Refused(status=status, **facts)
    if status in _OUTCOME_UNKNOWN:
        facts["maybe_billed"] = True
    daily = status == 429 and _DAILY.search(f"{detail} {as_text(metadata.get('limit_source'))}") is not None
    if isinstance(availability.get("retryable"), bool):
        facts["retryable"] = availability["retryable"]
    elif daily:
        facts |= {"retryable": False, "advice": _TOMORROW}  # a daily cap does not lift in seconds
    if advice := _advice(reason, as_text(availability.get("code")), detail if status == 404 else ""):
        facts["advice"] = advice
    leaf = _leaf(status, f"{reason} {detail}")
    if leaf is OutOfCredit and (most := _AFFORDABLE.search(detail)):
        facts["affordable_tokens"] = int(most[1])
    if leaf is RateLimited and daily:
        facts |= {"daily": True, "resets_at_s": _reset(headers or {}, metadata)}
    return leaf(
        status=status,
        retry_after_s=retry_after(headers or {}, availability),
        reason=reason,
        detail=detail,
        provider=label(metadata.get("provider_name"), 80),
        **facts,
    )


def _advice(reason: str, availability_code: str, words: str) -> str:
    """Return what a person can do, where it is more than the leaf knows. `words` are those of a 404."""
    privacy = "privacy_restricted" if _PRIVACY.search(words) else ""
    return next((_ADVICE[name] for name in (reason, availability_code, privacy) if name in _ADVICE), "")


def _leaf(status: int, words: str) -> type[ProviderError]:
    if status == 401:
        return KeyRejected
    if status == 402 or (status == 403 and _NO_MONEY.search(words)) or "insufficient_quota" in words:
        return OutOfCredit
    if status == 429:
        return RateLimited
    if status in (408, 409) or (status >= 500 and status != _NOT_SUPPORTED):
        return ProviderDown
    return RequestRefused


def _reason(error: Mapping[str, Any], metadata: Mapping[str, Any], availability: Mapping[str, Any]) -> str:
    code = error.get("code")
    named = code if isinstance(code, str) and not code.isdigit() else ""
    candidates = (
        metadata.get("error_type"),
        error.get("error_type"),
        availability.get("code"),
        named,
        error.get("type"),
    )
    return next((label(value, 60) for value in candidates if isinstance(value, str) and value), "")


def _status(error: Mapping[str, Any], reason: str, http_status: int) -> int:
    """The status in the body beats the one of the answer: once work has begun, that one is 200."""
    for value in (error.get("code"), error.get("http_status"), error.get("status")):
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and 400 <= value <= 599:
            return value
    if http_status >= 300:
        return http_status
    return _STATUS_OF_TYPE.get(reason, 502)


def _detail(error: Mapping[str, Any], metadata: Mapping[str, Any], availability: Mapping[str, Any]) -> str:
    """The provider's words. What providers echo of a prompt (`flagged_input`) is never read."""
    excluded = availability.get("excluded_by")
    filters = [as_text(name) for name in excluded] if isinstance(excluded, list) else []
    words = [as_text(error.get("message")), _inner_message(metadata.get("raw")), ", ".join(filters)]
    return _SECRET.sub("[key]", label(": ".join(word for word in words if word), 300))


def _inner_message(raw: Any, depth: int = 3) -> str:
    """Find the message in `metadata.raw`: text, an object, or JSON inside text, by provider."""
    if isinstance(raw, str) and raw.lstrip().startswith("{") and depth:
        return _inner_message(json_of(raw), depth - 1) or raw
    if isinstance(raw, dict) and depth:
        return _inner_message(raw.get("error") or raw.get("message"), depth - 1)
    return raw if isinstance(raw, str) else ""


def _reset(headers: Mapping[str, str], metadata: Mapping[str, Any]) -> float | None:
    """Return the moment that `X-RateLimit-Reset` names, on the answer or in its body.

    Seen in seconds and in milliseconds.
    """
    inner = metadata.get("headers")
    values = [headers.get("x-ratelimit-reset"), *(_named(inner, "x-ratelimit-reset"))]
    for value in values:
        if re.fullmatch(r"[0-9]{9,16}", text := as_text(value).strip()):
            return int(text) / 1000 if int(text) > _MOST_SECONDS else float(text)
    return None


def _named(headers: Any, name: str) -> list[Any]:
    headers = headers if isinstance(headers, dict) else {}
    return [value for key, value in headers.items() if str(key).lower() == name]


def retry_after(
    headers: Mapping[str, str], availability: Mapping[str, Any], now: datetime | None = None
) -> float | None:
    """Return how many seconds the provider asks to wait: a number, or a date as RFC 9110, 10.2.3 allows."""
    value = headers.get("retry-after", "").strip() or as_text(availability.get("retry_after"))
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
