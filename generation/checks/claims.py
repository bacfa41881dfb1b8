"""Sets the claims of a text against the facts of its campaign: the claim-to-fact table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from generation.checks.days import in_words
from generation.checks.figures import Figure, figures_in
from generation.checks.sources import (
    BRIEF,
    Source,
    derivation,
    sources_of,
    stems_of,
    supports,
)
from generation.checks.superlatives import keys_in, superlatives_in
from generation.checks.text import folded, prose, sentence_around
from generation.checks.types import (
    NO_WORDS,
    CheckContext,
    Claim,
    ClaimStatus,
    TextField,
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
_OFF = re.compile(
    r"\A\s*(?:off|discount|less|on (?:all|every)|rabatt|nachlass|reduziert|weniger|günstiger"
    r"|auf (?:alle|jede|unsere?|das|den|die))\b",
    re.IGNORECASE,
)
_SAVE = re.compile(
    r"\b(?:save|spar(?:en|e|t)?(?: sie)?|rabatt von|discount of)\s+(?:up to\s+|bis zu\s+)?\Z", re.IGNORECASE
)
_COVERED = re.compile(
    r"\A\s*(?:off|(?:rabatt |nachlass )?auf)\s+(?:all|every|each|any|our|selected|alle|jede[rsnm]?|unsere)\s+"
    r"(?:of (?:our|the)\s+)?(?P<what>[^\W\d_][\w-]*(?:\s+(?!(?:and|or|until|through|with|from|to|in|at|on|for"
    r"|und|oder|bis|mit|vom|von|im)\b)[^\W\d_][\w-]*){0,2})",
    re.IGNORECASE,
)
_ANYTHING = stems_of(
    "order orders item items product products purchase bag bags pack packs Bestellung Artikel Produkte "
    "Einkauf Packung Packungen Tüte price prices Preise week month"
)


def claims(fields: Iterable[TextField], context: CheckContext) -> list[Claim]:
    """Return what the texts claim, in reading order, each with what supports it.

    Figures and superlatives count as claims; plain opinions don't.
    """
    return [claim for field in fields if field.role not in NO_WORDS for claim in _claims_of(field, context)]


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
    for each in superlatives_in(field.text, context.brief):
        stating = [
            source
            for source in sources_of(context.brief, context.today)
            if source.key != BRIEF and source.expired_on is None and each.key in keys_in(source.text)
        ]
        left = _LEFT.search(plain[: each.start])
        right = _RIGHT.match(plain[each.end :])
        start = left.start() if left else each.start
        end = each.end + (right.end() if right else 0)
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


def uncovered(text: str, claim: Claim, context: CheckContext) -> str:
    """Return what a discount is said to be on where no statement of that discount names it."""
    figure = next((known for known in figures_in(text) if claim.start <= known.start < claim.end), None)
    covered = _COVERED.match(folded(prose(text))[figure.end :]) if figure else None
    if figure is None or covered is None or figure.kind not in {"percent", "price"}:
        return ""
    named = stems_of(covered["what"])
    stating = [source for source in sources_of(context.brief, context.today) if supports(source, figure)]
    known = _ANYTHING.union(*(stems_of(source.text) for source in stating))
    return "" if not named or named & known else covered["what"]
