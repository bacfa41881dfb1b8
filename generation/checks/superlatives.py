"""Superlatives: which of them praise the brand, its products or its price, and which are idioms."""

import re
from dataclasses import dataclass
from functools import lru_cache

from generation.brief import Brief
from generation.checks.patterns import letters
from generation.checks.phrases import needed_in
from generation.checks.text import folded, lowered, prose


@dataclass(frozen=True)
class Superlative:
    start: int
    end: int
    key: str
    """What two spellings share: "best-selling" and "best selling"."""
    certain: bool
    """It is about the brand, its products or its price; otherwise a person should look."""


_PRAISE = re.compile(
    r"(?<!\w)#1(?!\d)|\b(?<!reason )(?<!tip )(?<!rule )(?<!step )number one(?! (?:tip|reason|rule|question))"
    r"|\bno\.? ?1(?!\d)"
    r"|\b(?:world(?:'s|wide) (?:best|first|leading|fastest|favou?rite|finest|largest|biggest)"
    r"|best[- ]?sell(?:ing|er|ers)|market[- ]leading|industry[- ]leading"
    r"|unrivall?ed|unbeatable|unmatched|(?:lowest|best) prices?|award[- ]winning|never fails?|always works"
    r"|nr\.? ?1(?!\d)|nummer eins|weltweit (?:führend|beste)\w*|weltbeste\w*|marktführ\w+"
    r"|meistverkauft\w*|bestseller\w*|unschlagbar\w*|konkurrenzlos\w*|unübertroffen\w*|preisgekrönt\w*"
    r"|(?:niedrigste|günstigste|tiefste|beste)[rsnm]? preise?n?|tiefstpreis\w*|bestpreis\w*)(?!\w)",
    re.IGNORECASE,
)
"""They praise wherever they stand."""
_DEGREE = re.compile(
    r"(?<!\w)(?:(?P<det>the|a|an|our|der|die|das|den|dem|des|ein|eine[rsnm]?|unser(?:e[rsnm]?)?"
    r"|[^\W\d_]+'s|(?-i:[A-ZÄÖÜ][a-zäöüß]+s)(?= (?:best|größt|schnellst|günstigst|beliebtest)))\s+)?"
    r"(?P<word>(?:best|finest|fastest|quickest|cheapest|safest|freshest|strongest|tastiest|healthiest"
    r"|biggest|largest|highest|lowest|only|leading|most[- ](?!of\b|recent)[^\W\d_]+"
    r"|(?:best|feinst|schnellst|günstigst|billigst|sicherst|frischest|stärkst|leckerst|gesündest|beliebtest"
    r"|größt|höchst|niedrigst|einzig|führend)e[rsnm]?))(?!\w)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:biggest|largest|highest|lowest|only|leading|(?:größt|höchst|niedrigst|einzig|führend)\w+)\Z", re.I
)
"""They often just measure: the largest size, the lowest setting, the only table."""
_POPULAR = re.compile(r"most[- ](?:loved|popular|trusted|awarded)\Z|beliebtest\w+\Z", re.IGNORECASE)
_FOLLOWING = re.compile(
    r"(?:(?:\s+|-)(?!(?:and|or|but|is|are|was|were|so|to|with|now|from|until|when|since|for|at|in|on|as|of"
    r"|that|which|who|while|because|if|we|you|und|oder|aber|ist|sind|war|bis|von|vom|mit|seit|für|wenn|was"
    r"|zum|zur|am|im|aus|der|die|das|beim?|sie)\b)[^\W\d_][\w'-]*){1,3}"
)
_PRODUCT = re.compile(
    r"\b(?:coffees?|espressos?|roasts?|roaster(?:s|y|ies)?|blends?|beans?|teas?|grinders?|products?|brands?"
    r"|company|companies|business|services?|shops?|stores?|caf[eé]s?|restaurants?|hotels?|prices?|pricing"
    r"|deals?|offers?|discounts?|value|quality|support|delivery|shipping|platform|software|apps?|provider"
    r"|suppliers?|agency|team|selection|range"
    r"|\w{0,24}(?:kaffees?|röstung(?:en)?|röster(?:n|s|ei|eien)?|mischung(?:en)?|bohnen|tees?|mühlen?"
    r"|produkte?n?|marken?|unternehmen|firma|händler|anbieter|dienst(?:e|leister)?|laden|geschäfte?"
    r"|preise?n?|angebote?n?|rabatte?n?|qualität|auswahl|lieferung|versand|plattform|sortiment))\b",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"\b(?:of|part|way|thing|times?|wishes|regards|thanks|you|mornings?|days?|weeks?|moments?|seasons?|years?"
    r"|evenings?|differences?|steps?|sizes?|settings?|tables?|mistakes?|questions?|reasons?|tips?|advice|ones?"
    r"|results?|news|place|start|friends?|things|memories|one|two|three|four|five|six"
    r"|\w{0,24}(?:zeit(?:en|punkt)?|momente?|wirkung|methoden?|fehler|fragen?|gründe?|tipps?|weg|wege|teil"
    r"|schritte?|unterschiede?|grüße|wünsche|dank|morgen|tage?|freunde?|zwei|drei|vier))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\A(?:[ -][\w'-]+){0,3}? (?:in (?:the )?(?:town|world|city|country|business|industry|market"
    r"|(?-i:[A-Z]\w+))|on (?:earth|the (?:market|planet))|around|money can buy|ever made|of all time"
    r"|der (?:welt|stadt|branche)|des landes|aller zeiten|auf dem markt|im land|weit und breit"
    r"|in (?:der stadt|(?-i:[A-ZÄÖÜ]\w+)))\b",
    re.IGNORECASE,
)
_OWNER = re.compile(r"\b(?:we are|we're|wir sind|i am)\s+\Z", re.IGNORECASE)


