"""Asks every detector in turn. What one finds is hidden from those after it.

Every detector is linear: its quantifiers are possessive or bounded, and each match starts where none of its
own characters precedes. Checks that cost more are counted, and past the bound the rest is withheld.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

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
from generation.llm_client.privacy.glance import Glance
from generation.llm_client.privacy.known_values import Known
from generation.llm_client.privacy.placeholders import PLACEHOLDER
from generation.llm_client.privacy.spans import BLANK, Detector, Place, Sought, Span, apart, blanked

STAYS = ""
"""The type of what is found only to hide it from the detectors that follow."""


class _Row(NamedTuple):
    kind: str
    detector: Detector
    may_find: Callable[[Glance], bool]


def _always(_: Glance) -> bool:
    return True


def _digits(glance: Glance) -> bool:
    return glance.has_digits


_ROWS = (
    _Row("API_KEY", secrets.private_keys, _always),
    _Row("API_KEY", secrets.api_keys, secrets.MAY_BE_A_KEY),
    _Row("TOKEN", secrets.url_tokens, _always),
    _Row("LOGIN", secrets.url_logins, _always),
    _Row("PASSWORD", secrets.labelled, secrets.MAY_BE_LABELLED),
    _Row("EMAIL", contact.emails, _always),
    _Row("EMAIL", contact.pulled_apart_emails, _always),
    _Row("EMAIL", contact.emails_in_single_letters, _always),
    _Row("EMAIL", contact.spelt_emails, _always),
    _Row("API_KEY", secrets.random_strings, secrets.MAY_BE_RANDOM),
    _Row("ADDRESS", other_addresses.east_asian, other_addresses.IS_EAST_ASIAN),
    _Row("BIRTH_DATE", dates.births, lambda glance: glance.has_digits and dates.SPEAKS_OF_BIRTH(glance)),
    _Row("IBAN", accounts.ibans, _digits),
    _Row("CARD", accounts.cards, _digits),
    _Row("NATIONAL_ID", national_ids.national_ids, _digits),
    _Row("IP", network.ipv6_addresses, network.MAY_BE_IPV6),  # before the other: it may end in one
    _Row("IP", network.ipv4_addresses, _digits),
    _Row("IP", network.spelt_ipv4_addresses, _digits),
    _Row(STAYS, dates.dates, _digits),
    _Row("ADDRESS", other_addresses.boxes, other_addresses.MAY_BE_A_BOX),
    _Row("ADDRESS", addresses.addresses, _digits),
    _Row("ADDRESS", other_addresses.streets_without_number, _digits),
    _Row("ADDRESS", other_addresses.postcodes, _digits),
    _Row("PHONE", phone_numbers.phone_numbers, _digits),
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
    regions: tuple[str, ...] = (),
    home: str = "",
    known: Known | None = None,
    is_public: Callable[[str], bool] | None = None,
    between: Callable[[], None] = lambda: None,
) -> list[Span]:
    """Return what must not leave, in the order of the text, without overlaps.

    What looks like a placeholder is none of its business: text that was redacted stays as it is.

    Args:
        regions: whose national telephone numbers are looked for.
        home: the region of the text's language; empty where it is not known.
        is_public: tells what stays; None: nothing.
        between: is called before each detector; it may raise to end the search.
    """
    sight = folded(text)
    if "[" in sight:
        sight = blanked(sight, [match.span() for match in PLACEHOLDER.finditer(sight)])
    glance = Glance(sight)
    sought = Sought(regions, home, glance)
    rows = [row for row in _ROWS if row.may_find(glance)]
    found: list[Span] = []
    # What is hidden may leave its neighbour to stand alone, and be seen then.
    for _round in range(MOST_ROUNDS):
        before = len(found)
        sight, is_crowded = _search(sight, rows, found, sought, known, is_public, between)
        if len(text) > LONG or not (is_crowded or any(_touches(sight, span) for span in found[before:])):
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
    rows: Iterable[_Row],
    found: list[Span],
    sought: Sought,
    known: Known | None,
    is_public: Callable[[str], bool] | None,
    between: Callable[[], None],
) -> tuple[str, bool]:
    """Add to `found`; return the text without it, and whether something that was seen is still in it.

    Of two places of one detector that overlap the first is taken. What the second had beyond that may be
    seen for itself when the first is hidden.
    """
    is_crowded = False
    if known is not None:
        between()
        by_place = {(span.start, span.end): span.type for span in known.find(sight)}
        places = apart(by_place)
        found += [Span(*place, by_place[place]) for place in places if BLANK not in sight[slice(*place)]]
        sight = blanked(sight, places)
    for row in rows:
        between()
        line = _unbroken(sight) if row.detector in _ON_ONE_LINE else sight
        places = list(row.detector(line, sought))
        if not places:
            continue
        seen = _without_blanks(line, places)
        places = apart(seen)
        if row.kind:
            found += [
                Span(start, end, row.kind)
                for start, end in places
                if is_public is None or not is_public(sight[start:end])
            ]
        sight = blanked(sight, places)
        if len(places) < len(seen):
            is_crowded |= any(sight[start:end].strip(BLANK) for start, end in seen)
    return sight, is_crowded


def _without_blanks(text: str, places: list[Place]) -> list[Place]:
    """Leave out what reaches over something that was found before."""
    if BLANK not in text:
        return places
    return [place for place in places if BLANK not in text[place[0] : place[1]]]


def _unbroken(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
