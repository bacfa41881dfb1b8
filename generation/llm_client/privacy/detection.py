"""Asks every detector in turn. What one finds is hidden from those after it.

Every detector is linear: its quantifiers are possessive or bounded, and each match starts where none of its
own characters precedes. Checks that cost more are counted, and past the bound the answer is yes.
"""

import re
from collections.abc import Callable, Iterable

from generation.llm_client.privacy import (
    accounts,
    addresses,
    contact,
    dates,
    national_ids,
    network,
    other_addresses,
    phone_numbers,
    secrets,
)
from generation.llm_client.privacy.folding import folded
from generation.llm_client.privacy.known_values import Known
from generation.llm_client.privacy.placeholders import PLACEHOLDER
from generation.llm_client.privacy.spans import BLANK, Detector, Place, Sought, Span, apart, blanked

STAYS = ""
"""The type of what is found only to hide it from the detectors that follow."""

_ANYWHERE: tuple[tuple[str, Detector], ...] = (
    ("API_KEY", secrets.private_keys),
    ("API_KEY", secrets.api_keys),
    ("TOKEN", secrets.url_tokens),
    ("LOGIN", secrets.url_logins),
    ("PASSWORD", secrets.labelled),
    ("EMAIL", contact.emails),
    ("EMAIL", contact.pulled_apart_emails),
    ("EMAIL", contact.emails_in_single_letters),
    ("EMAIL", contact.spelt_emails),
    ("API_KEY", secrets.random_strings),
    ("ADDRESS", other_addresses.east_asian),
)
_WITH_DIGITS: tuple[tuple[str, Detector], ...] = (
    ("BIRTH_DATE", dates.births),
    ("IBAN", accounts.ibans),
    ("CARD", accounts.cards),
    ("NATIONAL_ID", national_ids.national_ids),
    ("IP", network.ipv6_addresses),  # before the other: it may end in one
    ("IP", network.ipv4_addresses),
    ("IP", network.spelt_ipv4_addresses),
    (STAYS, dates.dates),
    ("ADDRESS", other_addresses.boxes),
    ("ADDRESS", addresses.addresses),
    ("ADDRESS", other_addresses.streets_without_number),
    ("ADDRESS", other_addresses.postcodes),
    ("PHONE", phone_numbers.phone_numbers),
)
_ON_ONE_LINE = {
    accounts.ibans,
    accounts.cards,
    national_ids.national_ids,
    phone_numbers.phone_numbers,
    dates.births,
}
"""These read a line break as a space."""
MOST_ROUNDS = 4
LONG = 50_000
"""A longer text gets one round: who fills it with values side by side wants to see time pass."""
_CLOSE_BEFORE = re.compile(r"[\w@+/:=&#-]$|[0-9][^\w\0]{1,3}$")
_CLOSE_BEHIND = re.compile(r"[\w@+/:=&#-]|[^\w\0]{1,3}[0-9]")


def find_personal_data(
    text: str,
    *,
    sought: Sought,
    known: Known | None = None,
    is_public: Callable[[str], bool] | None = None,
    between: Callable[[], None] = lambda: None,
) -> list[Span]:
    """Return what must not leave, in the order of the text, without overlaps.

    What looks like a placeholder is none of its business: text that was redacted stays as it is.

    Args:
        is_public: tells what stays; None: nothing.
        between: is called before each detector; it may raise to end the search.
    """
    sight = folded(text)
    if "[" in sight:
        sight = blanked(sight, [match.span() for match in PLACEHOLDER.finditer(sight)])
    found: list[Span] = []
    # What is hidden may leave its neighbour to stand alone, and be seen then.
    for _round in range(MOST_ROUNDS):
        before = len(found)
        sight = _search(sight, found, sought, known, is_public, between)
        if len(text) > LONG or not any(_touches(sight, span) for span in found[before:]):
            break
    return sorted(found)


def _touches(sight: str, span: Span) -> bool:
    """Tell whether a span stands so close to other words that they may be seen otherwise without it."""
    return (
        _CLOSE_BEFORE.search(sight, max(0, span.start - 4), span.start) is not None
        or _CLOSE_BEHIND.match(sight, span.end) is not None
    )


def _search(
    sight: str,
    found: list[Span],
    sought: Sought,
    known: Known | None,
    is_public: Callable[[str], bool] | None,
    between: Callable[[], None],
) -> str:
    """Add to `found` and return the text without it."""
    if known is not None:
        between()
        by_place = {(span.start, span.end): span.type for span in known.find(sight)}
        places = apart(by_place)
        found += [Span(*place, by_place[place]) for place in places if BLANK not in sight[slice(*place)]]
        sight = blanked(sight, places)
    has_digits = any(digit in sight for digit in "0123456789")
    for kind, detector in (*_ANYWHERE, *_WITH_DIGITS) if has_digits else _ANYWHERE:
        between()
        line = _unbroken(sight) if detector in _ON_ONE_LINE else sight
        places = apart(_without_blanks(line, detector(line, sought)))
        if kind:
            found += [
                Span(start, end, kind)
                for start, end in places
                if is_public is None or not is_public(sight[start:end])
            ]
        sight = blanked(sight, places)
    return sight


def _without_blanks(text: str, places: Iterable[Place]) -> list[Place]:
    """Leave out what reaches over something that was found before."""
    if BLANK not in text:
        return list(places)
    return [(start, end) for start, end in places if BLANK not in text[start:end]]


def _unbroken(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
