"""What an inbox does to an email: what fits, what is cut off, what filters dislike."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from generation.checks.run import Rule, at, on
from generation.checks.text import links_in, words_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField
from generation.liquid import fill_merge_tags, merge_tags_in

SUBJECT_PHONE = 50
"""Phones show 27 to 43 characters, webmail 46 to 70; studies advise 30 to 50."""
SUBJECT_LONG = 60
PREHEADER_SHORT, PREHEADER_LONG = 40, 100
"""Inboxes show 40 to 90 characters of preview text."""
SIZE_WARN, SIZE_CLIPPED = 80_000, 102_000
"""Gmail cuts a message off at about 102 kB of HTML and hides the unsubscribe link with it."""
MAX_LINKS = 8
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?")


def shown_length(field: TextField, context: CheckContext) -> int:
    """Return how long the text is for a recipient, with merge tags filled by their longest known value."""
    values = {
        tag.name: max(tag.sample, tag.fallback, key=len)
        for tag in context.brief.brand.merge_tags
        if tag.sample or tag.fallback
    }
    return len(fill_merge_tags(field.text, values))


def subject_length(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.SUBJECT):
        length = shown_length(field, context)
        if length > SUBJECT_PHONE:
            yield on(
                field,
                rule="email.subject_length",
                severity=Severity.CHECK if length > SUBJECT_LONG else Severity.NOTE,
                message="The subject is long",
                detail=f"{length} characters. Phones show about 35.",
                suggestion="Put what matters into the first 35 characters.",
            )


def subject_shouting(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.SUBJECT):
        text = fill_merge_tags(field.text, {})
        letters = [letter for letter in text if letter.isalpha()]
        marks = len(re.findall(r"[!?]", text))
        # SpamAssassin's SUBJ_ALL_CAPS: a space, ten characters, every letter a capital.
        capitals = " " in text and len(letters) >= 10 and all(letter.isupper() for letter in letters)
        if capitals or marks > 1 or len(_EMOJI.findall(text)) > 1:
            yield on(
                field,
                rule="email.subject_shouting",
                severity=Severity.CHECK,
                message="The subject shouts",
                detail="Capitals, several marks or several emoji look like spam.",
                suggestion="Write it as a plain sentence.",
            )


def preheader_length(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    fields = draft.of(Role.PREHEADER)
    if not fields:
        yield Finding(
            rule="email.preheader_length",
            severity=Severity.CHECK,
            message="There is no preview text",
            detail="Inboxes then show the first words of the mail.",
            suggestion="Add 40 to 90 characters that say more than the subject.",
        )
    for field in fields:
        length = shown_length(field, context)
        if not PREHEADER_SHORT <= length <= PREHEADER_LONG:
            yield on(
                field,
                rule="email.preheader_length",
                severity=Severity.NOTE,
                message=f"The preview text is {'short' if length < PREHEADER_SHORT else 'long'}",
                detail=f"{length} characters. Inboxes show 40 to 90.",
            )


def preheader_repeats(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    subjects = {field.text.casefold().strip(" .!") for field in draft.of(Role.SUBJECT)}
    for field in draft.of(Role.PREHEADER):
        if field.text.casefold().strip(" .!") in subjects:
            yield on(
                field,
                rule="email.preheader_repeats",
                severity=Severity.CHECK,
                message="The preview text repeats the subject",
                suggestion="Say what the subject leaves out.",
            )


def _links(draft: Draft) -> Iterator[tuple[TextField, str, int, int]]:
    for field in draft.fields:
        if field.role is Role.URL:
            yield field, field.text, 0, len(field.text)
        else:
            for link in links_in(field.text):
                yield field, link.url, link.start, link.end


def link_form(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    tags = {tag.name for tag in context.brief.brand.merge_tags} | {"unsubscribe_url", "preferences_url"}
    for field, url, start, end in _links(draft):
        problem = _link_problem(url, tags)
        if problem:
            yield at(
                field,
                (start, end),
                rule="email.link_form",
                severity=Severity.MUST_FIX,
                message="A link would not work",
                detail=problem,
                suggestion="Use the whole address, starting with https://.",
            )


def _link_problem(url: str, tags: set[str]) -> str:
    uses = merge_tags_in(url)
    if uses and uses[0].start == 0:
        known = uses[0].text == url and uses[0].name in tags
        return "" if known else "Only the path of a link may hold a merge tag."
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "It is no web address."
    if parts.scheme in {"mailto", "tel"} and parts.path:
        return ""
    if parts.scheme != "https":
        return "It does not start with https://."
    if any(character in parts.netloc for character in "{}%@"):
        return "Its site is not certain."
    if "." not in host or port not in {None, 443} or re.fullmatch(r"[\d.]+", host):
        return "It names no public site."
    return "It holds spaces." if re.search(r"\s", re.sub(r"\{\{[^{}]*\}\}", "", url)) else ""


def link_count(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    count = sum(1 for _ in _links(draft))
    if count > MAX_LINKS:
        yield Finding(
            rule="email.link_count",
            severity=Severity.NOTE,
            message=f"There are {count} links",
            detail="One clear next step works best.",
        )


def button_words(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.BUTTON):
        count = len(words_in(field.text))
        if count > 6:
            yield on(
                field,
                rule="email.button_words",
                severity=Severity.NOTE,
                message="The button says a lot",
                detail=f"{count} words. Two to five read at a glance.",
            )


def size(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    length = len(draft.documents.get("html", "").encode())
    if length >= SIZE_WARN:
        clipped = length >= SIZE_CLIPPED
        yield Finding(
            rule="email.size",
            severity=Severity.MUST_FIX if clipped else Severity.CHECK,
            message="Gmail would cut this mail off" if clipped else "The mail is large",
            detail=f"{length // 1000} kB of 102 kB.",
            suggestion="Shorten the text.",
        )


RULES = (
    Rule("email.subject_length", "The subject fits a phone", subject_length),
    Rule("email.subject_shouting", "The subject does not shout", subject_shouting),
    Rule("email.preheader_length", "The preview text has a good length", preheader_length),
    Rule("email.preheader_repeats", "The preview text adds to the subject", preheader_repeats),
    Rule("email.link_form", "Every link works", link_form),
    Rule("email.link_count", "Few links", link_count),
    Rule("email.button_words", "The button is short", button_words),
    Rule("email.size", "Small enough for Gmail", size),
)
