"""Finds what is known already: the fields of the person written to, and what of the brand is public."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from generation.llm_client.privacy.placeholders import TYPE
from generation.llm_client.privacy.spans import Span, words_of

SHORTEST = 3
"""A shorter value is part of too many words; a name of two letters is taken where it has its capital."""

_ORDINARY = words_of(
    "yes no none null n/a unknown other customer client contact member friend guest lead prospect vip "
    "active inactive new true false mr mrs ms dr herr frau english german french spanish italian dutch "
    "portuguese polish swedish danish norwegian finnish email phone male female student manager director "
    "owner the and for you your coffee sale offer home work test example team company usa uk us united "
    "states united kingdom germany deutschland france spain españa italy italia netherlands nederland "
    "belgium austria österreich switzerland schweiz suisse portugal brazil brasil poland polska sweden "
    "sverige denmark danmark norway norge finland suomi ireland india china japan canada mexico australia "
    "europe america asia africa czechia hungary romania turkey greece ukraine russia israel argentina "
    "chile colombia peru singapore new zealand south africa monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november "
    "december spring summer autumn winter"
) | {
    "united states",
    "united kingdom",
    "new zealand",
    "south africa",
    "united states of america",
    "great britain",
}
_NAMES_THAT_ARE_WORDS = words_of(
    "will mark rose grace hope faith summer autumn april may june august dawn joy bill art rich max sunny "
    "jack pat sue bob rob ray drew chase grant miles wade jade amber ruby pearl olive ivy lily daisy "
    "violet iris holly hazel heather ginger basil brook brooke young long short white black brown green "
    "gray grey king prince page price rice bush wood woods hill hall field fields stone rivers banks day "
    "knight bishop cook baker carter mason taylor smith miller weaver fisher hunter porter potter walker "
    "best love good moon star winter snow frost fox wolf bird lamb rush swift sharp strong wise noble gay "
    "merry klein gross lang kurz weiss schwarz braun roth jung neu groß la le de an in on so jo my al ed"
)
_NAME = re.compile(r"NAME|PERSON|CONTACT")


class Known:
    """One expression for all values. Making it costs more than using it, so the last ones are remembered."""

    def __init__(self, values: tuple[tuple[str, str], ...]) -> None:
        """Take pairs of a type and a value."""
        self._type_of: dict[str, str] = {}
        exact: list[str] = []
        loose: list[str] = []
        for kind, value in values:
            if TYPE.fullmatch(kind) is None:
                raise ValueError("a known field has a type that no placeholder can have")
            for form, is_exact in _forms(kind, value):
                if self._type_of.setdefault(_folded(form), kind) == kind:
                    (exact if is_exact else loose).append(form)
        self._patterns = [
            re.compile(
                rf"(?<!\w)(?:{'|'.join(_expression(form) for form in _longest_first(forms))})(?!\w){after}",
                flags,
            )
            for forms, flags, after in ((loose, re.IGNORECASE, ""), (exact, re.NOFLAG, r"(?! [0-9])"))
            if forms
        ]

    def find(self, text: str) -> Iterator[Span]:
        """Yield places that may overlap."""
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                kind = self._type_of.get(_folded(match[0]))
                if kind is not None:
                    yield Span(*match.span(), kind)


def known(values: Mapping[str, Iterable[str]]) -> Known | None:
    pairs = tuple((kind, value) for kind, all_of_it in values.items() for value in all_of_it)
    return _known(pairs) if pairs else None


@lru_cache(maxsize=256)
def _known(pairs: tuple[tuple[str, str], ...]) -> Known:
    return Known(pairs)


def _forms(kind: str, value: str) -> Iterator[tuple[str, bool]]:
    """Yield what to look for, and whether its capitals count."""
    value = " ".join(value.split())
    is_name = _NAME.search(kind) is not None
    lowered = value.casefold()
    if len(value) < 2 or (lowered in _ORDINARY and not (is_name and lowered in _NAMES_THAT_ARE_WORDS)):
        return
    if len(value) < SHORTEST or lowered in _NAMES_THAT_ARE_WORDS:
        if is_name and value[0].isupper():
            yield value, True
    else:
        yield value, False
    parts = value.split(" ")
    if is_name and 2 <= len(parts) <= 5 and "COMPANY" not in kind and "BRAND" not in kind:
        for part in parts:
            part = part.strip(".,")
            if (
                len(part) >= SHORTEST
                and part[0].isupper()
                and part.casefold() not in _ORDINARY - _NAMES_THAT_ARE_WORDS
            ):
                yield part, True


def _expression(form: str) -> str:
    """Match the value with any spaces between its words, composed or not."""
    forms = {form, unicodedata.normalize("NFC", form), unicodedata.normalize("NFD", form)}
    return "|".join(r"\s{1,3}".join(re.escape(word) for word in each.split(" ")) for each in sorted(forms))


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(set(forms), key=lambda form: (-len(form), form))


def _folded(value: str) -> str:
    return unicodedata.normalize("NFC", " ".join(value.split())).casefold()


class Public:
    """What of the brand may stay, however it is written: `+1 (202) 555-0123` is `+12025550123`."""

    def __init__(self, values: Iterable[str]) -> None:
        """Take addresses, telephone numbers, mail addresses and pages."""
        values = tuple(values)
        self._values = {_plain(value) for value in values if value.strip()}
        # A postal address or a footer, of which a text may quote a part.
        self._long = [_letters(value) for value in values if len(_letters(value)) >= 12]

    def __bool__(self) -> bool:
        return bool(self._values)

    def holds(self, value: str) -> bool:
        if _plain(value) in self._values:
            return True
        letters = _letters(value)
        return len(letters) >= 6 and any(letters in whole for whole in self._long)


def _plain(value: str) -> str:
    digits = re.sub(r"[ ().\-/]", "", value)
    return digits if re.fullmatch(r"\+?[0-9]+", digits) else value.strip().casefold()


def _letters(value: str) -> str:
    return re.sub(r"[\W_]+", "", value.casefold())
