"""What the log says of model calls: an event name and fields. No prompt, answer, key or name of a person.

The correlation id is on each line, bound by whoever began the work.
"""

import structlog

from generation.llm_client.exceptions import LLMError
from generation.llm_client.retry import Retry
from generation.llm_client.types import Completion

log = structlog.get_logger(__name__)


def call_finished(completion: Completion, **known: object) -> None:
    """Tell of an attempt that gave an answer."""
    usage = completion.usage
    log.info(
        "llm.call_finished",
        model=completion.model,
        model_asked=completion.model_asked,
        provider=completion.provider,
        upstream_id=completion.upstream_id,
        finish_reason=completion.finish_reason,
        latency_ms=completion.latency_ms,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=None if usage.cost_usd is None else str(usage.cost_usd),
        **known,
    )


def retry(told: Retry) -> None:
    """Tell that the same model is asked again, and after what wait."""
    log.info(
        "llm.retry",
        model=told.model,
        attempt=told.attempt,
        wait_s=round(told.wait_s, 2),
        error_type=told.cause.error_type,
    )


def fallback(failed_model: str, error: LLMError, next_model: str) -> None:
    """Tell that another model is asked."""
    log.warning("llm.fallback", model=failed_model, error_type=error.error_type, next_model=next_model)
