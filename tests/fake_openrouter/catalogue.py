"""The models that the fake knows. Figures are examples, not current prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# id: context, longest answer, price of a prompt token, of a completion token (USD)
MODELS: dict[str, tuple[int, int | None, str, str]] = {
    "openai/gpt-5.4": (1_050_000, 128_000, "0.0000025", "0.000015"),
    "openai/gpt-5-mini": (400_000, 128_000, "0.00000025", "0.000002"),
    "anthropic/claude-opus-4.6": (1_000_000, 128_000, "0.000005", "0.000025"),
    "anthropic/claude-sonnet-4.6": (1_000_000, 128_000, "0.000003", "0.000015"),
    "anthropic/claude-haiku-4.5": (200_000, 64_000, "0.000001", "0.000005"),
    "google/gemini-3.1-pro-preview": (1_048_576, 65_536, "0.000002", "0.000012"),
    "google/gemini-2.5-flash": (1_048_576, 65_535, "0.0000003", "0.0000025"),
    "deepseek/deepseek-chat-v3.1": (32_768, 7_168, "0.00000015", "0.00000075"),
    "x-ai/grok-4-fast": (2_000_000, 30_000, "0.0000002", "0.0000005"),
    "meta-llama/llama-3.3-70b-instruct:free": (131_072, None, "0", "0"),
    "openrouter/auto": (2_000_000, None, "-1", "-1"),
    "example/long-context": (400_000, 8_192, "0.0000025", "0.00001"),
}
_PARAMETERS = frozenset(
    {"max_tokens", "response_format", "structured_outputs", "temperature", "top_p", "seed", "stop"}
)
_REASONING_ONLY = (_PARAMETERS | {"reasoning"}) - {"temperature", "top_p", "stop"}
_SUPPORTED = {
    "openai/gpt-5.4": _REASONING_ONLY,
    "openai/gpt-5-mini": _REASONING_ONLY,
    "example/long-context": frozenset({"max_tokens", "temperature", "response_format"}),
}
"""What every endpoint of the model honours, where that is not the usual."""
_PROVIDERS = {"openai": "OpenAI", "anthropic": "Anthropic", "google": "Google AI Studio"}
_OTHER = (128_000, None, "0.000001", "0.000005")


@dataclass(frozen=True)
class Endpoint:
    """One provider's offer of a model."""

    tag: str
    """The slug that `provider.only` and `ignore` name."""
    prompt: Decimal
    completion: Decimal
    """US dollars a token."""
    parameters: frozenset[str]
    trains: bool = False
    """Its provider may store prompts, which `data_collection: deny` rules out."""


def endpoints_of(model: str) -> list[Endpoint]:
    """Return who offers the model: its maker and a cheaper host; the host alone where it is free.

    A model that is not listed has one endpoint that honours everything: tests may make up names.
    """
    author, parameters = model.split("/")[0], supported_parameters(model)
    _, _, prompt, completion = MODELS.get(model, _OTHER)
    maker = Endpoint(author, Decimal(prompt), Decimal(completion), parameters)
    host = Endpoint(
        "examplehost", Decimal(prompt) * 8 / 10, Decimal(completion) * 8 / 10, parameters, trains=True
    )
    if model not in MODELS:
        return [maker]
    return [host] if model.endswith(":free") else [maker, host]


def supported_parameters(model: str) -> frozenset[str]:
    return _SUPPORTED.get(model, _PARAMETERS)


def provider_of(model: str) -> str:
    return _PROVIDERS.get(model.split("/")[0], "ExampleHost")


def count_tokens(text: str) -> int:
    return len(text) // 4 + 1


def cost_of(model: str, prompt_tokens: int, completion_tokens: int) -> Decimal:
    _, _, prompt, completion = MODELS.get(model, _OTHER)
    return Decimal(prompt) * prompt_tokens + Decimal(completion) * completion_tokens


def completion_price(model: str) -> Decimal:
    return Decimal(MODELS.get(model, _OTHER)[3])


_OVERRIDES: Mapping[str, list[dict[str, Any]]] = {
    "example/long-context": [
        {"min_prompt_tokens": 200_000, "prompt": "0.000005", "completion": "0.00002"},
    ]
}
_RETIRING = {"example/long-context": "2026-12-31"}


def model_rows() -> list[dict[str, Any]]:
    return [_row(model) for model in MODELS]


def _row(model: str) -> dict[str, Any]:
    context, longest, prompt, completion = MODELS[model]
    pricing: dict[str, Any] = {"prompt": prompt, "completion": completion}
    if model in _OVERRIDES:
        pricing["overrides"] = _OVERRIDES[model]
    return {
        "id": model,
        "canonical_slug": model,
        "name": model,
        "created": 1_760_000_000,
        "description": "example",
        "context_length": context,
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": pricing,
        "top_provider": {
            "context_length": context,
            "max_completion_tokens": longest,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": sorted(supported_parameters(model)),
        "default_parameters": None,
        "expiration_date": _RETIRING.get(model),
    }
