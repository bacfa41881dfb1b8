"""The models that the fake knows. Figures are examples, not current prices."""

from decimal import Decimal
from typing import Any

# id: context, longest answer, price of a prompt token, of a completion token (USD)
MODELS: dict[str, tuple[int, int | None, str, str]] = {
    "openai/gpt-5.4": (1_050_000, 128_000, "0.0000025", "0.000015"),
    "openai/gpt-5-mini": (400_000, 128_000, "0.00000025", "0.000002"),
    "anthropic/claude-sonnet-4.6": (1_000_000, 128_000, "0.000003", "0.000015"),
    "anthropic/claude-haiku-4.5": (200_000, 64_000, "0.000001", "0.000005"),
    "google/gemini-2.5-flash": (1_048_576, 65_535, "0.0000003", "0.0000025"),
    "deepseek/deepseek-chat-v3.1": (32_768, 7_168, "0.00000015", "0.00000075"),
    "meta-llama/llama-3.3-70b-instruct:free": (131_072, None, "0", "0"),
}
_PARAMETERS = {"max_tokens", "response_format", "structured_outputs", "temperature", "top_p", "seed", "stop"}
_REASONING_ONLY = (_PARAMETERS | {"reasoning"}) - {"temperature", "top_p", "stop"}
SUPPORTED = {"openai/gpt-5.4": _REASONING_ONLY, "openai/gpt-5-mini": _REASONING_ONLY}
"""What an endpoint of the model honours, where that is not the usual."""
_PROVIDERS = {"openai": "OpenAI", "anthropic": "Anthropic", "google": "Google AI Studio"}
_OTHER = (128_000, None, "0.000001", "0.000005")


def supported_parameters(model: str) -> set[str]:
    return SUPPORTED.get(model, _PARAMETERS)


def provider_of(model: str) -> str:
    return _PROVIDERS.get(model.split("/")[0], "ExampleHost")


def count_tokens(text: str) -> int:
    return len(text) // 4 + 1


def cost_of(model: str, prompt_tokens: int, completion_tokens: int) -> Decimal:
    _, _, prompt, completion = MODELS.get(model, _OTHER)
    return Decimal(prompt) * prompt_tokens + Decimal(completion) * completion_tokens


def model_rows() -> list[dict[str, Any]]:
    return [
        {
            "id": model,
            "canonical_slug": model,
            "name": model,
            "created": 1_760_000_000,
            "description": "example",
            "context_length": context,
            "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
            "pricing": {"prompt": prompt, "completion": completion},
            "top_provider": {
                "context_length": context,
                "max_completion_tokens": longest,
                "is_moderated": False,
            },
            "per_request_limits": None,
            "supported_parameters": sorted(supported_parameters(model)),
            "default_parameters": None,
            "expiration_date": None,
        }
        for model, (context, longest, prompt, completion) in MODELS.items()
    ]
