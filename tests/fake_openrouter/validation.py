"""Refuses what OpenRouter would refuse, and more: in tests a client's typo must not pass in silence."""

import re
from typing import Any

_TOP = {
    "messages", "model", "models", "provider", "max_tokens", "max_completion_tokens", "temperature", "top_p",
    "seed", "stop", "stream", "stream_options", "response_format", "reasoning", "plugins", "user",
    "session_id", "metadata", "trace", "usage", "service_tier", "cache_control",
}  # fmt: skip
OPENROUTER_ONLY = {
    "models",
    "provider",
    "plugins",
    "session_id",
    "metadata",
    "trace",
    "usage",
    "cache_control",
}
_PROVIDER = {
    "order", "allow_fallbacks", "only", "ignore", "require_parameters", "data_collection", "zdr",
    "quantizations", "enforce_distillable_text", "sort", "preferred_min_throughput", "preferred_max_latency",
    "max_price",
}  # fmt: skip


def problem_with(body: Any, *, openrouter: bool) -> str:
    """Return what is wrong with a request body, or nothing."""
    if not isinstance(body, dict):
        return "Request body must be a JSON object"
    if unknown := sorted(set(body) - (_TOP if openrouter else _TOP - OPENROUTER_ONLY)):
        return f"Unrecognized key(s) in object: {', '.join(unknown)}"
    return (
        _messages(body.get("messages"))
        or _numbers(body)
        or _provider(body.get("provider"))
        or _response_format(body.get("response_format"))
        or _labels(body)
    )


def _messages(messages: Any) -> str:
    if not isinstance(messages, list) or not messages:
        return "Input required: specify messages"
    roles = {"system", "developer", "user", "assistant", "tool"}
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in roles:
            return "Invalid message role"
        if not isinstance(message.get("content"), str | list):
            return "Invalid message content"
    return ""


def _numbers(body: dict[str, Any]) -> str:
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "model must be a string"
    most = body.get("max_tokens")
    if most is not None and (type(most) is not int or most < 1):
        return "max_tokens must be a positive integer"
    temperature = body.get("temperature")
    if temperature is not None and not (isinstance(temperature, int | float) and 0 <= temperature <= 2):
        return "temperature must be between 0 and 2"
    return ""


def _provider(provider: Any) -> str:
    if provider is None:
        return ""
    if not isinstance(provider, dict):
        return "provider must be an object"
    if unknown := sorted(set(provider) - _PROVIDER):
        return f"Unrecognized key(s) in object: {', '.join(unknown)}"
    return "" if provider.get("data_collection", "deny") in ("allow", "deny") else "Invalid data_collection"


def _response_format(response_format: Any) -> str:
    if response_format is None:
        return ""
    kind = response_format.get("type")
    if kind not in ("text", "json_object", "json_schema"):
        return "Invalid response_format type"
    if kind != "json_schema":
        return ""
    named = response_format.get("json_schema", {})
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(named.get("name", ""))):
        return "Invalid json_schema name"
    return _strictness(named.get("schema"), "schema") if named.get("strict") else ""


def _strictness(schema: Any, path: str) -> str:
    if not isinstance(schema, dict):
        return f"Invalid schema at {path}"
    if refused := {"$schema", "default", "allOf", "not", "if", "minLength", "pattern", "minimum"} & set(
        schema
    ):
        return f"Keyword {sorted(refused)[0]} is not permitted at {path}"
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            return f"'additionalProperties' is required to be supplied and to be false at {path}"
        if set(schema.get("required", [])) != set(properties):
            return f"'required' must include every key in properties at {path}"
        return next(
            filter(None, (_strictness(value, f"{path}.{key}") for key, value in properties.items())), ""
        )
    if schema.get("type") == "array":
        return _strictness(schema.get("items"), f"{path}[]")
    return next(filter(None, (_strictness(option, path) for option in schema.get("anyOf", []))), "")


def _labels(body: dict[str, Any]) -> str:
    if len(body.get("models") or []) > 3:
        return "'models' array must have 3 items or fewer."
    if len(body.get("session_id") or "") > 256:
        return "session_id is too long"
    metadata = body.get("metadata") or {}
    fits = len(metadata) <= 16 and all(
        isinstance(value, str) and len(key) <= 64 and len(value) <= 512 for key, value in metadata.items()
    )
    return "" if fits else "metadata does not fit"
