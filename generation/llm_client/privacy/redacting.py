"""The wrapper that lets nothing personal past it: neither what a redactor finds, nor what nobody can see.

It fails closed. A redactor that raises, takes too long or gives back something else than it should stops the
call: nothing is sent.
"""

import time
from collections.abc import Callable, Sequence

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.control_characters import visible
from generation.llm_client.privacy.placeholders import PLACEHOLDER, read
from generation.llm_client.privacy.redaction import (
    MOST_COMPARED,
    SHORTEST_REPEATED,
    Redacted,
    Redactor,
    standing_alone,
)
from generation.llm_client.types import ChatRequest, Client, Completion


class Redacting:
    """Redacts every message on its way out. Outermost: retries, records and logs see no personal data.

    What this system makes itself (`end_user`, `session_id`, `metadata`, the schema) passes as it is.
    """

    def __init__(
        self,
        inner: Client,
        redactor: Redactor,
        *,
        locale: str = "",
        longest_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the settings.

        Args:
            locale: the language of the messages, where a request does not say it.
            longest_s: what comes back later than this is not sent, however good it looks.
        """
        self._inner = inner
        self._redactor = redactor
        self._locale = locale
        self._longest_s = longest_s
        self._clock = clock

    def complete(self, request: ChatRequest) -> Completion:
        """Return the answer with the personal data back in it, and how the placeholders came back.

        Raises:
            NotRedacted: nothing was sent.
            LLMError: what the inner client raises.
        """
        began = self._clock()
        try:
            texts = [visible(message.content) for message in request.messages]
            redacted = self._redactor.redact_all(
                texts, locale=request.language or self._locale, known=request.known, public=request.public
            )
            if self._clock() - began > self._longest_s:
                raise _Junk("too late")
            _verify(texts, redacted)
            messages = tuple(
                message.model_copy(update={"content": clean.text})
                for message, clean in zip(request.messages, redacted, strict=True)
            )
        except Exception:  # noqa: BLE001  # whatever it is, nothing may leave
            # The cause is dropped: its words may quote the text.
            raise NotRedacted(model=request.model) from None
        sent = request.model_copy(update={"messages": messages, "known": {}, "public": frozenset()})
        completion = self._inner.complete(sent)
        return _answered(completion, request, redacted)


def _answered(completion: Completion, request: ChatRequest, redacted: Sequence[Redacted]) -> Completion:
    answer = visible(completion.text)
    if not redacted:
        return completion.model_copy(update={"text": answer})
    report = read(answer, redacted[0].mapping, typed=redacted[0].typed, needed=request.needed)
    text = visible(redacted[0].restore(answer, in_json=request.answer_schema is not None))
    return completion.model_copy(update={"text": text, "placeholders": report})


class _Junk(Exception):
    """What came back from the redactor is not what was asked of it."""


def _verify(texts: Sequence[str], redacted: Sequence[Redacted]) -> None:
    """Hold what a redactor gave back against what it was given."""
    if len(redacted) != len(texts):
        raise _Junk("another number of texts")
    for text, clean in zip(texts, redacted, strict=True):
        if not isinstance(clean, Redacted) or not isinstance(clean.text, str):
            raise _Junk("no text")
        if clean.mapping != redacted[0].mapping:
            raise _Junk("texts that do not belong together")
        if _without_values(text, clean) != clean.text:
            raise _Junk("another text")
    if redacted:
        _verify_mapping([clean.text for clean in redacted], redacted[0].mapping)


def _without_values(text: str, clean: Redacted) -> str:
    """Return the text as the spans and the mapping say that it must be."""
    stands_for = {(key[1:-1].rpartition("_")[0], value): key for key, value in clean.mapping.items()}
    pieces, at = [], 0
    for start, end, kind in clean.spans:
        if not at <= start < end <= len(text):
            raise _Junk("a span outside of the text")
        pieces += [text[at:start], stands_for[kind, text[start:end]]]
        at = end
    return "".join([*pieces, text[at:]])


def _verify_mapping(texts: Sequence[str], mapping: dict[str, str]) -> None:
    if len(mapping) * sum(map(len, texts)) > MOST_COMPARED:
        return
    for placeholder, value in mapping.items():
        if PLACEHOLDER.fullmatch(placeholder) is None or not value:
            raise _Junk("no placeholder")
        if len(value) < SHORTEST_REPEATED:
            continue
        for text in texts:
            if value in text and standing_alone(value).search(text):
                raise _Junk("a value that was found is still there")
