"""An email written from the brief alone: what a person gets when no model answers.

It says what the brief says and nothing else. Goal and audience are for the team, so they stay out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from generation.checks.brand import banned_in
from generation.checks.days import in_words
from generation.checks.sources import days_of, sources_of
from generation.liquid import merge_tag_code
from generation.llm_tools.base import Job
from generation.llm_tools.email_content import (
    CallToAction,
    EmailContent,
    EmailParams,
    EventDetails,
    Section,
    SectionLink,
    SubjectLine,
)
from generation.llm_tools.email_kinds import event_of, items_of
from generation.llm_tools.email_prompt import link_of
from generation.llm_tools.email_words import Words, words_for
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.wording import cut, ended, first_clause, for_readers, is_said, line

SUBJECT = 50
PREHEADER = 90
FACTS = {"short": 2, "medium": 4, "long": 8}
NEWS = {"short": 2, "medium": 3, "long": 4}
"""Items of a newsletter."""


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
        return for_readers(self.params.key_message)

    def offer(self) -> str:
        """Return the offer as a sentence, empty where the key message says it already."""
        offer = ended(line(self.job.brief.offer))
        if offer.rstrip(".").casefold() in line(self.params.key_message).casefold():
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
        fresh = [fact for fact in brief.facts if not fact.is_expired(today) and not is_said(fact, said)]
        return [line(fact.text) for fact in fresh[: FACTS[self.params.length]]]


def fill_template(job: Job, params: EmailParams) -> EmailContent:
    """Return a whole email for the job, the same for the same job."""
    writer = _Writer(job, params, words_for(job.language, job.brief.brand))
    kit = job.brief.brand
    sign_off = writer.pick(writer.words.sign_offs[params.tone]) or writer.words.sign_offs[params.tone][0]
    ends = writer.day("ends_on")
    reminder = writer.words.reminder.format(ends=ends) if ends and params.tone == "urgent" else ""
    event, told = EventDetails(), frozenset[str]()
    if params.kind == "event_invitation":
        event, told = event_of(writer.facts(), starts=writer.day("starts_on"), ends=ends)
    return EmailContent(
        subjects=_subjects(writer),
        hero=_hero(writer),
        headline=_headline(writer),
        greeting=_greeting(writer),
        event=event,
        sections=tuple(_sections(writer, told)),
        call_to_action=CallToAction(
            label=params.call_to_action or writer.pick(writer.words.buttons[params.kind]) or "→",
            url=link_of(job, params) or "https://",
        ),
        sign_off=cut(f"{sign_off}\n{kit.sender_name or kit.name}", 200),
        ps=reminder,
    )


def _hero(writer: _Writer) -> PictureSlot:
    """Return the first picture that is wide enough for the top; another one for each variant."""
    wide = [picture for picture in writer.job.brief.pictures if picture.width >= picture.height]
    return PictureSlot(picture=wide[writer.turn % len(wide)].key) if wide else PictureSlot()


def _greeting(writer: _Writer) -> str:
    tag = next((tag for tag in writer.job.brief.brand.merge_tags if tag.name == "first_name"), None)
    if tag is None:
        return writer.words.anonymous_greeting
    english = writer.words.name_fallback == "there"
    fallback = tag.fallback if english and tag.fallback else writer.words.name_fallback
    return writer.words.greeting.format(name=merge_tag_code(tag.name, cut(fallback, 40)))


def _sections(writer: _Writer, told: frozenset[str]) -> list[Section]:
    """Compose what the kind of mail needs, without the facts that are `told` elsewhere."""
    facts = [fact for fact in writer.facts() if fact not in told]
    match writer.params.kind:
        case "newsletter":
            return _news(writer, facts)
        case "win_back":
            return _one_reason(writer, facts)
        case "event_invitation":
            # When and where stand above, for themselves.
            return [Section(body=_paragraphs(_point(writer))), *_listed(writer, facts), *_closing("", writer)]
    dates = writer.dates_unless_listed()
    point = _point(writer)
    if writer.turn == 1:
        point.insert(2, dates)
        dates = ""
    return [Section(body=_paragraphs(point)), *_listed(writer, facts), *_closing(dates, writer)]


def _point(writer: _Writer) -> list[str]:
    """Return the opening and what the mail is about; variants differ in their order."""
    opening = writer.pick(writer.words.openings[writer.params.kind])
    message, offer = " ".join(writer.message()), writer.offer()
    return {
        0: [opening, message, offer],
        1: [opening, offer or message, message if offer else ""],
        2: [opening, message, offer],
        3: [opening, offer, message],
    }[writer.turn]


def _news(writer: _Writer, facts: list[str]) -> list[Section]:
    """Return an item for each of the campaign's links, then what is left to say."""
    items, left = items_of(writer.job.brief.links, facts, most=NEWS[writer.params.length])
    sections = [
        Section(
            heading=cut(line(item.link.label), 90),
            body=_paragraphs(map(ended, item.facts)) or writer.words.on_a_page,
            link=SectionLink(
                label=cut(writer.words.more.format(label=line(item.link.label)), 60), url=item.link.url
            ),
        )
        for item in items
    ]
    dates = _closing(writer.dates_unless_listed(), writer)
    return [Section(body=_paragraphs(_point(writer))), *sections, *_listed(writer, left), *dates][:6]


def _one_reason(writer: _Writer, facts: list[str]) -> list[Section]:
    """Return a few sentences: a mail to somebody who stopped reading is read in seconds."""
    opening, *rest = _point(writer)
    body = _paragraphs([opening, *rest, writer.dates()])
    long = writer.params.length == "long"
    return [Section(body=body), *(_listed(writer, facts[:3]) if long else [])]


def _listed(writer: _Writer, facts: list[str]) -> list[Section]:
    return [Section(heading=writer.pick(writer.words.facts_headings), body=_list(facts))] if facts else []


def _closing(dates: str, writer: _Writer) -> list[Section]:
    closing = writer.pick(writer.words.closings) if writer.params.length != "short" else ""
    body = _paragraphs([dates, closing])
    return [Section(heading=writer.words.dates_heading if dates else "", body=body)] if body else []


def _headline(writer: _Writer) -> str:
    brief = writer.job.brief
    lead = next(
        (line.rstrip(".") for line in (*writer.message(), brief.offer) if 0 < len(line) <= 70), brief.campaign
    )
    options = [option.format(campaign=brief.campaign, lead=lead) for option in writer.words.headlines]
    return cut(writer.pick(options) or brief.campaign or brief.brand.name, 120)


def _subjects(writer: _Writer) -> tuple[SubjectLine, ...]:
    brief, words = writer.job.brief, writer.words
    offer = first_clause(brief.offer, SUBJECT)
    lead = first_clause(next(iter(writer.message()), ""), SUBJECT)
    campaign, brand = line(brief.campaign), brief.brand.name
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
    candidates = [line(writer.params.subject_idea), *turned]
    subjects = list(
        dict.fromkeys(cut(text, 150 if place == 0 else SUBJECT) for place, text in enumerate(candidates))
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
        *(ended(fact) for fact in writer.facts()),
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


def _paragraphs(parts: Iterable[str]) -> str:
    return cut("\n\n".join(part for part in parts if part), 2000)


def _list(items: Iterable[str]) -> str:
    body = ""
    for item in items:
        longer = f"{body}\n- {item}".strip()
        if len(longer) <= 2000:
            body = longer
    return body
