"""A landing page written from the brief alone: what a person gets when no model answers.

It says what the brief says and nothing else, and has the blocks that the facts support: no proof without a
fact that is one, no comparison at all, and no question that the facts don't answer. Goal and audience are for
the team, so they stay out.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from generation.brief import FactItem
from generation.checks.brand import banned_in
from generation.checks.days import in_words
from generation.checks.figures import figures_in
from generation.checks.sources import missing_limits
from generation.checks.text import words_in
from generation.llm_tools.base import Job
from generation.llm_tools.landing_page_content import LandingPageContent
from generation.llm_tools.landing_page_params import LandingPageParams, Section
from generation.llm_tools.landing_page_phrases import Phrases, phrases_for
from generation.llm_tools.landing_page_prompt import link_of
from generation.llm_tools.wording import cut, ended, first_clause, for_readers, is_said, line

HEADLINE_WORDS = 10
ENOUGH_FOR_TWO = 6
"""Facts that make two lists; fewer make one that is worth reading."""
TITLE, DESCRIPTION = 60, 155
_ORDERS: tuple[tuple[Section, ...], ...] = (
    ("benefits", "social_proof", "features", "offer", "faq"),
    ("offer", "benefits", "features", "social_proof", "faq"),
    ("features", "social_proof", "benefits", "offer", "faq"),
    ("faq", "benefits", "social_proof", "features", "offer"),
)
"""One a variant; the form, the last call to action and the small print follow."""
_QUOTATION = re.compile(
    r"[“„\"«](?P<said>[^“”„\"«»]{8,300})[”“\"»][\s,;:–—-]*(?:(?:says|said|sagt)\s+)?(?P<who>[^\"“”]{3,100})\Z"
)
_PROOF = re.compile(
    r"\b(?:rated|stars?|reviews?|award\w*|voted|subscribers|customers|members|readers|guests served"
    r"|bewert\w+|Sterne?|ausgezeichnet\w*|Auszeichnung\w*|gewählt|Abonnent\w*|Kund\w+|Mitglieder)\b",
    re.IGNORECASE,
)
_LIMIT_TO_SOME = re.compile(
    r"\b(?:new|neue|neukund\w*|only|nur)\b|\b(?:for|an|für) (?:members|mitglieder)\b", re.I
)
_CODE = re.compile(
    r"\b(?:code|gutscheincode|rabattcode)\s*:?\s+(?P<code>[A-Z0-9][A-Z0-9-]{3,19})\b", re.IGNORECASE
)
_SHIPPING = re.compile(r"\b(?:ship\w*|deliver\w*|versand\w*|liefer\w*|geliefert)\b", re.IGNORECASE)
_RETURNS = re.compile(r"\b(?:return\w*|refund\w*|cancel\w*|zurück\w*|rückgabe|stornier\w*)\b", re.IGNORECASE)
_INCLUDED = re.compile(r"\b(?:included?|includes|inklusive|inbegriffen|enthalten)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\A(?:held|takes place|findet|ort|venue|where)\b[^\n]*?\b(?:at|in|im|am|:)\s*(?P<where>.+)\Z", re.I
)


@dataclass(frozen=True)
class _Writer:
    """Picks words for one draft: by variant, and around the words that the brand avoids."""

    job: Job
    params: LandingPageParams
    phrases: Phrases

    @property
    def turn(self) -> int:
        return self.job.way_in % 4

    def first(self, options: Iterable[str]) -> str:
        """Return the first option that the brand would say; empty where there is none."""
        banned = self.job.brief.brand.banned_words
        return next(
            (option for option in options if option.strip() and not any(banned_in(option, banned))), ""
        )

    def pick(self, options: Iterable[str]) -> str:
        """Return this variant's option, or the next that the brand would say."""
        ordered = list(options)
        first = self.turn % len(ordered)
        return self.first(ordered[first:] + ordered[:first])

    def message(self) -> list[str]:
        return for_readers(self.params.key_message)

    def offer(self) -> str:
        return ended(line(self.job.brief.offer))

    def day(self, which: str) -> str:
        day = getattr(self.job.brief, which)
        if day is None:
            return ""
        return in_words(day, self.job.language, year=True)

    def span(self) -> str:
        """Return first and last day in as few words as one month or year allows: "15–28 March 2027"."""
        starts, ends = self.job.brief.starts_on, self.job.brief.ends_on
        if starts is None or ends is None or starts.year != ends.year:
            return ""
        last = in_words(ends, self.job.language, year=True)
        first = in_words(starts, self.job.language)
        day = first.partition(" ")[0]
        if starts.month == ends.month and day.rstrip(".").isdigit():
            return f"{day}–{last}"
        return self.phrases.dates.format(starts=first, ends=last)

    def dates(self) -> str:
        starts, ends = self.day("starts_on"), self.day("ends_on")
        if starts and ends:
            return self.span() or self.phrases.dates.format(starts=starts, ends=ends)
        if starts:
            return self.phrases.dates_from.format(starts=starts)
        return self.phrases.dates_until.format(ends=ends) if ends else ""

    def facts(self) -> list[FactItem]:
        """Return the facts in force."""
        brief = self.job.brief
        return [
            fact for fact in brief.facts if not fact.is_expired(brief.taken_at.date()) and line(fact.text)
        ]

    def fresh(self) -> list[FactItem]:
        """Return the facts that say more than the offer and that are neither proof nor a price."""
        said = f"{self.job.brief.offer} {self.dates()}"
        return [
            fact
            for fact in self.facts()
            if not is_said(fact, said) and not _is_proof(fact) and not _price_of(fact) and not _is_dates(fact)
        ]


