"""What makes an email of its kind: what a model is told, and what a brief holds for it."""

import re
from collections.abc import Iterable

from generation.brief import LinkItem, Value
from generation.checks.sources import stems_of
from generation.llm_tools.email_content import EventDetails, Kind

GUIDES: dict[Kind, str] = {
    "promotion": (
        "The offer is the point: what it is, until when and how to get it, in the first two sentences. "
        "One to three sections."
    ),
    "newsletter": (
        "Two to four items, each a section of its own: a heading that tells the news, two or three "
        "sentences, and a link of its own where the list of links has a fitting one. No item repeats "
        "another. The button belongs to the most important one."
    ),
    "announcement": (
        "The news in the first sentence, then what it means for the reader, then what happens next. One "
        "or two sections, and nothing to sell beside the news."
    ),
    "event_invitation": (
        "Fill in “event”: when and where, exactly as the facts give them; what they do not give stays "
        "empty. Then say what will happen there, for whom it is, and how to come. The button is the "
        "reply."
    ),
    "win_back": (
        "Short: one or two sections. Be glad to see the reader again, without reproach or guilt. One "
        "reason to come back, and the way there. No list of news."
    ),
    "follow_up": (
        "Say in one sentence what it follows up on, as far as the brief tells. Answer the question that "
        "comes next, then name the next step. No new offer."
    ),
}
"""What makes a mail of its kind."""

WORDS_OF_KIND: dict[Kind, int] = {"newsletter": 60, "win_back": -40}
"""How many words more or less than the chosen length it takes."""

_WHEN = re.compile(
    r"(?:when|date(?: and time)?|time|doors(?: open)?|wann|termin|datum|zeit|uhrzeit|beginn)\s*:\s*(\S.*)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?:where|place|venue|location|address|wo|ort|adresse|veranstaltungsort|treffpunkt)\s*:\s*(\S.*)",
    re.IGNORECASE,
)


def event_of(facts: Iterable[str], *, starts: str, ends: str) -> tuple[EventDetails, frozenset[str]]:
    """Return when and where, and the facts that say so: those that begin with "When:", "Where:" and the like.

    Without such a fact, when is from the first day to the last; where stays empty.
    """
    when = where = ""
    used = set()
    for fact in facts:
        if not when and (found := _WHEN.fullmatch(fact)):
            when = found[1]
            used.add(fact)
        elif not where and (found := _WHERE.fullmatch(fact)):
            where = found[1]
            used.add(fact)
    days = " – ".join(dict.fromkeys(day for day in (starts, ends) if day))
    return EventDetails(when=(when or days)[:200], where=where[:200]), frozenset(used)


class Item(Value):
    """One piece of news, with where to read on."""

    link: LinkItem
    facts: tuple[str, ...]


def items_of(links: Iterable[LinkItem], facts: Iterable[str], *, most: int) -> tuple[list[Item], list[str]]:
    """Return an item for each link, with the facts that share a word with its label, and those left over."""
    left = list(facts)
    items = []
    for link in list(links)[:most]:
        wanted = stems_of(link.label)
        own = [fact for fact in left if wanted & stems_of(fact)]
        left = [fact for fact in left if fact not in own]
        items.append(Item(link=link, facts=tuple(own)))
    return items, left
