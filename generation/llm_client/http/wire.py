"""What is sent: the body and the headers of one chat completion, for the server at hand."""

import json
from typing import Any, Literal
from urllib.parse import urlsplit

from generation.llm_client.types import ChatRequest, Value

OPENROUTER_URL = "https://openrouter.ai/api/v1"


class UnusableKey(ValueError):
    """The key holds what no header can carry. The message does not repeat it."""


class Routing(Value):
    """Which of a model's providers OpenRouter may choose, as its `provider` object names it."""

    data_collection: Literal["deny", "allow"] = "deny"
    """`deny`: no provider that stores prompts for longer than it needs them, or may train on them."""
    zdr: bool = False
    """Only providers that keep nothing at all."""
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    quantizations: tuple[str, ...] = ()
    allow_fallbacks: bool = True
    """Whether another provider of the same model may answer when the first fails."""


class Capabilities(Value):
    """What a server understands beyond plain chat completions."""

    openrouter: bool = False
    """Routing preferences, attribution and the end user's hash. Other servers may answer 400 to them."""
    routing: Routing = Routing()

    @classmethod
    def of(cls, base_url: str) -> "Capabilities":
        """Tell OpenRouter by its host, or by its path: a proxy of one's own in front of it keeps that.

        Taking a proxy for a plain server would drop `data_collection: deny` without a word.
        """
        host = host_of(base_url)
        is_its_own = host == "openrouter.ai" or host.endswith(".openrouter.ai")
        return cls(openrouter=is_its_own or (bool(host) and base_url.rstrip("/").endswith("/api/v1")))


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; nothing where it is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def build_body(request: ChatRequest, capabilities: Capabilities) -> bytes:
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        # Most endpoints advertise `max_tokens`, few the newer `max_completion_tokens`; and with
        # `require_parameters` an endpoint that does not advertise a parameter is never chosen.
        "max_tokens": request.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.answer_schema is not None:
        schema = request.answer_schema
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": schema.name, "strict": True, "schema": schema.definition},
        }
    if capabilities.openrouter:
        body.update(_openrouter_fields(request, capabilities.routing))
    # Lone surrogates can't be written as UTF-8; escaped they would come back as they are.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _openrouter_fields(request: ChatRequest, routing: Routing) -> dict[str, Any]:
    """The lengths are those of OpenRouter's reference for chat completions."""
    # What is as OpenRouter has it anyway is left out: an unknown key in there is answered with 400.
    provider = routing.model_dump(exclude_defaults=True)
    provider |= {"require_parameters": True, "data_collection": routing.data_collection}
    if request.max_price is not None:
        prices = {"prompt": request.max_price.prompt_usd, "completion": request.max_price.completion_usd}
        provider["max_price"] = {name: float(price) for name, price in prices.items()}
    fields: dict[str, Any] = {"provider": provider}
    if request.end_user:
        fields["user"] = request.end_user
    if request.session_id:
        fields["session_id"] = request.session_id[:256]
    if request.metadata:
        pairs = list(request.metadata.items())[:16]
        fields["metadata"] = {key[:64]: value[:512] for key, value in pairs}
    return fields


def build_headers(
    api_key: str, capabilities: Capabilities, *, app_url: str, app_title: str
) -> dict[str, str]:
    """Return the headers of every request.

    Raises:
        UnusableKey: the key holds what no header can carry.
    """
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream, application/json",
        # Answers are a few kilobytes: compression would only delay a stream.
        "Accept-Encoding": "identity",
        "User-Agent": "crm-llm",
    }
    if api_key:
        if not (api_key.isascii() and api_key.isprintable()) or " " in api_key:
            raise UnusableKey("The API key holds characters that no key has.")
        headers["Authorization"] = f"Bearer {api_key}"
    if capabilities.openrouter and app_url:
        headers["HTTP-Referer"] = _header_text(app_url)
        headers["X-OpenRouter-Title"] = _header_text(app_title)
    return headers


def _header_text(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable())
