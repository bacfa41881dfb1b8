"""Fits a request to its model: what the model does not take is left out, what it may cost is capped."""

import json
from collections.abc import Callable
from threading import Lock

from generation.llm_client.prices import MARGIN, ModelFacts, cap, prompt_tokens
from generation.llm_client.types import AnswerSchema, ChatRequest, Client, Completion, MaxPrice, Message

MOST_SCALE = 4.0
_SCHEMA_PARAMETERS = {"response_format", "structured_outputs"}
_FORGETTING = 0.02
"""Of the difference to what was just seen, at each call below."""


class Scales:
    """How much longer each model's prompts are than estimated. Kept for this process only."""

    def __init__(self) -> None:
        self._scales: dict[str, float] = {}
        self._lock = Lock()

    def of(self, model: str) -> float:
        return self._scales.get(model, 1.0)

    def learn(self, model: str, *, estimated: int, reported: int) -> None:
        """Take in one prompt. A longer one counts at once, shorter ones bring the scale down slowly."""
        if estimated * MARGIN >= reported and model not in self._scales:
            return  # the usual case: the margin was enough
        seen = min(max(reported / max(estimated, 1), 1.0), MOST_SCALE)
        with self._lock:
            old = self._scales.get(model, 1.0)
            self._scales[model] = max(seen, old - (old - seen) * _FORGETTING)

    def forget(self) -> None:
        """Begin as a process does that has seen no prompt yet."""
        self._scales.clear()


class Fitting:
    """Asks with what the model is known to take. Put it inside the fallback, where the model is chosen."""

    def __init__(
        self,
        inner: Client,
        facts_of: Callable[[str], ModelFacts | None],
        *,
        ceiling: MaxPrice | None = None,
        capped: bool = True,
        scales: Scales | None = None,
    ) -> None:
        """Keep the settings.

        Args:
            facts_of: what is known of a model; None where nothing is.
            ceiling: the dearest price that any model may be asked at.
            capped: whether the server obeys a price cap. Where it does, none is dearer than the listed
                price by more than `prices.DEARER_ENDPOINT`.
            scales: learns how long prompts really were.
        """
        self._inner = inner
        self._facts_of = facts_of
        self._ceiling = ceiling
        self._capped = capped
        self._scales = scales

    def complete(self, request: ChatRequest) -> Completion:
        facts = self._facts_of(request.model)
        changes: dict[str, object] = {}
        if self._capped:
            changes["max_price"] = cap(facts, self._ceiling)
        if facts is not None:
            changes |= _left_out(request, facts)
        fitted = request.model_copy(update=changes) if changes else request
        completion = self._inner.complete(fitted)
        if self._scales is not None and completion.usage.input_tokens:
            self._scales.learn(
                request.model, estimated=prompt_tokens(fitted), reported=completion.usage.input_tokens
            )
        return completion


def _left_out(request: ChatRequest, facts: ModelFacts) -> dict[str, object]:
    """With `require_parameters` a parameter that no endpoint lists leaves nobody to answer."""
    changes: dict[str, object] = {}
    if (
        request.temperature is not None
        and facts.supported_parameters
        and "temperature" not in facts.supported_parameters
    ):
        changes["temperature"] = None
    if facts.max_completion_tokens is not None and request.max_tokens > facts.max_completion_tokens:
        changes["max_tokens"] = facts.max_completion_tokens
    if (
        request.answer_schema is not None
        and facts.supported_parameters
        and not facts.supported_parameters & _SCHEMA_PARAMETERS
    ):
        changes |= {"answer_schema": None, "messages": _with_schema(request, request.answer_schema)}
    return changes


def _with_schema(request: ChatRequest, schema: AnswerSchema) -> tuple[Message, ...]:
    """Return the messages with the schema in the instructions, for a model that takes it nowhere else."""
    definition = json.dumps(schema.definition, ensure_ascii=False, separators=(",", ":"))
    asked = f"Answer with one JSON object and nothing else. It follows this JSON schema:\n{definition}"
    first, *others = request.messages
    if first.role != "system":
        return Message(role="system", content=asked), first, *others
    return Message(role="system", content=f"{first.content}\n\n{asked}"), *others
