"""Puts an answer together, from chunks or from one body, and decides what it is."""

from collections.abc import Mapping
from typing import Any

from generation.llm_client.exceptions import (
    BadCompletion,
    EmptyAnswer,
    LLMError,
    Refused,
    StreamIncomplete,
    Truncated,
)
from generation.llm_client.http.failures import error_in, failure_of
from generation.llm_client.http.values import clean, content_text, json_of, label, usage_of
from generation.llm_client.types import Completion, Usage

# Routers normalise these, but a provider's own words leak through.
_CUT = {"length", "max_tokens", "max_output_tokens"}
_DECLINED = {"content_filter", "refusal", "safety", "sensitive", "guardrail_intervened"}
_TOOLS = ("tool_calls", "function_call")
_THOUGHTS = ("reasoning", "reasoning_content", "reasoning_details")
_WORDS_ALONE = frozenset({"role", "content"})


class AnswerParts:
    """What has been learned of one answer so far."""

    def __init__(self, model_asked: str) -> None:
        self.upstream_id = ""
        self.http_status: int | None = None
        self._model_asked = model_asked
        self._model = ""
        self._provider = ""
        self._labels: tuple[Any, ...] = ()
        self._finish_reason = ""
        self._texts: list[str] = []
        self._usage = Usage()
        self._declined = False
        self._worked = False
        """It thought or asked for a tool: that is no text, but it may be charged."""
        self._asked_for_tool = False

    def see_head(self, status: int, headers: Mapping[str, str]) -> None:
        """Note the id before the body is read: it is what a lost answer can be traced by."""
        self.http_status = status
        self.upstream_id = label(headers.get("x-generation-id"), 120)

    def add(self, data: str | bytes) -> bool:
        """Take in a chunk or a whole body. Return whether it was a JSON object.

        Raises:
            LLMError: it holds an error.
        """
        body = json_of(data)
        if not isinstance(body, dict):
            return False
        self._take_labels(body)
        if error := error_in(body):
            raise self.failure(error)
        choices = body.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if isinstance(choice, dict):
            self._take_choice(choice)
        return True

    def _take_labels(self, body: dict[str, Any]) -> None:
        labels = (body.get("id"), body.get("model"), body.get("provider"))
        if labels != self._labels:  # every chunk repeats them
            self._labels = labels
            self.upstream_id = self.upstream_id or label(labels[0], 120)
            self._model = label(labels[1], 120) or self._model
            self._provider = label(labels[2], 80) or self._provider
        if isinstance(body.get("usage"), dict):
            self._usage = usage_of(body["usage"])

    def _take_choice(self, choice: dict[str, Any]) -> None:
        message = choice.get("delta") or choice.get("message")
        if isinstance(message, dict):
            self._texts.append(content_text(message.get("content")))
            if not message.keys() <= _WORDS_ALONE:
                self._declined = self._declined or bool(content_text(message.get("refusal")))
                self._see_other_work(message)
        if error := error_in(choice):
            raise self.failure(error)
        reason = label(choice.get("finish_reason"), 40)
        # Some servers repeat the reason, some send a chunk without one after it.
        if reason and self._finish_reason.lower() not in _CUT | _DECLINED:
            self._finish_reason = reason
        if reason == "error":
            raise self.failure({"message": "finish_reason is error"})

    def _see_other_work(self, message: Mapping[str, Any]) -> None:
        """Note what is no text. Thoughts are never read as the answer."""
        if any(message.get(name) for name in _TOOLS):
            self._worked = self._asked_for_tool = True
        elif any(message.get(name) for name in _THOUGHTS):
            self._worked = True

    def failure(
        self, error: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> LLMError:
        facts = self.facts()
        if self._worked or any(self._texts):
            facts["maybe_billed"] = self._usage.cost_usd is None
        return failure_of(error, http_status=status, headers=headers, **facts)

    def facts(self) -> dict[str, Any]:
        """Return what an error keeps of the answer. The words are not part of it."""
        return {"model": self._model_asked, "request_id": self.upstream_id, "answer": self._completion("", 0)}

    def conclude(self, *, whole: bool, latency_ms: int) -> Completion:
        """Return the answer.

        Args:
            whole: nothing more was to come: one JSON body, or a stream that said so.

        Raises:
            LLMError: it can't be used; first what the model or its provider said about it, then what we see.
        """
        facts = self.facts()
        facts["maybe_billed"] = self._usage.cost_usd is None
        reason = self._finish_reason.lower()
        text = clean("".join(self._texts))
        if self._declined or reason in _DECLINED:
            raise Refused(**facts)
        if reason in _CUT:
            raise Truncated(**facts)
        if not whole:
            raise StreamIncomplete(**facts)
        if not text.strip():
            if self._asked_for_tool:
                raise BadCompletion("The model asked for a tool instead of writing.", **facts)
            raise EmptyAnswer(**facts)
        return self._completion(text, latency_ms)

    @property
    def has_finish_reason(self) -> bool:
        return bool(self._finish_reason)

    def _completion(self, text: str, latency_ms: int) -> Completion:
        return Completion(
            text=text,
            model_asked=self._model_asked,
            model=self._model or self._model_asked,
            provider=self._provider,
            upstream_id=self.upstream_id,
            finish_reason=self._finish_reason,
            usage=self._usage,
            latency_ms=latency_ms,
        )
