"""Why there is no answer, as types with facts on them.

    LLMError
    ├─ TransportFailed      no whole answer came: connect, TLS, read, deadline     retryable
    ├─ ProviderError        an answer with an error status: status, retry_after_s, reason
    │   ├─ RateLimited      429                                                    retryable
    │   ├─ ProviderDown     408, 409, 5xx, or something that is no answer          retryable
    │   ├─ RequestRefused   any other 4xx
    │   ├─ OutOfCredit      402, or a 403 that speaks of a limit on the key
    │   └─ KeyRejected      401
    ├─ StreamIncomplete     the stream ended before the answer did                 retryable
    ├─ EmptyAnswer          an answer without words                                retryable
    ├─ Truncated            cut at max_tokens, or larger than is read
    ├─ Refused              the model or a filter declined
    ├─ BadCompletion        an answer that does not parse: problems
    ├─ AllModelsFailed      causes, one a model
    ├─ BudgetExceeded       raised before spending
    ├─ ComeBackLater        nothing was asked: retry_after_s
    │   ├─ BreakerOpen      the model is given a rest
    │   ├─ DayUsedUp        the provider's limit for the day is known to be used up
    │   ├─ LimitReached     our own limit of calls or tokens
    │   └─ NoUsableKey      every key was refused
    ├─ OutOfTime            the draft's time was over before the model was asked
    ├─ CallsUsedUp          the draft has had as many calls as it may
    ├─ Cancelled            a person or the worker stopped it
    ├─ Interrupted          something that is no LLMError ended it; for the record, never raised
    └─ NotRedacted          personal data could not be taken out, so nothing was sent

`str(error)` is one sentence for a person and `advice` says what that person can do. Neither holds a
prompt, a key or personal data.
"""

import math
from collections.abc import Sequence
from typing import Any, Self

from generation.llm_client.types import Completion


class LLMError(Exception):
    error_type: str = "llm_error"
    """A stable name, for logs."""
    sentence: str = "The model could not be asked."
    advice: str = "Try again in a few minutes."
    retryable: bool = False
    """The same request may work in a moment."""
    maybe_billed: bool = False
    """It was sent and nobody knows what was charged: settle it at what was reserved, not at nothing."""
    another_model_may_help: bool = True
    latency_ms: int = 0
    """From the start of the attempt to its failure."""

    def __init__(
        self,
        sentence: str = "",
        *,
        model: str = "",
        request_id: str = "",
        status: int | None = None,
        answer: Completion | None = None,
        advice: str = "",
        retryable: bool | None = None,
        maybe_billed: bool | None = None,
    ) -> None:
        """Keep the facts.

        Args:
            model: the model that was asked.
            request_id: the id that the provider gave the request; empty where none came.
            status: the one that the body names, else of the HTTP answer; None where there was none.
            answer: what was learned of an answer that can't be used: model, usage, finish reason. No text.
        """
        # Pickle calls the class with `args` and then restores `__dict__`, so `args` is all it may need.
        super().__init__(sentence or self.sentence)
        self.model = model
        self.request_id = request_id
        self.status = status
        self.answer = answer
        if advice:
            self.advice = advice
        if retryable is not None:
            self.retryable = retryable
        if maybe_billed is not None:
            self.maybe_billed = maybe_billed


class TransportFailed(LLMError):
    error_type = "transport_failed"
    sentence = "The model could not be reached."
    advice = "Try again in a few minutes; if it goes on, ask an admin to check the connection."
    retryable = True


class ProviderError(LLMError):
    error_type = "provider_error"
    sentence = "The model's provider answered with an error."

    def __init__(
        self,
        sentence: str = "",
        *,
        retry_after_s: float | None = None,
        reason: str = "",
        detail: str = "",
        provider: str = "",
        **facts: Any,
    ) -> None:
        """Keep the facts.

        Args:
            retry_after_s: how long the provider asks to wait.
            reason: the provider's own name for the error, such as `context_length_exceeded`.
            detail: the provider's own words, for the log; shortened, without keys.
            provider: who failed behind a router.
        """
        super().__init__(sentence, **facts)
        self.retry_after_s = retry_after_s
        self.reason = reason
        self.detail = detail
        self.provider = provider


class RateLimited(ProviderError):
    error_type = "rate_limited"
    sentence = "The model was busy."
    advice = "Try again in a minute."
    retryable = True

    def __init__(
        self, sentence: str = "", *, daily: bool = False, resets_at_s: float | None = None, **facts: Any
    ) -> None:
        """Keep the facts.

        Args:
            daily: the limit is one a day.
            resets_at_s: the moment since 1970 at which it is lifted, where the provider names it.
        """
        super().__init__(sentence, **facts)
        self.daily = daily
        self.resets_at_s = resets_at_s


class ProviderDown(ProviderError):
    error_type = "provider_down"
    sentence = "The model's provider had a problem."
    retryable = True


class RequestRefused(ProviderError):
    error_type = "request_refused"
    sentence = "The model's provider did not accept the request."
    advice = "Ask an admin to check the model and its settings."


class OutOfCredit(ProviderError):
    error_type = "out_of_credit"
    sentence = "The account at the model's provider has no credit left."
    advice = "Ask an admin to add credit or to raise the key's limit."
    another_model_may_help = False

    def __init__(self, sentence: str = "", *, affordable_tokens: int | None = None, **facts: Any) -> None:
        """Keep the facts.

        Args:
            affordable_tokens: the longest answer that the credit would still pay, where the provider said so.
        """
        super().__init__(sentence, **facts)
        self.affordable_tokens = affordable_tokens


