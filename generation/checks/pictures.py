"""Places for pictures: is one wanted that nobody chose, does each exist, and can its readers load it."""

from collections.abc import Iterator

from generation.checks.languages import LANGUAGES, NAMES, other_language
from generation.checks.run import Rule
from generation.checks.types import CheckContext, Draft, Finding, Severity

LITTLE_TEXT = 400
"""Bytes of words below which a mail with a picture looks like one big picture to SpamAssassin
(HTML_IMAGE_ONLY_04 of its rules)."""


def wanted(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for place in draft.places:
        if place.wanted:
            yield Finding(
                rule="pictures.wanted",
                severity=Severity.NOTE,
                message="A picture would fit here",
                field=place.path,
                detail=place.wanted,
                suggestion="Add one to the campaign and choose it under “Edit”.",
            )


def gone(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    known = {picture.key for picture in context.brief.pictures}
    for place in draft.places:
        if place.key and place.key not in known:
            yield Finding(
                rule="pictures.gone",
                severity=Severity.CHECK,
                message="A picture is no longer offered",
                field=place.path,
                detail="It was archived, or belongs to another campaign.",
                suggestion="Choose another one, or restore it on the campaign’s page.",
            )


def alt_languages(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """A picture has one alt text of its own, whatever languages its campaign is written in."""
    asked = context.language.partition("-")[0].lower()
    known = {picture.key: picture for picture in context.brief.pictures}
    for place in draft.places:
        picture = known.get(place.key)
        if picture and not place.alt and (other := other_language(picture.alt, asked)):
            yield Finding(
                rule="pictures.alt_language",
                severity=Severity.CHECK,
                message="A picture's alt text is in another language",
                field=place.path,
                detail=f"“{picture.alt}” reads as {NAMES[other]}; the draft is in {NAMES[asked]}.",
                suggestion="Say under “Edit” what it shows, in the language of the draft.",
            )


def addresses(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Mail programs load pictures from https alone: Gmail and Outlook show neither data: nor SVG."""
    sources = [image.get("src") for image in draft.page.all("img")]
    if any(source.startswith("/assets/") for source in sources):
        yield Finding(
            rule="email.picture_address",
            severity=Severity.CHECK,
            message="Recipients can’t load the pictures",
            detail="They have no public address yet. You see them in the preview because you are signed in.",
            suggestion="Ask an admin to set ASSETS_BASE_URL to where pictures are published.",
        )
    elif any(not source.startswith("https://") or source.endswith(".svg") for source in sources):
        yield Finding(
            rule="email.picture_address",
            severity=Severity.MUST_FIX,
            message="A picture would not show in a mail",
            detail="Mail programs load pictures from addresses that start with https:// alone.",
        )


def not_only_pictures(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    words = sum(len(field.text.encode()) for field in draft.words())
    if words < LITTLE_TEXT and draft.page.first("img"):
        yield Finding(
            rule="email.picture_only",
            severity=Severity.CHECK,
            message="There are hardly any words beside the pictures",
            detail="Spam filters distrust such mails, and many readers see no pictures.",
            suggestion="Say the offer in words as well.",
        )


CHOSEN = (
    Rule("pictures.gone", "Every picture is still offered", gone),
    Rule("pictures.alt_language", "Alt texts are in the draft's language", alt_languages, LANGUAGES),
)
RULES = (Rule("pictures.wanted", "No place for a picture is empty", wanted), *CHOSEN)
"""For every tool with places for pictures."""

EMAIL_RULES = (
    *RULES,
    Rule("email.picture_address", "Recipients can load every picture", addresses),
    Rule("email.picture_only", "Enough words beside the pictures", not_only_pictures),
)
