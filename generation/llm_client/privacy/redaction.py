"""Swaps personal data for placeholders before anything leaves, and back in the answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.personal_data import Span, find_personal_data
from generation.llm_client.privacy.phone_numbers import DEFAULT_REGIONS, region_of
from generation.llm_client.types import ChatRequest, Client, Completion

_PLACEHOLDER = re.compile(r"\[(?:EMAIL|API_KEY|CARD|IBAN|IP|PHONE)_[0-9]{1,9}\]")


@dataclass(frozen=True)
class Redacted:
    text: str
    spans: tuple[Span, ...]
    """Where the personal data was in the original text."""
    mapping: dict[str, str]
    """From each placeholder to what it stands for. Texts that were redacted together share it."""

    def restore(self, text: str) -> str:
        """Return the text with every placeholder of the mapping swapped back."""
        return _PLACEHOLDER.sub(lambda match: self.mapping.get(match[0], match[0]), text)


class Redactor:
    """Takes out what `personal_data` finds. Threads may share it."""

    def __init__(
        self, *, keep: frozenset[str] = frozenset(), regions: Sequence[str] = DEFAULT_REGIONS
    ) -> None:
        """Keep the settings.

        Args:
            keep: public addresses and numbers of the brand, which belong into its texts.
            regions: whose national telephone numbers are known without a language tag.
        """
        self._kept = {_plain(value) for value in keep}
        self._regions = tuple(regions)

    def redact(self, text: str, *, locale: str = "") -> Redacted:
        return self.redact_all([text], locale=locale)[0]

    def redact_all(self, texts: Sequence[str], *, locale: str = "") -> list[Redacted]:
        """Redact texts that belong together: the same value gets the same placeholder in each."""
        home = region_of(locale) if locale else ""
        # A placeholder that somebody typed is their text. Its number is never given away.
        typed = {literal for text in texts for literal in _PLACEHOLDER.findall(text)}
        placeholders: dict[tuple[str, str], str] = {}
        mapping: dict[str, str] = {}
        counts: dict[str, int] = {}
        redacted = []
        for text in texts:
            spans = find_personal_data(text, regions=self._regions, home=home, is_kept=self._is_kept)
            pieces, at = [], 0
            for span in spans:
                key = (span.type, text[span.start : span.end])
                if key not in placeholders:
                    placeholders[key] = _next_placeholder(span.type, counts, typed)
                    mapping[placeholders[key]] = key[1]
                pieces += [text[at : span.start], placeholders[key]]
                at = span.end
            redacted.append(Redacted("".join([*pieces, text[at:]]), tuple(spans), mapping))
        return redacted

    def _is_kept(self, value: str) -> bool:
        return _plain(value) in self._kept


def _next_placeholder(kind: str, counts: dict[str, int], typed: set[str]) -> str:
    while True:
        counts[kind] = counts.get(kind, 0) + 1
        placeholder = f"[{kind}_{counts[kind]}]"
        if placeholder not in typed:
            return placeholder


def _plain(value: str) -> str:
    """The same address however it is written: `+1 (202) 555-0123` and `+12025550123`."""
    digits = re.sub(r"[ ().\-/]", "", value)
    return digits if re.fullmatch(r"\+?[0-9]+", digits) else value.strip().casefold()


class Redacting:
    """Redacts every message on its way out. Outermost: retries, records and logs see no personal data.

    What this system makes itself (`end_user`, `session_id`, `metadata`, the schema) passes as it is.
    """

    def __init__(self, inner: Client, redactor: Redactor, *, locale: str = "") -> None:
        """Keep the settings.

        Args:
            locale: the language of the messages, which tells national telephone numbers.
        """
        self._inner = inner
        self._redactor = redactor
        self._locale = locale

    def complete(self, request: ChatRequest) -> Completion:
        try:
            texts = [message.content for message in request.messages]
            redacted = self._redactor.redact_all(texts, locale=self._locale)
            messages = tuple(
                message.model_copy(update={"content": clean.text})
                for message, clean in zip(request.messages, redacted, strict=True)
            )
        except Exception:  # noqa: BLE001  # whatever it is, nothing may leave
            # The cause is dropped: its words may quote the text.
            raise NotRedacted(model=request.model) from None
        completion = self._inner.complete(request.model_copy(update={"messages": messages}))
        if not redacted:
            return completion
        return completion.model_copy(update={"text": redacted[0].restore(completion.text)})
