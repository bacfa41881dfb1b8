"""What a finding says of itself beyond its own words."""

from dataclasses import dataclass
from typing import Any

from django import template

from generation.reading.rule_sources import address_of, source_of

register = template.Library()


@dataclass(frozen=True)
class ShownSource:
    words: str
    url: str
    """Of the rule in the list of all; empty where it is in none."""


@register.filter
def source(finding: Any) -> ShownSource:
    """Return what a finding rests on, whether it is stored or was found a moment ago."""
    return ShownSource(source_of(finding.rule, finding.message, finding.detail), address_of(finding.rule))
