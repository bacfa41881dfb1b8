"""Sets the claims of a text against the facts of its campaign: the claim-to-fact table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from generation.checks.days import in_words
from generation.checks.figures import Figure, figures_in
from generation.checks.patterns import letters
from generation.checks.sources import (
    BRIEF,
    Source,
    derivation,
    sources_of,
    stems_of,
    supports,
)
from generation.checks.text import folded, prose, sentence_around
from generation.checks.types import (
    CheckContext,
    Claim,
    ClaimStatus,
    Role,
    TextField,
)

_SUPERLATIVE = re.compile(
    r"(?<!\w)#1(?!\d)|\b(?:number one|no\.? ?1|world(?:'s|wide) (?:best|first|leading|"
    r"fastest|favou?rite|finest)"
    r"|(?<!all )the (?:best|fastest|cheapest|safest|largest|biggest|finest|highest|lowest|strongest|only)"
    r"(?! (?:of|part|way|thing|time|wishes|you)\b)|the most (?!of\b|recent)\w+"
    r"|best[- ]?sell(?:ing|er|ers)|most[- ](?:loved|popular|trusted|awarded)|"
    r"market[- ]leading|industry[- ]leading"
    r"|(?:the|a) leading|unrivall?ed|unbeatable|unmatched|lowest prices?|"
    r"award[- ]winning|never fails?|always works"
    r"|nr\.? ?1|nummer eins|weltweit (?:führend|beste)\w*|marktführ\w+|"
    r"meistverkauft\w*|(?:der|die|das) (?:beste|"
    r"günstigste|schnellste|größte|einzige)[rsnm]?|unschlagbar\w*|konkurrenzlos\w*|preisgekrönt\w*)(?!\w)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"(?:\b(?:was|now|over|under|from|until|till|through|within|only|just|up to|"
    r"at least|about|more than|nearly|since|"
    r"for|save|our|by|statt|nur|ab|bis|über|unter|jetzt|innerhalb von|seit|spare)\s+){1,2}\Z",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"(?:(?:\s+|-)(?!(?:and|or|but|is|are|was|so|to|with|now|from|until|when|since|"
    r"for|at|in|on|as|that|which|while|because|if|we|you|und|oder|aber|ist|sind|bis|"
    r"von|vom|mit|seit|für|wenn)\b)"
    r"[^\W\d_][\w'’-]*){1,3}",
)
_SINCE = re.compile(r" (?:since|seit) (?:19|20)\d\d\b", re.IGNORECASE)
_EDGE = re.compile(
    r"\b(?:until|till|through|ends?|ending|last day|starts?|starting|begins?|opens?|"
    r"bis|endet|letzter tag|startet|beginnt)"
    r"\b[^.!?\n]{0,14}\Z|\d\w*\.?(?: [^\W\d_]+)? (?:to|bis(?: zum)?|-) \Z",
    re.IGNORECASE,
)
_OFF = re.compile(r"\A\s*(?:off|discount|less|rabatt|nachlass|reduziert)\b", re.IGNORECASE)
_SAVE = re.compile(r"\b(?:save|sparen?|spare)\s+(?:up to\s+|bis zu\s+)?\Z", re.IGNORECASE)


def claims(fields: Iterable[TextField], context: CheckContext) -> list[Claim]:
    """Return what the texts claim, in reading order, each with what supports it.

    Figures and superlatives count as claims; plain opinions don't.
    """
    return [claim for field in fields if field.role is not Role.URL for claim in _claims_of(field, context)]


@lru_cache(maxsize=256)
def _claims_of(field: TextField, context: CheckContext) -> tuple[Claim, ...]:
    figures = figures_in(field.text)
    limits = [figure.start for figure in figures] + [len(field.text)]
    superlatives = list(_superlatives(field, context))
    found = []
    for number, figure in enumerate(figures):
        after = figures[number - 1].end if number else 0
        claim = _figure_claim(field, figure, (after, limits[number + 1]), context)
        if not any(whole.start <= claim.start and claim.end <= whole.end for whole in superlatives):
            found.append(claim)
    return tuple(sorted([*found, *superlatives], key=lambda claim: claim.start))


def _figure_claim(field: TextField, figure: Figure, room: tuple[int, int], context: CheckContext) -> Claim:
    start, end = _phrase(field.text, figure, room)
    status, source, detail = _verdict(field.text, figure, context)
    return Claim(
        text=field.text[start:end],
        field=field.path,
        start=start,
        end=end,
        kind=figure.kind,
        status=status,
        fact_key=source.key if source else "",
        fact_text=source.text if source else "",
        detail=detail,
    )


def _phrase(text: str, figure: Figure, room: tuple[int, int]) -> tuple[int, int]:
    """Return the span of the figure with the words that say what it is about."""
    plain = prose(text)
    left = _LEFT.search(plain[room[0] : figure.start])
    start = room[0] + left.start() if left else figure.start
    if figure.kind in {"date", "time", "code"}:
        return start, figure.end
    right = _RIGHT.match(plain[figure.end : room[1]])
    return start, figure.end + (right.end() if right else 0)


def _verdict(text: str, figure: Figure, context: CheckContext) -> tuple[ClaimStatus, Source | None, str]:
    """Decide, in this order: stated, follows by arithmetic, contradicted, no source."""
    sources = sources_of(context.brief, context.today)
    stems = stems_of(sentence_around(text, figure.start, figure.end))
    stating = [source for source in sources if supports(source, figure)]
    if stating:
        best = max(
            stating,
            key=lambda source: (source.expired_on is None, source.key != BRIEF, len(source.stems & stems)),
        )
        if best.expired_on is None:
            return ClaimStatus.SUPPORTED, best, ""
        return ClaimStatus.NO_SOURCE, best, f"{best.key} expired on {in_words(best.expired_on, year=True)}."
    alive = [source for source in sources if source.expired_on is None]
    for source in alive:
        sum_ = derivation(source, figure)
        if sum_:
            return ClaimStatus.DERIVED, source, sum_
    against = _contradicting(text, figure, alive, stems)
    if against is not None:
        return ClaimStatus.CONTRADICTED, against, ""
    return ClaimStatus.NO_SOURCE, None, ""


def _contradicting(
    text: str, figure: Figure, sources: Sequence[Source], stems: frozenset[str]
) -> Source | None:
    """Return the source that says otherwise, where that is certain: same kind, same subject, other value."""
    if figure.kind == "date":
        return _other_date(text, figure, sources)
    if figure.kind not in {"percent", "price", "duration", "number"}:
        return None
    rivals = [source for source in sources if any(_comparable(known, figure) for known in source.figures)]
    if figure.kind == "percent" and _is_discount(text, figure):
        offers = [
            source
            for source in rivals
            if any(known.kind == "percent" and _is_discount(source.text, known) for known in source.figures)
        ]
        rates = {known.values for source in offers for known in source.figures if known.kind == "percent"}
        if len(rates) == 1:
            return offers[0]
    best = max(rivals, key=lambda source: len(source.stems & stems), default=None)
    if best is None or not best.stems:
        return None
    return best if len(best.stems & stems) >= min(2, len(best.stems)) else None


def _comparable(known: Figure, figure: Figure) -> bool:
    if known.kind != figure.kind:
        return False
    return figure.kind not in {"price", "number"} or (known.unit == figure.unit and bool(figure.unit))


def _is_discount(text: str, figure: Figure) -> bool:
    plain = folded(text)
    return bool(_OFF.match(plain[figure.end :]) or _SAVE.search(plain[: figure.start]))


def _other_date(text: str, figure: Figure, sources: Sequence[Source]) -> Source | None:
    """Return the campaign's dates where the text names another first or last day."""
    dated = next((source for source in sources if source.days), None)
    if dated is None or any(month is None for _year, month, _day in figure.values):
        return None
    is_edge = len(figure.values) > 1 or _EDGE.search(folded(text)[: figure.start])
    return dated if is_edge else None