def fill_template(job: Job, params: LandingPageParams) -> LandingPageContent:
    """Return a whole page for the job, the same for the same job."""
    writer = _Writer(job, params, phrases_for(job.language, job.brief.brand))
    label = cut(params.call_to_action or writer.pick(writer.phrases.buttons[params.goal]), 40) or "→"
    url = link_of(job, params)
    made: dict[str, Callable[[], dict[str, Any] | None]] = {
        "benefits": lambda: _benefits(writer),
        "features": lambda: _features(writer),
        "social_proof": lambda: _social_proof(writer),
        "offer": lambda: _offer(writer),
        "faq": lambda: _faq(writer),
    }
    wanted = [name for name in _ORDERS[writer.turn] if name in params.blocks]
    blocks = [
        _hero(writer),
        *(made[name]() for name in wanted),
        _form(writer, label, leads_here=not url) if params.form_fields else None,
        _closing(writer) if "cta" in params.blocks else None,
        _legal(writer) if "legal" in params.blocks else None,
    ]
    return LandingPageContent.model_validate(
        {
            "layout": params.layout,
            "meta_title": _title(writer),
            "meta_description": _description(writer),
            "address": params.address,
            "call_to_action": {"label": label, "url": url},
            "blocks": [block for block in blocks if block],
        }
    )


# ---- blocks ------------------------------------------------------------------------------------


def _hero(writer: _Writer) -> dict[str, Any]:
    brief = writer.job.brief
    headline = _headline(writer)
    said = [sentence for sentence in writer.message() if not _same(sentence, headline)]
    text = ""
    for sentence in dict.fromkeys(said or [writer.offer()]):
        longer = f"{text} {sentence}".strip()
        if sentence and len(words_in(longer)) <= 30 and len(longer) <= 300:
            text = longer
    note = next((line(fact.text) for fact in writer.fresh() if missing_limits(fact.text, "")), "")
    return {
        "type": "hero",
        "kicker": cut(writer.dates(), 60),
        "headline": headline,
        "text": text or cut(said[0] if said else "", 300),
        "picture": {"picture": brief.pictures[0].key if brief.pictures else ""},
        "note": note if len(note) <= 120 and note not in text and not _same(note, brief.campaign) else "",
    }


def _headline(writer: _Writer) -> str:
    brief = writer.job.brief
    short = [
        sentence.rstrip(".")
        for sentence in [*writer.message(), first_clause(brief.offer, 80)]
        if 0 < len(words_in(sentence)) <= HEADLINE_WORDS
    ]
    offer = first_clause(brief.offer, 80)
    options = [
        option.format(
            campaign=line(brief.campaign),
            lead=short[0] if short else line(brief.campaign),
            offer=offer if 0 < len(words_in(offer)) <= HEADLINE_WORDS else line(brief.campaign),
        )
        for option in writer.phrases.headlines
    ]
    return cut(writer.pick(options) or line(brief.campaign) or brief.brand.name, 120)


