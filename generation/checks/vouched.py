"""All that a text's claims are held against: sources, what follows from them, names and addresses."""

from datetime import date
from functools import cached_property, lru_cache

from generation.brief import Brief
from generation.checks import prior_price
from generation.checks.derivations import Sums
from generation.checks.names import Name, places_in
from generation.checks.sources import Source, sources_of
from generation.checks.types import TextField
from generation.checks.web import page_of


class Vouched:
    """Made once for a brief, a day and a language; equal to itself alone, so that it is quick to look up."""

    def __init__(self, brief: Brief, today: date, language: str, asked: tuple[TextField, ...]) -> None:
        self.brief = brief
        self.language = language.partition("-")[0].lower()
        self.sources = sources_of(brief, today)
        self.alive = [source for source in self.sources if source.expired_on is None]
        self.opposable = [source for source in self.alive if not source.is_of_the_brand]
        self._today, self._asked = today, asked

    @cached_property
    def sums(self) -> Sums:
        lawful = prior_price.applies(prior_price.jurisdictions_of(self.brief))
        return Sums(self.opposable, self._today, from_lowest=lawful)

    @cached_property
    def is_foreign(self) -> bool:
        """Whether facts may be of another language than the text."""
        return any(source.language != self.language for source in self.alive)

    @cached_property
    def asked(self) -> list[Source]:
        """What the person who asked for the draft typed. It vouches for nothing, and yet was not made up."""
        typed = [field for field in self._asked if field.path.startswith(("params.", "feedback"))]
        return [Source(key=field.path, text=field.text) for field in typed]

    @cached_property
    def places(self) -> dict[str, Source]:
        """The places that sources name, by what all their names share."""
        return {place.key: source for source in reversed(self.alive) for place in self.places_of(source)}

    def places_of(self, source: Source) -> tuple[Name, ...]:
        return places_in(source.text)

    @cached_property
    def pages(self) -> dict[str, tuple[str, str]]:
        """The pages that the campaign names: by address without tracking, who names it and in which words."""
        brief, brand = self.brief, self.brief.brand
        named = [("Request", field.text, field.label) for field in self._asked if "://" in field.text[:9]]
        for url in (brand.website, brand.privacy_url, brand.imprint_url, brand.unsubscribe_url):
            named.append(("Brand", url, url))
        named += [(fact.key, fact.source_url, fact.text) for fact in brief.facts]
        named += [("Links", link.url, link.label) for link in brief.links]
        return {page_of(url): (key, words) for key, url, words in named if url}


@lru_cache(maxsize=64)
def vouched(brief: Brief, today: date, language: str, asked: tuple[TextField, ...]) -> Vouched:
    return Vouched(brief, today, language, asked)