_IN_PRAISE = needed_in(_PRAISE.pattern) or frozenset({""})
_IN_DEGREE = needed_in(_DEGREE.pattern) or frozenset({""})
"""Letters, some of which every superlative holds: most texts have none, and are passed over."""


@lru_cache(maxsize=256)
def superlatives_in(text: str, brief: Brief) -> tuple[Superlative, ...]:
    """Return the superlatives that praise, or may praise, what the brand sells, in reading order."""
    plain, lower = folded(prose(text)), lowered(text)
    praise = _PRAISE.finditer(plain) if any(root in lower for root in _IN_PRAISE) else ()
    degrees = _DEGREE.finditer(plain) if any(root in lower for root in _IN_DEGREE) else ()
    found = [Superlative(match.start(), match.end(), _key(match.group()), True) for match in praise]
    for match in degrees:
        if any(known.start < match.end() and match.start() < known.end for known in found):
            continue
        certain = _about_the_brand(match, plain, brief)
        if certain is not None:
            start = match.start("word") if (match["det"] or "").lower() in _OWN else match.start()
            found.append(Superlative(start, match.end(), _key(match["word"]), certain))
    return tuple(sorted(found, key=lambda each: each.start))


_OWN = frozenset({"our", "unser", "unsere", "unserer", "unseres", "unseren", "unserem"})


def _about_the_brand(match: re.Match[str], plain: str, brief: Brief) -> bool | None:
    """Tell whether it praises the brand: yes, perhaps (False), or no (None)."""
    word, det = match["word"], (match["det"] or "").lower()
    after = plain[match.end() : match.end() + 120]
    run = _FOLLOWING.match(after)
    following = run.group() if run else ""
    if re.match(r"(?:all|at its|do (?:your|our)|a) \Z", plain[max(0, match.start() - 8) : match.start()]):
        return None
    if _IDIOM.search(following):
        return None
    if _PRODUCT.search(following):
        return True
    owner = plain[: match.start()]
    is_subject = _OWNER.search(owner) or re.search(rf"{re.escape(brief.brand.name)} (?:is|ist) \Z", owner)
    if is_subject and word.lower() != "only":
        return True
    if following and det and _PLACE.match(after):
        return not _MEASURE.search(word)
    if _POPULAR.search(word) and following:
        return True
    if not _MEASURE.search(word) and following and _of_the_brief(following, brief):
        return det in _OWN or det.endswith("'s")
    return False if det in _OWN and following and not word.lower().startswith("only") else None


def _of_the_brief(words: str, brief: Brief) -> bool:
    known = {word.casefold() for fact in brief.facts for word in re.findall(r"\b[^\W\d_]{4,}\b", fact.text)}
    known |= {word.casefold() for word in re.findall(r"\b[^\W\d_]{4,}\b", brief.offer)}
    return any(word.casefold() in known for word in re.findall(r"\b[^\W\d_]{4,}\b", words))


@lru_cache(maxsize=256)
def keys_in(text: str) -> frozenset[str]:
    """Return the keys of every superlative that a fact states."""
    plain = folded(text)
    return frozenset(
        [_key(match.group()) for match in _PRAISE.finditer(plain)]
        + [_key(match["word"]) for match in _DEGREE.finditer(plain)]
    )


def _key(words: str) -> str:
    """Return the letters without a German ending, so that "bester" and "beste" are one."""
    return re.sub(r"(?<=st)e[rsnm]?\Z", "", letters(words))
