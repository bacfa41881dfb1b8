"""Sets the claims of a text against the facts of its campaign: the claim-to-fact table."""

import re
import threading
from collections.abc import Iterable, Iterator

from generation.checks.claimed_names import name_claims, quotation_claims, url_claims
from generation.checks.contradictions import contradicting
from generation.checks.days import in_words
from generation.checks.figures import Figure, figures_in
from generation.checks.sources import BRIEF, Source, sources_of, stems_of
from generation.checks.superlatives import keys_in, superlatives_in
from generation.checks.support import is_discount, is_share, supports
from generation.checks.text import folded, prose, sentence_around
from generation.checks.types import NO_WORDS, CheckContext, Claim, ClaimStatus, Role, TextField
from generation.checks.vouched import Vouched, vouched

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
_SAVING = re.compile(
    r"\b(?:sav(?:e|es|ing|ings)|spar\w*|ersparnis|cheaper|günstiger|weniger|less|off)\b", re.IGNORECASE
)
_COUNTDOWN = re.compile(
    r"\b(?:ends?|only|just|last|another|in|noch|nur noch|endet in|letzten)\s+\Z"
    r"|\A\s*(?:left|to go|remaining|übrig)\b",
    re.IGNORECASE,
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

    Figures, superlatives, quotations, names and addresses count as claims; plain opinions don't.
    """
    fields = tuple(fields)
    if context is not _last.context or fields != _last.fields:
        known = vouched(context.brief, context.today, context.language, context.asked)
        _last.claims = tuple(claim for field in fields for claim in _claims_of(field, known))
        _last.fields, _last.context = fields, context
    return list(_last.claims)


class _Last(threading.local):
    """What was asked last: several rules ask it of the same draft, one after the other."""

    fields: tuple[TextField, ...] = ()
    context: CheckContext | None = None
    claims: tuple[Claim, ...] = ()


_last = _Last()


def _claims_of(field: TextField, known: Vouched) -> tuple[Claim, ...]:
    if field.role is Role.URL:
        return tuple(url_claims(field, known))
    if field.role in NO_WORDS:
        return ()
    figures = figures_in(field.text)
    limits = [figure.start for figure in figures] + [len(field.text)]
    others = [*_superlatives(field, known), *quotation_claims(field, known), *name_claims(field, known)]
    swallowing = [
        claim
        for claim in others
        if claim.kind == "superlative"
        or (claim.kind == "quotation" and claim.status is ClaimStatus.SUPPORTED)
    ]
    found = []
    for number, figure in enumerate(figures):
        after = figures[number - 1].end if number else 0
        if any(whole.start <= figure.start and figure.end <= whole.end for whole in swallowing):
            continue
        claim = _figure_claim(field, figure, (after, limits[number + 1]), known)
        if not (figure.is_weak and claim.status is ClaimStatus.NO_SOURCE):
            found.append(claim)
    found += [*others, *url_claims(field, known)]
    return tuple(sorted(found, key=lambda claim: claim.start))


def _figure_claim(field: TextField, figure: Figure, room: tuple[int, int], known: Vouched) -> Claim:
    start, end = _phrase(field.text, figure, room)
    status, source, detail = _verdict(field.text, figure, known)
    return Claim(
        text=field.text[start:end],
        field=field.path,
        start=start,
        end=end,
        kind="weekday" if figure.unit == "weekday" else figure.kind,
        status=status,
        fact_key=source.key if source else "",
        fact_text=source.text if source else "",
        detail=detail,
        is_asked=status is ClaimStatus.NO_SOURCE and _is_asked(field.text, figure, known),
        breaks_law=status is ClaimStatus.CONTRADICTED and bool(detail),
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


def _verdict(text: str, figure: Figure, known: Vouched) -> tuple[ClaimStatus, Source | None, str]:
    """Decide, in this order: against the law, stated, follows by arithmetic, contradicted, no source."""
    stems = stems_of(sentence_around(text, figure.start, figure.end))
    unlawful = known.sums.against_prior_price(figure) if _is_reduction(text, figure) else None
    if unlawful is not None:
        return ClaimStatus.CONTRADICTED, *unlawful
    stating = [source for source in known.sources if supports(source, figure, text, known.language)]
    if stating:
        best = max(
            stating,
            key=lambda source: (source.expired_on is None, source.key != BRIEF, len(source.stems & stems)),
        )
        if best.expired_on is None:
            return ClaimStatus.SUPPORTED, best, ""
        return ClaimStatus.NO_SOURCE, best, f"{best.key} expired on {in_words(best.expired_on, year=True)}."
    is_countdown = figure.kind == "duration" and _counts_down(text, figure)
    derived = None
    if not figure.is_weak and not (figure.kind == "percent" and is_share(text, figure)):
        derived = known.sums.of(
            figure,
            is_countdown=is_countdown,
            is_saving=_is_saving(text, figure),
            foreign=known.is_foreign,
        )
    if derived is not None:
        return ClaimStatus.DERIVED, *derived
    against = contradicting(text, figure, known, stems)
    if against is not None:
        return ClaimStatus.CONTRADICTED, against, ""
    return ClaimStatus.NO_SOURCE, None, ""


def _is_asked(text: str, figure: Figure, known: Vouched) -> bool:
    return any(supports(source, figure, text, known.language) for source in known.asked)


def _is_reduction(text: str, figure: Figure) -> bool:
    return figure.kind in ("percent", "price") and is_discount(text, figure)


def _counts_down(text: str, figure: Figure) -> bool:
    plain = folded(text)
    return bool(_COUNTDOWN.search(plain[: figure.start]) or _COUNTDOWN.match(plain[figure.end :]))


def _is_saving(text: str, figure: Figure) -> bool:
    return figure.kind == "price" and (
        is_discount(text, figure)
        or bool(_SAVING.search(folded(sentence_around(text, figure.start, figure.end))))
    )


def _superlatives(field: TextField, known: Vouched) -> Iterator[Claim]:
    plain = folded(prose(field.text))
    for each in superlatives_in(field.text, known.brief):
        stating = [
            source for source in known.alive if source.key != BRIEF and each.key in keys_in(source.text)
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
    stating = [
        source
        for source in sources_of(context.brief, context.today)
        if supports(source, figure, text, context.language)
    ]
    known = _ANYTHING.union(*(stems_of(source.text) for source in stating))
    return "" if not named or named & known else covered["what"]
