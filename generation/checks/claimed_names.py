"""Claims that are no figures: quotations, places and other names, addresses of pages."""

from collections.abc import Iterator

from generation.checks import quotations
from generation.checks.names import Name, names_in, places_in
from generation.checks.safety import links_of
from generation.checks.sources import Source, stems_of
from generation.checks.text import folded, sentence_around
from generation.checks.types import Claim, ClaimStatus, Role, TextField
from generation.checks.vouched import Vouched
from generation.checks.web import page_of


def quotation_claims(field: TextField, known: Vouched) -> Iterator[Claim]:
    """Yield what the text puts into somebody's mouth. A title in quotes that the brief knows is no claim."""
    for quotation in quotations.quotations_in(field.text):
        source = quotations.stating(quotation, known.alive)
        if source is not None:
            status = ClaimStatus.SUPPORTED
        elif quotations.is_said(quotation):
            source = quotations.altering(quotation, known.alive)
            status = ClaimStatus.CONTRADICTED if source else ClaimStatus.NO_SOURCE
        else:
            continue
        yield _claim(field, (quotation.start, quotation.end), "quotation", status, source)


def name_claims(field: TextField, known: Vouched) -> Iterator[Claim]:
    places = places_in(field.text)
    for place in places:
        yield _place_claim(field, place, known)
    if field.role is not Role.TEXT:
        return  # headings and subject lines write common words with capitals
    for name in names_in(field.text, known.brief, language=known.language):
        if any(place.start < name.end and name.start < place.end for place in places):
            continue
        source = next((one for one in known.alive if name.meant and name.meant in one.text), None)
        is_same = folded(field.text[name.start : name.end]) == folded(name.meant)
        if is_same and source is None:
            continue  # a product of the brand, of which the facts say nothing
        said_so = ClaimStatus.SUPPORTED if is_same else ClaimStatus.CONTRADICTED
        status = said_so if source else ClaimStatus.NO_SOURCE
        yield _claim(field, (name.start, name.end), "name", status, source)


def _place_claim(field: TextField, place: Name, known: Vouched) -> Claim:
    source = known.places.get(place.key)
    if source is not None:
        return _claim(field, (place.start, place.end), "place", ClaimStatus.SUPPORTED, source)
    stems = stems_of(sentence_around(field.text, place.start, place.end))
    for rival in known.opposable:
        others = known.places_of(rival)
        if others and len(rival.stems & stems) >= min(2, len(rival.stems)) and len(rival.stems) > 1:
            return _claim(field, (place.start, place.end), "place", ClaimStatus.CONTRADICTED, rival)
    return _claim(field, (place.start, place.end), "place", ClaimStatus.NO_SOURCE, None)


def url_claims(field: TextField, known: Vouched) -> Iterator[Claim]:
    """Yield the pages that a text leads to. Whose sites they are is another rule's question."""
    for url, start, end in links_of(field):
        page = "" if "{" in url or url.startswith("//") else page_of(url)
        if page:
            key, words = known.pages.get(page, ("", ""))
            status = ClaimStatus.SUPPORTED if key else ClaimStatus.NO_SOURCE
            yield Claim(
                text=url, field=field.path, start=start, end=end, kind="url", status=status, fact_key=key,
                fact_text=words,
            )  # fmt: skip


def _claim(
    field: TextField, span: tuple[int, int], kind: str, status: ClaimStatus, source: Source | None
) -> Claim:
    start, end = span
    return Claim(
        text=field.text[start:end],
        field=field.path,
        start=start,
        end=end,
        kind=kind,
        status=status,
        fact_key=source.key if source else "",
        fact_text=source.text if source else "",
    )
