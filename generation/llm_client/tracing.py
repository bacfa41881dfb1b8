"""Spans around a draft's call and around each of its attempts, for whichever tracer is plugged in.

    draft email                      Traced: the whole ladder
    ├─ chat anthropic/claude…        TracedAttempt: refused after 0.3 s, error.type
    └─ chat openai/gpt…              TracedAttempt: tokens, cost, finish reason

Names are those of https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ (version 1.41), and
`crm_llm.*` for what it has no name for. No prompt, answer, key or name of a person is among them: the
person is the keyed hash that the provider gets too.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Protocol

from generation.llm_client.exceptions import LLMError
from generation.llm_client.http.wire import Capabilities, host_of
from generation.llm_client.types import ChatRequest, Client, Completion

Attribute = str | int | float | Sequence[str]


class Span(Protocol):
    """One piece of work, timed."""

    def describe(self, attributes: Mapping[str, Attribute]) -> None: ...

    def fail(self, error_type: str, sentence: str) -> None:
        """Mark the work as failed. The sentence is one of ours, without a word of the prompt."""
        ...


class Tracer(Protocol):
    def span(self, name: str, *, calls_out: bool) -> AbstractContextManager[Span | None]:
        """Time what happens inside. It gives None where nobody looks, so that nothing need be described.

        Args:
            calls_out: the work is a call to another system.
        """
        ...


class NoTracer:
    """Looks at nothing."""

    _nothing: AbstractContextManager[None] = nullcontext()

    def span(self, name: str, *, calls_out: bool) -> AbstractContextManager[None]:
        return self._nothing


NO_TRACER = NoTracer()


@lru_cache(maxsize=32)
def provider_name(base_url: str) -> str:
    """Return `openrouter`, or the host of another server."""
    return "openrouter" if Capabilities.of(base_url).openrouter else host_of(base_url) or "unknown"


class Traced:
    """One span a call, around every rung of the ladder: retries, other keys, other models."""

    def __init__(self, inner: Client, tracer: Tracer = NO_TRACER) -> None:
        self._inner = inner
        self._tracer = tracer

    def complete(self, request: ChatRequest) -> Completion:
        name = f"draft {request.metadata.get('feature', '')}".rstrip()
        with self._tracer.span(name, calls_out=False) as span:
            if span is None:
                return self._inner.complete(request)
            span.describe(_of_the_draft(request))
            completion = _told(span, self._inner, request)
            span.describe({"crm_llm.model": completion.model})
            return completion


class TracedAttempt:
    """One span an attempt. Innermost, around what speaks HTTP: what is timed is the provider's time."""

    def __init__(
        self,
        inner: Client,
        tracer: Tracer = NO_TRACER,
        *,
        provider: str = "openrouter",
        attempt: Callable[[], int],
    ) -> None:
        """Keep the settings.

        Args:
            provider: whom the inner client asks: `openrouter`, or the host of another server.
            attempt: tells the number of the attempt that is about to leave, as its record has it.
        """
        self._inner = inner
        self._tracer = tracer
        self._provider = provider
        self._attempt = attempt

    def complete(self, request: ChatRequest) -> Completion:
        with self._tracer.span(f"chat {request.model}", calls_out=True) as span:
            if span is None:
                return self._inner.complete(request)
            span.describe(_of_the_draft(request) | _of_the_request(request))
            span.describe({"gen_ai.provider.name": self._provider, "crm_llm.attempt": self._attempt()})
            completion = _told(span, self._inner, request)
            span.describe(_of_the_answer(completion))
            return completion


def _told(span: Span, inner: Client, request: ChatRequest) -> Completion:
    """Ask, and put on the span why there is no answer; what is known of it all the same, too."""
    try:
        return inner.complete(request)
    except LLMError as exc:
        if exc.answer is not None:
            span.describe(_of_the_answer(exc.answer))
        if exc.status is not None:
            span.describe({"http.response.status_code": exc.status})
        span.fail(exc.error_type, exc.sentence)
        raise
    except BaseException as exc:
        span.fail(type(exc).__name__, "")
        raise


def _of_the_draft(request: ChatRequest) -> dict[str, Attribute]:
    told: dict[str, Attribute] = {
        "crm_llm.correlation_id": request.session_id,
        "crm_llm.tier": request.tier,
        "enduser.pseudo.id": request.end_user,
    }
    for name in ("feature", "generation", "prompt_version"):
        told[f"crm_llm.{name}"] = request.metadata.get(name, "")
    return _known(told)


def _of_the_request(request: ChatRequest) -> dict[str, Attribute]:
    told: dict[str, Attribute | None] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": request.model,
        "gen_ai.request.max_tokens": request.max_tokens,
        "gen_ai.request.temperature": request.temperature,
        "gen_ai.output.type": "json" if request.answer_schema else "text",
    }
    return _known(told)


def _of_the_answer(answer: Completion) -> dict[str, Attribute]:
    cost = answer.usage.cost_usd
    return _known(
        {
            "gen_ai.response.model": answer.model,
            "gen_ai.response.id": answer.upstream_id,
            "gen_ai.response.finish_reasons": [answer.finish_reason] if answer.finish_reason else None,
            "gen_ai.usage.input_tokens": answer.usage.input_tokens,
            "gen_ai.usage.output_tokens": answer.usage.output_tokens,
            "crm_llm.provider": answer.provider,
            "crm_llm.cost_usd": None if cost is None else float(cost),
        }
    )


def _known(told: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {name: value for name, value in told.items() if value is not None and value != ""}
