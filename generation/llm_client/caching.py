"""The answer to an identical request again, and one call for identical requests that come at once."""

import hashlib
import json
import math
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from generation.llm_client.exceptions import OutOfTime
from generation.llm_client.types import ChatRequest, Client, Completion

log = structlog.get_logger(__name__)

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 1.0
"""Between two looks at a call that somebody else makes. Models take seconds, so that this is not felt."""

_FINISHED = frozenset({"stop", "end_turn", "stop_sequence", "completed", "eos"})


class Answers(Protocol):
    """Where answers are found again, and where one asker of many is chosen. Holds nothing between calls."""

    def own(self, key: str) -> Completion | None:
        """Return what the same asker was answered before it was stopped: it is paid for, and its own."""
        ...

    def find(self, key: str) -> Completion | None:
        """Return the newest answer under the key that is young enough, with `reused` set."""
        ...

    def claim(self, key: str) -> bool:
        """Say whether this asker is the one that asks the model: nobody else does, or who did has stopped."""
        ...

    def release(self, key: str) -> None:
        """End the claim, if this asker still has it."""
        ...


def key_of(request: ChatRequest) -> str:
    """Return the same 64 hexadecimal digits for requests that may share an answer, and for no others.

    Who asks, for which draft, and how long they would wait is no part of it.
    """
    schema = request.answer_schema
    texts = [message.content.encode("utf-8", "surrogatepass") for message in request.messages]
    asked = [
        request.prompt_checksum,
        request.tier,
        request.model,
        request.max_tokens,
        request.temperature,
        schema and [schema.name, schema.definition],
        request.variety,
        # With their lengths the texts can follow as they are: one can't run over into the next.
        [[message.role, len(text)] for message, text in zip(request.messages, texts, strict=True)],
    ]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    for text in texts:
        digest.update(text)
    return digest.hexdigest()


def is_whole(completion: Completion) -> bool:
    """Tell whether the model ended where it wanted to: nothing else is given to anybody again."""
    return completion.finish_reason.lower() in _FINISHED


class Caching:
    """Gives a stored answer where the request allows it, and lets one of many identical ones ask.

    Inside redaction: two people who differ only in what their placeholders stand for share an answer.
    It stores nothing itself. Answers are kept under the request's `answer_key` where calls are recorded,
    so that what is never recorded as answered is never found either.
    """

    def __init__(
        self,
        inner: Client,
        answers: Answers,
        *,
        until: float = math.inf,
        on_wait: Callable[[], None] = lambda: None,
        pulse: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the settings.

        Args:
            until: the moment of `clock` from which on nobody waits for another's call any more.
            on_wait: called once when another asker's call is waited for.
            pulse: called before each look; what it raises (`Cancelled`) ends the waiting.
        """
        self._inner = inner
        self._answers = answers
        self._until = until
        self._on_wait = on_wait
        self._pulse = pulse
        self._clock = clock
        self._sleep = sleep

    def complete(self, request: ChatRequest) -> Completion:
        """Return a stored answer, the one that somebody else is just getting, or the model's.

        Raises:
            OutOfTime: another asker's call did not end in time.
            LLMError: the model was asked and there is no answer.
        """
        key = key_of(request)
        request = request.model_copy(update={"answer_key": key})
        if (own := self._answers.own(key)) is not None:
            return own
        if not request.reuse:
            return self._inner.complete(request)
        found = self._find_or_claim(key, request.model)
        if found is not None:
            return found
        try:
            # Who held the claim before may have stored the answer after the last look.
            return self._answers.find(key) or self._inner.complete(request)
        finally:
            self._answers.release(key)

    def _find_or_claim(self, key: str, model: str) -> Completion | None:
        """Return an answer, or None once it is this asker's turn to get one."""
        wait = FIRST_WAIT_S
        while True:
            found = self._answers.find(key)
            if found is not None or self._answers.claim(key):
                return found
            if wait == FIRST_WAIT_S:
                self._on_wait()
            if self._clock() + wait >= self._until:
                raise OutOfTime(model=model)
            self._sleep(wait)
            self._pulse()
            wait = min(wait * 2, LONGEST_WAIT_S)