class KeyRejected(ProviderError):
    error_type = "key_rejected"
    sentence = "The model's provider did not accept the key."
    advice = "Ask an admin to check the provider's key."
    another_model_may_help = False


class StreamIncomplete(LLMError):
    error_type = "stream_incomplete"
    sentence = "The model's answer broke off."
    advice = "Try again."
    retryable = True
    maybe_billed = True


class EmptyAnswer(LLMError):
    error_type = "empty_answer"
    sentence = "The model answered without any words."
    advice = "Try again, or choose another model."
    retryable = True


class Truncated(LLMError):
    error_type = "truncated"
    sentence = "The model's answer was too long and was cut off."
    advice = "Ask for a shorter text, or ask an admin to allow longer answers."
    more_room_may_help: bool = True
    """Not where the answer was larger than this system reads."""


class Refused(LLMError):
    error_type = "refused"
    sentence = "The model declined to write this."
    advice = "Change the brief, or choose another model."


class BadCompletion(LLMError):
    error_type = "bad_completion"
    sentence = "The model's answer could not be read."
    advice = "Try again, or choose another model."

    def __init__(self, sentence: str = "", *, problems: Sequence[str] = (), **facts: Any) -> None:
        """Keep the facts.

        Args:
            problems: sentences that can be sent back to the model, one a fault.
        """
        super().__init__(sentence, **facts)
        self.problems = list(problems)


class AllModelsFailed(LLMError):
    error_type = "all_models_failed"
    sentence = "No model could write this."
    another_model_may_help = False

    def __init__(self, causes: Sequence[LLMError]) -> None:
        """Keep every cause, in the order of asking."""
        super().__init__()
        self.args = (tuple(causes),)
        self.causes = tuple(causes)
        self.retryable = any(cause.retryable for cause in causes)
        self.maybe_billed = any(cause.maybe_billed for cause in causes)
        if causes:
            self.advice = causes[-1].advice
        if causes and all(isinstance(cause, BreakerOpen) for cause in causes):
            self.sentence = "The models have been failing, so they are given a rest."

    def __str__(self) -> str:
        return self.sentence


class BudgetExceeded(LLMError):
    error_type = "budget_exceeded"
    sentence = "The budget for model drafts is used up."
    advice = "Ask an admin to raise the budget, or wait until it starts anew."
    another_model_may_help = False


class ComeBackLater(LLMError):
    """Raised before anything is sent: nothing was asked, nothing is charged."""

    def __init__(self, sentence: str = "", *, retry_after_s: float | None = None, **facts: Any) -> None:
        """Keep the facts.

        Args:
            retry_after_s: when another try has a chance; None where nobody knows.
        """
        super().__init__(sentence, **facts)
        self.retry_after_s = retry_after_s
        if retry_after_s is not None and not facts.get("advice"):
            self.advice = _in_words(retry_after_s)


class BreakerOpen(ComeBackLater):
    error_type = "breaker_open"
    sentence = "This model has been failing, so it is given a rest."


class DayUsedUp(ComeBackLater):
    error_type = "day_used_up"
    sentence = "This model's limit for today is used up."
    advice = "Try again tomorrow, or choose another model."

    def __init__(self, sentence: str = "", **facts: Any) -> None:
        super().__init__(sentence, **{"advice": self.advice, **facts})


class LimitReached(ComeBackLater):
    error_type = "limit_reached"
    sentence = "Too many drafts are being asked for at the moment."


class NoUsableKey(ComeBackLater):
    error_type = "no_usable_key"
    sentence = "The model's provider accepts none of our keys at the moment."
    advice = "Ask an admin to check the keys and their credit."
    another_model_may_help = False

    def __init__(self, sentence: str = "", **facts: Any) -> None:
        super().__init__(sentence, **{"advice": self.advice, **facts})


def _in_words(seconds: float) -> str:
    if seconds <= 90:
        return "Try again in a minute."
    if seconds <= 5400:
        return f"Try again in {math.ceil(seconds / 60)} minutes."
    return f"Try again in {math.ceil(seconds / 3600)} hours."


class OutOfTime(LLMError):
    error_type = "out_of_time"
    sentence = "There was no time left to ask the model."
    advice = "Try again."
    another_model_may_help = False


class CallsUsedUp(LLMError):
    error_type = "calls_used_up"
    sentence = "Models were asked often enough for this draft."
    advice = "Try again later."
    another_model_may_help = False


class Cancelled(LLMError):
    error_type = "cancelled"
    sentence = "The draft was cancelled."
    advice = "Ask for it again when you want it."
    another_model_may_help = False


class Interrupted(LLMError):
    """What is known of an attempt that ended in something else: a database error, the process's end."""

    error_type = "interrupted"
    sentence = "The call was interrupted on our side."
    advice = "Try again."
    maybe_billed = True
    another_model_may_help = False

    @classmethod
    def of(cls, cause: BaseException, *, model: str = "") -> Self:
        """Return the facts that ride on `cause`; they are put on it when it has none."""
        if not isinstance(found := cause.__dict__.get("_llm_attempt"), cls):
            found = cause.__dict__["_llm_attempt"] = cls(model=model)
        return found


class NotRedacted(LLMError):
    error_type = "not_redacted"
    sentence = "Personal data could not be taken out of the text, so nothing was sent."
    advice = "Shorten the brief or take personal data out of it; if it goes on, tell an admin."
    another_model_may_help = False
