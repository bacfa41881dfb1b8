"""Ways in which a model, its provider or the line can behave."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scenario:
    """What the fake does with one request. `kind` says how the answer travels, the rest what is in it."""

    kind: str = "answer"
    """answer, error, hang_up, stall, drip, plain (a whole JSON body although a stream was asked for), raw
    (exactly the bytes of `body`), or no_answer (the connection breaks before the headers)."""
    text: str | None = None
    """Instead of what the fake would write."""
    wrap: str = "{}"
    """`{}` is where the written answer goes."""
    finish_reason: str | None = "stop"
    refusal: str | None = None
    message: Mapping[str, Any] = field(default_factory=dict)
    """More fields of the message, or what replaces them: `reasoning`, `tool_calls`, `content: None`."""
    usage: bool = True
    usage_changes: Mapping[str, Any] = field(default_factory=dict)
    done: bool = True
    """Whether `[DONE]` is sent."""
    choices: bool = True
    """False: `choices` is null in every chunk or body."""
    error_in_stream: Any = None
    """Sent as a chunk after half of the text; the stream ends there."""
    stop_after: float = 1.0
    """Which part of the text is sent."""
    seconds: float = 0.0
    status: int = 200
    body: Any = None
    """Of an error: a dict is sent as JSON, a string or bytes as they are."""
    pieces: int = 0
    """How many bytes of a raw body are sent at a time; 0 is all."""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    """The model that says it answered, where it is not the one that was asked."""


def ok(text: str | None = None, **changes: Any) -> Scenario:
    return Scenario(text=text, **changes)


def fenced() -> Scenario:
    return Scenario(wrap="```json\n{}\n```")


def open_fence() -> Scenario:
    return Scenario(wrap="```json\n{}")


def schema_echo() -> Scenario:
    """The schema instead of an answer that follows it."""
    schema = {"type": "object", "properties": {"subject": {"type": "string"}}, "required": ["subject"]}
    return Scenario(text=json.dumps(schema))


def wrong_type() -> Scenario:
    return Scenario(text='{"subject": 5, "sections": "none"}')


def prose() -> Scenario:
    return Scenario(wrap="Here is the draft that you asked for:\n\n{}\n\nTell me if you want it warmer.")


def invalid_json() -> Scenario:
    return Scenario(text='{"subject": "Spring is here", "body": ')


def wrong_schema() -> Scenario:
    return Scenario(text='{"unexpected": "fields", "only": 1}')


def refusal() -> Scenario:
    return Scenario(text="", refusal="I can't help with that.")


def content_filter() -> Scenario:
    return Scenario(stop_after=0.3, finish_reason="content_filter")


def length() -> Scenario:
    return Scenario(stop_after=0.5, finish_reason="length")


def empty() -> Scenario:
    return Scenario(text="")


def null_content() -> Scenario:
    return Scenario(text="", message={"content": None})


def blank() -> Scenario:
    return Scenario(text=" \n\t ")


def reasoning_only(finish_reason: str = "stop") -> Scenario:
    details = [{"type": "reasoning.text", "text": "The reader may like tea."}]
    message = {"content": None, "reasoning": "The reader may like tea.", "reasoning_details": details}
    return Scenario(text="", message=message, finish_reason=finish_reason)


def tool_calls() -> Scenario:
    call = {"id": "call_1", "type": "function", "function": {"name": "search", "arguments": "{}"}}
    return Scenario(text="", message={"content": None, "tool_calls": [call]}, finish_reason="tool_calls")


def cache_hit() -> Scenario:
    """OpenRouter's own response cache: the answer of an earlier request, for nothing."""
    nothing = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0, "cost": 0}
    headers = {
        "X-OpenRouter-Cache-Status": "HIT",
        "X-OpenRouter-Cache-Age": "12",
        "X-OpenRouter-Cache-TTL": "300",
    }
    return Scenario(usage_changes=nothing, headers=headers)


def no_answer() -> Scenario:
    """The connection breaks after the request and before any header."""
    return Scenario(kind="no_answer")


def error_in_200(code: int | str = 502, message: str = "Provider returned error") -> Scenario:
    return Scenario(kind="error", body={"error": {"code": code, "message": message}, "user_id": "user_2abc"})


def choices_null() -> Scenario:
    return Scenario(choices=False, kind="plain")


def mid_stream_error(form: str = "choice", code: int | str = 502) -> Scenario:
    """`form`: choice (with a choice that ends in error), empty (`choices: []`) or bare (only `error`)."""
    error: dict[str, Any] = {"error": {"code": code, "message": "Provider disconnected"}}
    if form == "choice":
        error["choices"] = [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]
    elif form == "empty":
        error["choices"] = []
    return Scenario(error_in_stream=error, stop_after=0.5)


def eof_without_done() -> Scenario:
    return Scenario(stop_after=0.5, finish_reason=None, usage=False, done=False)


def done_without_finish() -> Scenario:
    return Scenario(finish_reason=None)


def stall(seconds: float = 60.0) -> Scenario:
    """Half of the text, then only comments."""
    return Scenario(kind="stall", seconds=seconds, stop_after=0.5)


