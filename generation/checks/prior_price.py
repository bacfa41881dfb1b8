"""What a price reduction may claim where EU law applies.

An announced reduction counts from the lowest price of the thirty days before it (Directive 98/6/EC,
article 6a), and so do percentages in advertising (Court of Justice, C-330/23 Aldi Süd, 26 September 2024).
"""

from collections.abc import Iterable

from generation.brief import Brief

_MEMBERS = "EU EEA AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO"
EU = frozenset(_MEMBERS.split())
"""Whose law follows the directive: members of the Union and of the European Economic Area."""


def applies(jurisdictions: Iterable[str]) -> bool:
    """Tell whether reductions count from the lowest price: in the EU, and where nobody said where."""
    known = {name.upper() for name in jurisdictions}
    return not known or bool(known & EU)


def is_certain(brief: Brief) -> bool:
    """Tell whether the campaign or its brand says that the law of the EU applies."""
    return any(name.upper() in EU for name in jurisdictions_of(brief))


def jurisdictions_of(brief: Brief) -> tuple[str, ...]:
    return brief.jurisdictions or brief.brand.jurisdictions
