"""Hold a comment to the words it is about, and find them again in a later revision.

Pure. Offsets count characters of one field's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from generation.llm_tools.base import EditableField
from review.exceptions import WordsNotFound

MAX_QUOTE = 500
_UNSEEN = frozenset("*_`\\#")
"""Light Markdown: a person who copies words from the preview does not copy it."""


@dataclass(frozen=True)
class Anchor:
    field: str
    start: int
    end: int
    quote: str

    @property
    def address(self) -> str:
        """What a preview is asked to mark."""
        return f"{self.field}:{self.start}-{self.end}"


def places(text: str, quote: str) -> list[tuple[int, int]]:
    """Return where the quote stands in the text. White space and light Markdown don't matter."""
    read = [(at, letter) for at, letter in enumerate(text) if _is_read(letter)]
    wanted = "".join(filter(_is_read, quote))
    letters = "".join(letter for _at, letter in read)
    found: list[tuple[int, int]] = []
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        found.append((read[at][0], read[at + len(wanted) - 1][0] + 1))
        at = letters.find(wanted, at + len(wanted))
    return found


def anchor(fields: Sequence[EditableField], path: str, quote: str, start: int | None = None) -> Anchor:
    """Return where the quoted words are in the field; `start` says which ones, where they repeat.

    Raises:
        WordsNotFound: there is no such field, they are not in it, or it can't be said which are meant.
    """
    field = next((one for one in fields if one.path == path and not one.is_picture), None)
    if field is None:
        raise WordsNotFound(_("Choose the part of the draft that holds these words."))
    named = {"field": str(field.label)}
    found = places(field.text, quote)
    if not found:
        raise WordsNotFound(_("These words are not in “%(field)s”. Copy them as they stand there.") % named)
    if len(found) > 1:
        found = [place for place in found if place[0] == start]
    if not found:
        raise WordsNotFound(_("These words are in “%(field)s” more than once. Copy a few more.") % named)
    begin, end = found[0]
    if end - begin > MAX_QUOTE:
        raise WordsNotFound(_("That is a long quotation. Choose fewer words."))
    return Anchor(field.path, begin, end, field.text[begin:end])


def find_again(fields: Sequence[EditableField], old: Anchor) -> Anchor | None:
    """Return where words of an earlier revision are now: at their old place, or where they are exactly once.

    They are looked for in their own field first, and in others of its kind where they are gone from it: the
    parts of a list move.
    """
    kin = [field for field in fields if _kind(field.path) == _kind(old.field)]
    for found in (_all(kin, old.quote, old.field), _all(kin, old.quote)):
        unmoved = [place for place in found if (place.field, place.start) == (old.field, old.start)]
        if unmoved or found:
            return unmoved[0] if unmoved else found[0] if len(found) == 1 else None
    return None


def find_quote(fields: Sequence[EditableField], path: str, quote: str) -> Anchor | None:
    """Return the first place of the quote, in the field where it is said to be or else anywhere."""
    return next(iter(_all(fields, quote, path) or _all(fields, quote)), None)


def _all(fields: Sequence[EditableField], quote: str, path: str = "") -> list[Anchor]:
    return [
        Anchor(field.path, start, end, field.text[start:end])
        for field in fields
        if not field.is_picture and path in ("", field.path)
        for start, end in places(field.text, quote)
    ]


def _kind(path: str) -> str:
    """Return the path without places in lists: `sections.0.body` and `sections.2.body` are of one kind."""
    return re.sub(r"\.\d+", "", path)


def _is_read(letter: str) -> bool:
    return not letter.isspace() and letter not in _UNSEEN