def slow_drip(seconds: float = 0.05) -> Scenario:
    """One byte of the body at a time, `seconds` apart."""
    return Scenario(kind="drip", seconds=seconds)


def slow_headers(seconds: float = 0.05) -> Scenario:
    """One byte of the headers at a time, `seconds` apart."""
    return Scenario(kind="drip_headers", seconds=seconds)


def reset() -> Scenario:
    """The connection breaks in the middle of the text."""
    return Scenario(kind="hang_up", stop_after=0.5)


def plain_json(**changes: Any) -> Scenario:
    return Scenario(kind="plain", **changes)


def no_usage() -> Scenario:
    return Scenario(usage=False)


_MESSAGES = {
    400: ("invalid_request", "The request is not valid."),
    401: ("authentication", "No auth credentials found"),
    402: ("payment_required", "This request requires more credits, or fewer max_tokens."),
    403: ("permission_denied", "Forbidden"),
    404: ("not_found", "No endpoints found that can handle the requested parameters."),
    408: ("timeout", "Request timed out"),
    409: ("conflict", "Conflict"),
    412: ("precondition_failed", "Precondition failed"),
    413: ("payload_too_large", "Request body too large"),
    422: ("unprocessable", "Unprocessable request"),
    429: ("rate_limit_exceeded", "Rate limit exceeded"),
    500: ("server", "Internal Server Error"),
    502: ("provider_unavailable", "Provider returned error"),
    503: ("provider_overloaded", "No instances available"),
    504: ("timeout", "Upstream timed out"),
    524: ("timeout", "A timeout occurred"),
    529: ("provider_overloaded", "Provider overloaded"),
}


def http(
    status: int,
    body: str = "canonical",
    headers: Mapping[str, str] | None = None,
    *,
    message: str = "",
    metadata: Mapping[str, Any] | None = None,
) -> Scenario:
    """An error status. `body`: canonical, availability (no `code`), text (a bare string), empty or html."""
    error_type, words = _MESSAGES.get(status, ("unmapped", "Error"))
    words = message or words
    bodies: dict[str, Any] = {
        "canonical": {
            "error": {
                "code": status,
                "message": words,
                "metadata": {"error_type": error_type, **(metadata or {})},
            },
            "user_id": "user_2abc",
        },
        "availability": {
            "error": {
                "message": words,
                "error_type": error_type,
                "http_status": status,
                "availability": {"code": "temporarily_unavailable", "retryable": status in (429, 503)},
            }
        },
        "text": {"error": words},
        "empty": "",
        "html": f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>",
    }
    content_type = "text/html" if body in ("html", "empty") else "application/json"
    return Scenario(
        kind="error", status=status, body=bodies[body], content_type=content_type, headers=dict(headers or {})
    )


def html_502() -> Scenario:
    return http(502, "html")


def key_limit_403() -> Scenario:
    return http(
        403, message="Key limit exceeded (daily limit). Manage it at https://openrouter.ai/settings/keys"
    )


def out_of_credit_402() -> Scenario:
    return http(402)


def guardrail_403() -> Scenario:
    return http(
        403, message="Request blocked: personal data was found", metadata={"patterns": ["EMAIL_ADDRESS"]}
    )


def workspace_budget_403() -> Scenario:
    return http(403, message="Workspace monthly budget of $50 exceeded")


def can_only_afford(affordable: int, asked: int = 200) -> Scenario:
    words = "This request requires more credits, or fewer max_tokens. You requested up to "
    return http(402, message=f"{words}{asked} tokens, but can only afford {affordable}.")


def free_per_day_429() -> Scenario:
    """The daily cap on free models, with its headers both on the answer and inside its body."""
    headers = {
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "1787356800000",
    }
    metadata = {"headers": headers, "limit_source": "openrouter_free_tier_daily"}
    return http(429, headers=headers, message="Rate limit exceeded: free-models-per-day", metadata=metadata)


def upstream_429(raw: Any) -> Scenario:
    metadata = {"provider_name": "Chutes", "raw": raw}
    return http(429, message="Provider returned error", metadata=metadata)


def moderation_403() -> Scenario:
    metadata = {"reasons": ["violence"], "flagged_input": "some text", "provider_name": "OpenAI"}
    return http(403, message="Your input was flagged", metadata=metadata)


BY_NAME = {
    function.__name__: function
    for function in (
        ok, fenced, prose, invalid_json, wrong_schema, refusal, content_filter, length, empty, error_in_200,
        choices_null, mid_stream_error, eof_without_done, done_without_finish, stall, slow_drip, slow_headers,
        open_fence, schema_echo, wrong_type, null_content, blank, reasoning_only, tool_calls, cache_hit,
        no_answer, guardrail_403, workspace_budget_403, can_only_afford, free_per_day_429,
        reset, plain_json, no_usage, http, html_502, key_limit_403, out_of_credit_402, moderation_403,
    )
}  # fmt: skip


def by_name(spec: str) -> Scenario:
    """Return the scenario of a name with arguments after colons: `stall:0.5`, `http:429`, `http:503:html`.

    Raises:
        KeyError: there is no such scenario.
    """
    name, *arguments = spec.split(":")
    return BY_NAME[name](*(_argument(argument) for argument in arguments))


def _argument(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
