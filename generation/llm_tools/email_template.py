"""An email written from the brief alone: what a person gets when no model answers.

It says what the brief says and nothing else. Goal and audience are for the team, so they stay out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generation.brief import FactItem
from generation.checks.brand import banned_in
from generation.checks.days import in_words
from generation.checks.sources import days_of, missing_limits, sources_of, stems_of
from generation.checks.text import emails_in, sentences_in
from generation.liquid import merge_tag_code, visible_text
from generation.llm_tools.base import Job
from generation.llm_tools.email_content import (
    CallToAction,
    EmailContent,
    EmailParams,
    Section,
    SubjectLine,
)
from generation.llm_tools.email_prompt import link_of
from generation.llm_tools.email_words import Words, words_for

SUBJECT = 50
PREHEADER = 90
FACTS = {"short": 2, "medium": 4, "long": 8}
# Key messages also hold wishes to the writer ("Lead with …"); they are not for readers.
_TO_THE_WRITER = re.compile(
    r"\A\W*(?:please|lead with|mention\b|write (?:it|in|about|like|as|the)|(?:don't|"
    r"do not|never) (?:mention|use|write|sound|say|"
    r"promise|call|make|overdo)|avoid|make sure|make it|use (?:a|an|the|short|plain|"
    r"simple|no)\b|keep (?:it|the|this)|"
    r"focus on|emphasi[sz]e|highlight|include|remember to|remind|stress|start with|"
    r"begin with|end with|say that|tell them|"
    r"questions go to|(?:the )?tone|not the|bitte|schreib\w*|erwähn\w*|betone\w*|"
    r"vermeide\w*|verwende\w*|achte\w*|"
    r"beginne mit|nenne\w*|fragen an)(?!\w)",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"\s+(?:and|or|of|on|in|to|the|a|an|for|from|with|at|by|und|oder|von|für|mit|der|"
    r"die|das|ab|bis|auf)\b[^,;:.]{0,24}\Z",
    re.IGNORECASE,
)
"""What can go from the end of a cut text: half a phrase says less than none."""


@dataclass(frozen=True)
class _Writer:
    """Picks words for one draft: by variant, and around the words that the brand avoids."""

    job: Job
    params: EmailParams
    words: Words

    @property
    def turn(self) -> int:
        return self.job.way_in % 4

    def pick(self, options: Iterable[str]) -> str:
        """Return this variant's option, or the next that the brand would say; empty where there is none."""
        ordered = list(options)
        first = self.turn % len(ordered) if ordered else 0
        return self.first(ordered[first:] + ordered[:first])

    def first(self, options: Iterable[str]) -> str:
        """Return the first option that the brand would say; empty where there is none."""
        banned = self.job.brief.brand.banned_words
        return next(
            (option for option in options if option.strip() and not any(banned_in(option, banned))), ""
        )

    def message(self) -> list[str]:
        """Return the sentences of the key message that are for readers."""
        text = visible_text(self.params.key_message)
        sentences = [text[start:end].strip() for start, end in sentences_in(text)]
        kept = [
            sentence
            for sentence in sentences
            if not _TO_THE_WRITER.match(sentence) and not any(emails_in(sentence))
        ]
        return [_ended(sentence) for sentence in kept]

    def offer(self) -> str:
        """Return the offer as a sentence, empty where the key message says it already."""
        offer = _ended(_line(self.job.brief.offer))
        if offer.rstrip(".").casefold() in _line(self.params.key_message).casefold():
            return ""
        return self.first([self.words.offer.format(offer=offer)]) or offer

    def day(self, which: str) -> str:
        day = getattr(self.job.brief, which)
        if day is None:
            return ""
        language = self.job.language
        other_year = day.year != self.job.brief.taken_at.year
        return in_words(day, language, weekday=True, year=other_year)

    def dates(self) -> str:
        starts, ends = self.day("starts_on"), self.day("ends_on")
        if starts and ends:
            return self.words.dates.format(starts=starts, ends=ends)
        return (
            self.words.starts.format(starts=starts)
            if starts
            else self.words.ends.format(ends=ends)
            if ends
            else ""
        )

    def dates_unless_listed(self) -> str:
        """Return the dates, empty where the facts that are listed give the last day."""
        ends = self.job.brief.ends_on
        listed = [
            source
            for source in sources_of(self.job.brief, self.job.brief.taken_at.date())
            if source.text in self.facts()
        ]
        if ends and any((ends.month, ends.day) == day[1:] for source in listed for day in days_of(source)):
            return ""
        return self.dates()

    def facts(self) -> list[str]:
        """Return the facts that say more than offer and message do, as many as the length allows."""
        brief = self.job.brief
        today = brief.taken_at.date()
        said = f"{brief.offer} {self.params.key_message}"
        fresh = [fact for fact in brief.facts if not fact.is_expired(today) and not _is_said(fact, said)]
        return [_line(fact.text) for fact in fresh[: FACTS[self.params.length]]]


def fill_template(job: Job, params: EmailParams) -> EmailContent:
    """Return a whole email for the job, the same for the same job."""
    writer = _Writer(job, params, words_for(job.language))
    kit = job.brief.brand
    sign_off = writer.pick(writer.words.sign_offs[params.tone]) or writer.words.sign_offs[params.tone][0]
    ends = writer.day("ends_on")
    reminder = writer.words.reminder.format(ends=ends) if ends and params.tone == "urgent" else ""
    return EmailContent(
        subjects=_subjects(writer),
        headline=_headline(writer),
        greeting=_greeting(writer),
        sections=tuple(_sections(writer)),
        call_to_action=CallToAction(
            label=params.call_to_action or writer.pick(writer.words.buttons[params.kind]) or "→",
            url=link_of(job, params) or "https://",
        ),
        sign_off=_cut(f"{sign_off}\n{kit.sender_name or kit.name}", 200),
        ps=reminder,
    )


