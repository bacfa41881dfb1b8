"""Swaps personal data for placeholders before anything leaves, and back in the answer."""

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.control_characters import seen_through
from generation.llm_client.privacy.detection import find_personal_data
from generation.llm_client.privacy.known_values import Known, Public, known
from generation.llm_client.privacy.phone_numbers import DEFAULT_REGIONS, region_of
from generation.llm_client.privacy.placeholders import PLACEHOLDER, restored
from generation.llm_client.privacy.spans import Span, blanked

__all__ = ["Redacted", "Redactor", "Span"]

DEADLINE_S = 5.0
MOST_COMPARED = 200_000_000
"""Values times characters: about a tenth of a second."""
SHORTEST_REPEATED = 6
"""A shorter value that was told by the words before it may be anything elsewhere."""


@dataclass(frozen=True)
class Redacted:
    text: str
    spans: tuple[Span, ...]
    """Where the personal data was in the original text."""
    mapping: dict[str, str]
    """From each placeholder to what it stands for. Texts that were redacted together share it."""
    typed: frozenset[str] = frozenset()
    """What looked like a placeholder in the original texts."""

    def restore(self, text: str, *, in_json: bool = False) -> str:
        """Return the text with every placeholder of the mapping swapped back.

        Args:
            in_json: the text is JSON, in whose strings a quote or a line break of a value must be escaped.
        """
        return restored(text, self.mapping, in_json=in_json)


class Redactor:
    """Takes out personal data. Threads may share it."""

    def __init__(
        self,
        *,
        keep: Iterable[str] = frozenset(),
        regions: Sequence[str] = DEFAULT_REGIONS,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the settings.

        Args:
            keep: public addresses and numbers of the brand, which belong into its texts.
            regions: whose national telephone numbers are known without a language tag.
            deadline_s: how long texts that belong together may take.
        """
        self._keep = frozenset(keep)
        self._public = Public(self._keep)
        self._regions = tuple(regions)
        self._deadline_s = deadline_s
        self._clock = clock

    def redact(
        self, text: str, *, locale: str = "", known: Mapping[str, Iterable[str]] | None = None
    ) -> Redacted:
        return self.redact_all([text], locale=locale, known=known)[0]

    def redact_all(
        self,
        texts: Sequence[str],
        *,
        locale: str = "",
        known: Mapping[str, Iterable[str]] | None = None,
        public: Iterable[str] = (),
    ) -> list[Redacted]:
        """Redact texts that belong together: the same value gets the same placeholder in each.

        Args:
            locale: the language of the texts, which tells national telephone numbers.
            known: values to take out wherever they stand, by type: {"FIRST_NAME": ["Nadia"]}.
            public: values that stay, beside those that always do.

        Raises:
            NotRedacted: it took too long.
        """
        until = self._clock() + self._deadline_s

        def hurry() -> None:
            if self._clock() > until:
                raise NotRedacted()

        publics = [each for each in (self._public, Public(public)) if each]

        def is_public(value: str) -> bool:
            return any(each.holds(value) for each in publics)

        home = region_of(locale) if locale else ""
        people = _known(known)

        def search(text: str) -> list[Span]:
            plain, positions = seen_through(text)
            spans = find_personal_data(
                plain,
                regions=self._regions,
                home=home,
                known=people,
                is_public=is_public if publics else None,
                between=hurry,
            )
            if positions is None:
                return spans
            positions.append(len(text))
            return [Span(positions[start], positions[end], kind) for start, end, kind in spans]

        asked = (self._regions, home, people, self._keep, frozenset(public))
        found = [_LATELY.found_in(text, asked, search) for text in texts]
        hurry()
        _add_repeated(texts, found)
        return _swap(texts, found)


class _Lately:
    """Where the texts of late held personal data, by their digest: the texts themselves are not kept.

    Most of a prompt is its system message, the same for every draft of a brand, and for every repair.
    """

    MOST = 256

    def __init__(self) -> None:
        self._spans: OrderedDict[tuple[bytes, Hashable], tuple[Span, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def found_in(self, text: str, asked: Hashable, search: Callable[[str], list[Span]]) -> list[Span]:
        """Return what `search` finds in a text; `asked` is all that this depends on, beside the text."""
        key = (hashlib.sha256(text.encode(errors="surrogatepass")).digest(), asked)
        with self._lock:
            remembered = self._spans.get(key)
            if remembered is not None:
                self._spans.move_to_end(key)
                return list(remembered)
        spans = search(text)
        with self._lock:
            self._spans[key] = tuple(spans)
            if len(self._spans) > self.MOST:
                self._spans.popitem(last=False)
        return spans


_LATELY = _Lately()


def _known(values: Mapping[str, Iterable[str]] | None) -> Known | None:
    return known(values) if values else None


def _add_repeated(texts: Sequence[str], found: list[list[Span]]) -> None:
    """Find a value that stands once where it is told, and once where it is not."""
    kinds: dict[str, str] = {}
    for text, spans in zip(texts, found, strict=True):
        for span in spans:
            if span.end - span.start >= SHORTEST_REPEATED:
                kinds.setdefault(text[span.start : span.end], span.type)
    if len(kinds) * sum(map(len, texts)) > MOST_COMPARED:
        return
    for spans, text in zip(found, texts, strict=True):
        rest = blanked(text, [(span.start, span.end) for span in spans])
        for value, kind in kinds.items():
            if value not in rest:
                continue
            places = [match.span() for match in standing_alone(value).finditer(rest)]
            spans += [Span(*place, kind) for place in places]
            rest = blanked(rest, places)
        spans.sort()


def standing_alone(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")


def _swap(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[Redacted]:
    # A placeholder that somebody typed is their text. Its number is never given away.
    typed = frozenset(literal for text in texts if "[" in text for literal in PLACEHOLDER.findall(text))
    placeholders: dict[tuple[str, str], str] = {}
    mapping: dict[str, str] = {}
    counts: dict[str, int] = {}
    redacted = []
    for text, spans in zip(texts, found, strict=True):
        pieces, at = [], 0
        for span in spans:
            key = (span.type, text[span.start : span.end])
            if key not in placeholders:
                placeholders[key] = _next_placeholder(span.type, counts, typed)
                mapping[placeholders[key]] = key[1]
            pieces += [text[at : span.start], placeholders[key]]
            at = span.end
        redacted.append(Redacted("".join([*pieces, text[at:]]), tuple(spans), mapping, typed))
    return redacted


def _next_placeholder(kind: str, counts: dict[str, int], typed: frozenset[str]) -> str:
    while True:
        counts[kind] = counts.get(kind, 0) + 1
        placeholder = f"[{kind}_{counts[kind]}]"
        if placeholder not in typed:
            return placeholder