def _benefits(writer: _Writer) -> dict[str, Any] | None:
    facts = writer.fresh()
    if "features" in writer.params.blocks and len(facts) >= ENOUGH_FOR_TWO:
        facts = facts[: (len(facts) + 1) // 2]
    return _listed("benefits", writer.pick(writer.phrases.benefits), facts[:5])


def _features(writer: _Writer) -> dict[str, Any] | None:
    facts = writer.fresh()
    if "benefits" in writer.params.blocks:
        facts = facts[(len(facts) + 1) // 2 :] if len(facts) >= ENOUGH_FOR_TWO else []
    return _listed("features", writer.pick(writer.phrases.features), facts[:5])


def _listed(kind: str, heading: str, facts: list[FactItem]) -> dict[str, Any] | None:
    items = [_item(fact) for fact in facts]
    return {"type": kind, "heading": heading or "–", "items": items} if items else None


def _item(fact: FactItem) -> dict[str, str]:
    """Return a fact as a title, with a text where it is too long for one."""
    whole = line(fact.text)
    name, colon, rest = whole.partition(": ")
    if colon and len(name) <= 60 and rest:
        return {"title": name, "text": cut(rest[:1].upper() + rest[1:], 300)}
    if len(whole) <= 120:
        return {"title": whole.rstrip("."), "text": ""}
    return {"title": cut(first_clause(whole, 60), 120).rstrip("."), "text": cut(ended(whole), 300)}


def _social_proof(writer: _Writer) -> dict[str, Any] | None:
    items = []
    for fact in writer.facts():
        quotation = _QUOTATION.search(line(fact.text))
        if quotation:
            said, who = quotation["said"].strip(), quotation["who"].strip(" .")
            items.append({"text": f"“{said}”", "source": cut(who, 120), "fact": fact.key})
        elif _is_proof(fact):
            items.append({"text": cut(line(fact.text), 400), "source": "", "fact": fact.key})
    quoted = any(item["source"] for item in items)
    heading = writer.pick(writer.phrases.proof if quoted else writer.phrases.figures) or "–"
    return {"type": "social_proof", "heading": heading, "items": items[:4]} if items else None


def _offer(writer: _Writer) -> dict[str, Any] | None:
    brief = writer.job.brief
    priced = next((_price_of(fact) for fact in writer.facts() if _price_of(fact)), None) or {}
    if not brief.offer.strip() and not priced:
        return None
    code = _CODE.search(line(brief.offer))
    where = next((match["where"] for fact in writer.facts() if (match := _PLACE.match(line(fact.text)))), "")
    terms = [ended(line(fact.text)) for fact in writer.fresh() if missing_limits(fact.text, brief.offer)]
    return {
        "type": "offer",
        "heading": writer.first([writer.phrases.offers[writer.params.goal], line(brief.campaign)]) or "–",
        "text": cut(writer.offer(), 800),
        "code": code["code"] if code else "",
        "when": cut(writer.dates(), 120),
        "where": cut(where.rstrip("."), 160) if writer.params.goal == "event" else "",
        "terms": _fitting(terms, 400),
        **priced,
    }


def _faq(writer: _Writer) -> dict[str, Any] | None:
    """Ask what the facts answer. Fewer than three questions are no block."""
    brief, phrases, goal = writer.job.brief, writer.phrases, writer.params.goal
    kit = brief.brand
    facts = [line(fact.text) for fact in writer.facts()]
    host = (urlsplit(kit.website).hostname or "").removeprefix("www.")
    asked = [
        (phrases.get[goal], "" if "offer" in writer.params.blocks else writer.offer()),
        (phrases.when[goal], next((ended(text) for text in map(line, _dated(writer)) if text), "")),
        (phrases.costs, _first_of(facts, lambda text: bool(_price_of(text)))),
        (phrases.shipping, _first_of(facts, lambda text: _SHIPPING.search(text) is not None)),
        (phrases.place, _first_of(facts, lambda text: _PLACE.match(text) is not None)),
        (phrases.included, _first_of(facts, lambda text: _INCLUDED.search(text) is not None)),
        (phrases.returns, _first_of(facts, lambda text: _RETURNS.search(text) is not None)),
        (phrases.more, phrases.more_at.format(host=host, site=kit.website) if host else ""),
    ]
    items = [
        {"question": question, "answer": cut(answer, 800)}
        for question, answer in _once(asked)
        if answer and writer.first([question])
    ]
    heading = writer.pick(phrases.faq) or "–"
    return {"type": "faq", "heading": heading, "items": items} if len(items) >= 3 else None


def _once(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out a question whose answer was given already."""
    return list({answer: (question, answer) for question, answer in reversed(asked)}.values())[::-1]


def _dated(writer: _Writer) -> list[str]:
    """Return what says when: the fact that does, with its hours, else the campaign's dates."""
    return [*(fact.text for fact in writer.facts() if _is_dates(fact)), writer.dates()]


def _first_of(texts: list[str], fits: Callable[[str], bool]) -> str:
    return next((ended(text) for text in texts if fits(text)), "")


def _form(writer: _Writer, label: str, *, leads_here: bool) -> dict[str, Any]:
    phrases, goal = writer.phrases, writer.params.goal
    wants_mail = goal in ("sell", "sign_up") and "email" in writer.params.form_fields
    button = label if leads_here else writer.first(phrases.buttons["sign_up" if wants_mail else "enquiry"])
    return {
        "type": "form",
        "heading": writer.first([phrases.form[goal], line(writer.job.brief.campaign)]) or "–",
        "fields": [
            {"kind": kind, "label": phrases.inputs[kind], "required": kind in ("email", "name", "message")}
            for kind in writer.params.form_fields
        ],
        "consent": cut(phrases.consent.format(brand=writer.job.brief.brand.name), 300) if wants_mail else "",
        "notice": phrases.notice[goal],
        "button": cut(button, 40) or label,
    }


def _closing(writer: _Writer) -> dict[str, Any]:
    ends = writer.day("ends_on")
    return {
        "type": "cta",
        "heading": writer.pick(writer.phrases.end) or cut(line(writer.job.brief.campaign), 90) or "–",
        "text": writer.phrases.end_text.format(ends=ends) if ends else "",
    }


def _legal(writer: _Writer) -> dict[str, Any] | None:
    brief = writer.job.brief
    lines = [ended(line(fact.text)) for fact in writer.fresh() if missing_limits(fact.text, "")]
    if writer.dates():
        lines.insert(0, writer.phrases.applies.format(campaign=line(brief.campaign), dates=writer.dates()))
    return {"type": "legal", "text": _fitting(lines, 1500)} if lines else None


# ---- for search results ------------------------------------------------------------------------


def _title(writer: _Writer) -> str:
    """Return a title of 30 to 60 characters where the brief has the words for it."""
    brief, ends = writer.job.brief, writer.day("ends_on")
    campaign, brand = line(brief.campaign), brief.brand.name
    offer = first_clause(brief.offer, TITLE)
    candidates = [
        line(writer.params.meta_title),
        f"{campaign}: {offer}" if offer else "",
        f"{offer} | {brand}" if offer else "",
        writer.phrases.title_until.format(campaign=campaign, ends=ends) if ends else "",
        f"{campaign} | {brand}",
    ]
    known = [text for text in candidates if text and writer.first([text])]
    fitting = [text for text in known if 30 <= len(text) <= TITLE]
    return cut((fitting or known or [campaign or brand])[0], TITLE if fitting else 120)


def _description(writer: _Writer) -> str:
    """Return whole sentences, as many as results show."""
    sentences = [*writer.message(), writer.offer(), *(ended(line(fact.text)) for fact in writer.fresh())]
    return _fitting(sentences, DESCRIPTION)


def _fitting(sentences: Iterable[str], length: int) -> str:
    text = ""
    for sentence in dict.fromkeys(sentences):
        longer = f"{text} {sentence}".strip()
        if sentence and sentence.rstrip(".") not in text and len(longer) <= length:
            text = longer
    return text


# ---- what a fact is ----------------------------------------------------------------------------


def _is_proof(fact: FactItem) -> bool:
    """Tell whether the fact is something that others say or did."""
    text = line(fact.text)
    counted = any(figure.kind in {"number", "percent"} for figure in figures_in(text))
    quoted = _QUOTATION.search(text) is not None
    return quoted or (counted and _PROOF.search(text) is not None and not _LIMIT_TO_SOME.search(text))


def _is_dates(fact: FactItem) -> bool:
    figures = figures_in(line(fact.text))
    return any(figure.kind == "date" for figure in figures) and not _price_of(fact)


def _price_of(fact: FactItem | str) -> dict[str, str]:
    """Return product and price of a fact like "Ridgeline, 340 g: $18.00, now $14.40"; nothing of others."""
    text = line(fact if isinstance(fact, str) else fact.text)
    product, colon, rest = text.partition(": ")
    prices = [figure for figure in figures_in(rest) if figure.kind == "price"] if colon else []
    shown = [rest[figure.start : figure.end] for figure in prices]
    values = [figure.values[0] for figure in prices]
    if len(product) > 120 or not shown or len(shown) > 2 or any(len(words) > 40 for words in shown):
        return {}
    if len(shown) == 1:
        return {"product": product, "price": shown[0]}
    low, high = (0, 1) if values[0] < values[1] else (1, 0)
    return {"product": product, "price": shown[low], "former_price": shown[high]}


def _same(one: str, other: str) -> bool:
    return one.strip(" .!?").casefold() == other.strip(" .!?").casefold()
