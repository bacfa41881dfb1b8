"""Hashtags and mentions in posts: how many, of what form, and whether anybody named them."""

import re
from collections.abc import Iterator

from generation.checks.run import Rule, about, at, distinct
from generation.checks.social_parts import fields_of, parts_of, posts_with_fields
from generation.checks.types import CheckContext, Draft, Finding, Severity
from generation.networks.tags import Tag, hashtags_in, mentions_in

LONG_HASHTAG = 12
"""So many small letters in a row are probably several words."""


def hashtag_count(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, field in posts_with_fields(draft):
        network, count = post.network, len(hashtags_in(post.posted))
        most = network.hashtags
        if most is not None and count > most.value:
            yield about(
                field,
                rule="social.hashtag_count",
                severity=Severity.MUST_FIX,
                message=f"{network.label} allows {most.value} {_hashtags(most.value)}",
                detail=f"There are {count}. {network.label} refuses or ignores the rest.",
                suggestion="Keep the ones that people search for.",
            )
        elif count > network.usual_hashtags.value:
            yield about(
                field,
                rule="social.hashtag_count",
                severity=Severity.NOTE,
                message=f"Many hashtags for {network.label}",
                detail=f"{count}; up to {network.usual_hashtags.value} are usual.",
            )


def _hashtags(count: int) -> str:
    return "hashtag" if count == 1 else "hashtags"


def hashtag_form(draft: Draft, context: CheckContext) -> list[Finding]:
    """Say of a hashtag once what is wrong with it, though it stands in many posts."""
    return distinct(list(_badly_formed(draft, context)))


def _badly_formed(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    fields = fields_of(draft)
    for post in draft.posts:
        field = fields.get(f"{post.path}.hashtags")
        if field is None:
            continue
        found = hashtags_in(field.text)
        links = {(tag.start, tag.end) for tag in found}
        for match in re.finditer(r"\S+", field.text):
            if match.span() not in links:
                yield at(
                    field,
                    match.span(),
                    rule="social.hashtag_form",
                    severity=Severity.MUST_FIX,
                    message="This is no hashtag",
                    detail="A hashtag is # with letters, digits and underscores, not digits alone.",
                    suggestion="Write it as one word, such as #SpringSale.",
                )
        for tag in found:
            if _runs_together(tag, context):
                yield at(
                    field,
                    (tag.start, tag.end),
                    rule="social.hashtag_form",
                    severity=Severity.NOTE,
                    message="A hashtag is hard to read",
                    detail="Screen readers spell several words in one as a single one.",
                    suggestion="Begin each word with a capital, such as #SpringSale.",
                )


def _runs_together(tag: Tag, context: CheckContext) -> bool:
    if not tag.name.islower() or not tag.name.isascii():
        return False
    brief = context.brief
    names = {
        re.sub(r"[\W_]+", "", name).lower() for name in (brief.campaign, brief.brand.name) if " " in name
    }
    return tag.name in names or (len(tag.name) > LONG_HASHTAG and context.language[:2].lower() == "en")


def mentions(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, part, field in parts_of(draft):
        found = mentions_in(field.text)
        if post.network.name == "x" and part is post.parts[0] and part.posted.startswith(("@", "＠")):
            yield about(
                field,
                rule="social.mentions",
                severity=Severity.CHECK,
                message="A post on X that begins with a name is read as a reply",
                detail="Only those who follow both accounts see it.",
                suggestion="Put a word before it.",
            )
        most = post.network.mentions
        if most is not None and len(found) > most.value:
            yield about(
                field,
                rule="social.mentions",
                severity=Severity.MUST_FIX,
                message=f"{post.network.label} allows {most.value} mentions",
                detail=f"There are {len(found)}.",
            )


def strangers(draft: Draft, context: CheckContext) -> list[Finding]:
    """An account that the brief does not name may be anybody's."""
    known = {tag.text.casefold() for tag in mentions_in(_brief_words(context))}
    return distinct(
        [
            at(
                field,
                (tag.start, tag.end),
                rule="social.strangers",
                severity=Severity.CHECK,
                message="An account is mentioned that the brief does not name",
                detail="A wrong name leads readers to a stranger.",
                suggestion="Check it, or take it out.",
            )
            for _post, _part, field in parts_of(draft)
            for tag in mentions_in(field.text)
            if tag.text.casefold() not in known
        ]
    )


def _brief_words(context: CheckContext) -> str:
    brief = context.brief
    asked = [field.text for field in context.asked if field.path.startswith("params.")]
    return "\n".join([brief.offer, brief.objective, brief.audience, *(f.text for f in brief.facts), *asked])


RULES = (
    Rule("social.hashtag_count", "Few hashtags", hashtag_count),
    Rule("social.hashtag_form", "Hashtags work and can be read", hashtag_form),
    Rule("social.mentions", "Few mentions, and none at the very beginning", mentions),
    Rule("social.strangers", "Mentions are named in the brief", strangers),
)
