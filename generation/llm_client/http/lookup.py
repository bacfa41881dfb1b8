"""`GET /generation`: what became of a call whose answer never arrived, and what it cost.

https://openrouter.ai/docs/api_reference/errors-and-debugging; only OpenRouter has it. Right after a call it
answers 404, longer after an interrupted one: that means "not yet".
"""

from decimal import Decimal
from typing import Any

from generation.llm_client.exceptions import LLMError, ProviderDown
from generation.llm_client.http.getting import Getter
from generation.llm_client.http.values import label, usage_of
from generation.llm_client.types import Value


class CallRecord(Value):
    """The provider's own record of a call. None is unknown."""

    cost_usd: Decimal
    model: str = ""
    provider: str = ""
    finish_reason: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cancelled: bool = False


def look_up(getter: Getter, upstream_id: str) -> CallRecord | None:
    """Return the record of a call, None where there is none yet or it has no cost yet.

    Raises:
        LLMError: the provider could not be asked, or refused to say.
    """
    try:
        body = getter.get("generation", {"id": upstream_id})
    except LLMError as exc:
        if exc.status == 404:
            return None
        raise
    record = body.get("data")
    if not isinstance(record, dict):
        raise ProviderDown("The provider's record of a call could not be read.")
    return _record(record)


def _record(record: dict[str, Any]) -> CallRecord | None:
    usage = usage_of(
        {
            "prompt_tokens": record.get("native_tokens_prompt"),
            "completion_tokens": record.get("native_tokens_completion"),
            "cost": record.get("total_cost") if record.get("total_cost") is not None else record.get("usage"),
        }
    )
    if usage.cost_usd is None:
        return None
    return CallRecord(
        cost_usd=usage.cost_usd,
        model=label(record.get("model"), 120),
        provider=label(record.get("provider_name"), 80),
        finish_reason=label(record.get("finish_reason"), 40),
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cancelled=record.get("cancelled") is True,
    )