def _superlatives(field: TextField, context: CheckContext) -> Iterator[Claim]:
    plain = folded(prose(field.text))
    for match in _SUPERLATIVE.finditer(plain):
        key = _superlative_key(match)
        stating = [
            source
            for source in sources_of(context.brief, context.today)
            if source.key != BRIEF and source.expired_on is None and key in _superlative_keys(source.text)
        ]
        left = _LEFT.search(plain[: match.start()])
        right = _RIGHT.match(plain[match.end() :])
        start = left.start() if left else match.start()
        end = match.end() + (right.end() if right else 0)
        since = _SINCE.match(plain[end:])
        end += since.end() if since else 0
        yield Claim(
            text=field.text[start:end],
            field=field.path,
            start=start,
            end=end,
            kind="superlative",
            status=ClaimStatus.SUPPORTED if stating else ClaimStatus.NO_SOURCE,
            fact_key=stating[0].key if stating else "",
            fact_text=stating[0].text if stating else "",
        )


@lru_cache(maxsize=256)
def _superlative_keys(text: str) -> frozenset[str]:
    return frozenset(_superlative_key(match) for match in _SUPERLATIVE.finditer(folded(text)))


def _superlative_key(match: re.Match[str]) -> str:
    """Return what two spellings of one superlative share: "best-selling" and "best selling"."""
    return letters(re.sub(r"^(?:the|a|der|die|das) ", "", match.group(), flags=re.IGNORECASE))
