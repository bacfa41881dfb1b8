"""What is known of a brand's contacts, so that the redactor hides it where a brief mentions it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

from crm_llm import rows
from generation.brief import BrandKit
from generation.models import Contact

MOST = 500
"""Contacts that are looked at: the newest. Whoever stands in a brief was most likely added lately."""
_TYPES = {"first_name": "FIRST_NAME", "last_name": "LAST_NAME", "email": "EMAIL", "company": "COMPANY"}

_BETWEEN = "\0"
"""No value holds it: PostgreSQL would not store it."""


def known_in(texts: Iterable[str], *, brand_id: int, kit: BrandKit) -> Mapping[str, tuple[str, ...]]:
    """Return those values of the brand's contacts that the texts hold, by type. One query.

    Only what is there is given on: the redactor's work does not grow with the number of contacts. What
    the brand says of itself is no secret, though a contact works for it.
    """
    held = _folded(" ".join(texts))
    ours = {_folded(name) for name in (kit.name, kit.sender_name, *kit.product_names)}
    newest = rows.select(Contact, tuple(_TYPES), where={"brand": brand_id}, order="-id", most=MOST)
    if not newest:
        return {}
    found: dict[str, dict[str, None]] = {kind: {} for kind in _TYPES.values()}
    values = [value for row in newest for value in row]
    plain = zip(values, _folded_each(values), strict=True)
    for kind, (value, folded) in zip(cycle(found), plain, strict=False):
        if folded and folded in held and folded not in ours:
            found[kind][value] = None
    return {kind: tuple(values) for kind, values in found.items() if values}


def _folded_each(values: Sequence[str]) -> list[str]:
    """Return `_folded` of each, at one go: there are thousands for each draft."""
    return [value.strip() for value in _folded(_BETWEEN.join(values)).split(_BETWEEN)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()