def _greeting(writer: _Writer) -> str:
    tag = next((tag for tag in writer.job.brief.brand.merge_tags if tag.name == "first_name"), None)
    if tag is None:
        return writer.words.anonymous_greeting
    english = writer.words.name_fallback == "there"
    fallback = tag.fallback if english and tag.fallback else writer.words.name_fallback
    return writer.words.greeting.format(name=merge_tag_code(tag.name, _cut(fallback, 40)))


def _sections(writer: _Writer) -> list[Section]:
    """Compose: the opening and the point, then the facts, then the dates; variants differ in their order."""
    opening = writer.pick(writer.words.openings[writer.params.kind])
    message, offer, dates = " ".join(writer.message()), writer.offer(), writer.dates_unless_listed()
    point = {
        0: [opening, message, offer],
        1: [opening, offer or message, message if offer else ""],
        2: [opening, message, offer],
        3: [opening, offer, message],
    }[writer.turn]
    facts = (
        [Section(heading=writer.pick(writer.words.facts_headings), body=_list(writer.facts()))]
        if writer.facts()
        else []
    )
    closing = writer.pick(writer.words.closings) if writer.params.length != "short" else ""
    if writer.turn == 1:
        point.insert(2, dates)
        return [Section(body=_paragraphs(point)), *facts, *_closing("", closing, writer)]
    return [Section(body=_paragraphs(point)), *facts, *_closing(dates, closing, writer)]


def _closing(dates: str, closing: str, writer: _Writer) -> list[Section]:
    body = _paragraphs([dates, closing])
    return [Section(heading=writer.words.dates_heading if dates else "", body=body)] if body else []


def _headline(writer: _Writer) -> str:
    brief = writer.job.brief
    lead = next(
        (line.rstrip(".") for line in (*writer.message(), brief.offer) if 0 < len(line) <= 70), brief.campaign
    )
    options = [option.format(campaign=brief.campaign, lead=lead) for option in writer.words.headlines]
    return _cut(writer.pick(options) or brief.campaign or brief.brand.name, 120)


def _subjects(writer: _Writer) -> tuple[SubjectLine, ...]:
    brief, words = writer.job.brief, writer.words
    offer = _first_clause(brief.offer)
    lead = _first_clause(next(iter(writer.message()), ""))
    campaign, brand = _line(brief.campaign), brief.brand.name
    ends = writer.day("ends_on")
    options = [
        f"{campaign}: {offer[:1]}{offer[1:]}" if offer else "",
        offer,
        lead,
        words.subject_until.format(campaign=campaign, ends=ends) if ends else "",
        words.subject_about.format(campaign=campaign, brand=brand),
        campaign,
        brand,
        f"{brand}: {campaign}",
    ]
    turned = [option for option in options if option]
    turned = turned[writer.turn :] + turned[: writer.turn] if len(turned) > writer.turn else turned
    candidates = [_line(writer.params.subject_idea), *turned]
    subjects = list(
        dict.fromkeys(_cut(text, 150 if place == 0 else SUBJECT) for place, text in enumerate(candidates))
    )
    chosen = [subject for subject in subjects if subject][:3]
    chosen += [chosen[-1] if chosen else "…"] * (3 - len(chosen))
    return tuple(
        SubjectLine(subject=subject, preheader=_preheader(writer, subject, writer.turn + place))
        for place, subject in enumerate(chosen)
    )


def _preheader(writer: _Writer, subject: str, turn: int) -> str:
    """Return whole sentences that say more than the subject, together of a good length."""
    parts = [
        *writer.message(),
        writer.dates(),
        *(_ended(fact) for fact in writer.facts()),
        writer.pick(writer.words.preheaders),
    ]
    turned = parts[turn % len(parts) :] + parts[: turn % len(parts)]
    text = ""
    for part in turned:
        longer = f"{text} {part}".strip()
        if (
            part
            and part.rstrip(".").casefold() != subject.rstrip(".").casefold()
            and len(longer) <= PREHEADER
        ):
            text = longer
        if len(text) >= 40:
            break
    return text


# ---- strings -----------------------------------------------------------------------------------


def _line(text: str) -> str:
    return " ".join(visible_text(text).split())


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def _first_clause(text: str) -> str:
    """Return the first sentence, or its first clause where it is long."""
    line = _line(text)
    first = next((line[start:end] for start, end in sentences_in(line)), "").rstrip(" .")
    return first if len(first) <= SUBJECT else re.split(r"[,;:–—](?=\s)", first)[0].strip()


def _cut(text: str, length: int) -> str:
    """Return the text no longer than `length`, cut between words and not in the middle of a phrase."""
    if len(text) <= length:
        return text
    cut = text[: length + 1].rsplit(None, 1)[0][:length].rstrip(" ,;:–—-")
    shorter = _HANGING.sub("", cut)
    return shorter if len(shorter) > length // 3 else cut


def _is_said(fact: FactItem, said: str) -> bool:
    stems = stems_of(fact.text)
    return bool(stems) and stems <= stems_of(said) and not missing_limits(fact.text, said)


def _paragraphs(parts: Iterable[str]) -> str:
    return _cut("\n\n".join(part for part in parts if part), 2000)


def _list(items: Iterable[str]) -> str:
    body = ""
    for item in items:
        longer = f"{body}\n- {item}".strip()
        if len(longer) <= 2000:
            body = longer
    return body
