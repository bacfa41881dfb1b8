"""The words of posts: plain letters for everybody, and other words for each kind of network."""

import re
from collections.abc import Iterator

from generation.brief import Policy
from generation.checks.run import Rule, about, at
from generation.checks.social_parts import posts_with_fields
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity
from generation.networks.emoji import emoji_in
from generation.networks.table import Network

_MARKUP = re.compile(
    r"\*\*[^*\n]+\*\*|__[^_\n]+__|\[[^\[\]\n]{1,200}\]\([^()\n]+\)|^#{1,6}\s+\S.*$|`[^`\n]+`|</?[a-z][^<>\n]*>",
    re.MULTILINE | re.IGNORECASE,
)
_STYLED = re.compile(
    "[\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]+"
)
"""Mathematical and boxed letters: bold or script to the eye, noise or silence in a screen reader."""


def styled_letters(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.words():
        for match in _STYLED.finditer(field.text):
            yield at(
                field,
                match.span(),
                rule="social.styled_letters",
                severity=Severity.CHECK,
                message="Letters that only look bold",
                detail="Screen readers skip them or spell them out, and searches don’t find them.",
                suggestion="Use plain letters.",
            )


def markup(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.words():
        for match in _MARKUP.finditer(field.text):
            yield at(
                field,
                match.span(),
                rule="social.markup",
                severity=Severity.CHECK,
                message="Networks show this markup as it stands",
                detail="Posts are plain text.",
                suggestion="Take the signs out.",
            )


def merge_tags(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.fields:
        for match in re.finditer(r"\{\{.*?\}\}|\{%.*?%\}", field.text, re.DOTALL):
            yield at(
                field,
                match.span(),
                rule="social.merge_tag",
                severity=Severity.MUST_FIX,
                message="A merge tag stands in a public post",
                detail="Nobody fills it there.",
                suggestion="Write words for everybody.",
            )


_NO_NEWS = re.compile(
    r"\A\W*(?:(?:an? )?(?:image|picture|photo|photograph|graphic) (?:of|showing)\b"
    r"|(?:ein )?(?:bild|foto) (?:von|mit|zeigt)\b)",
    re.IGNORECASE,
)


def pictures(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.ALT):
        match = _NO_NEWS.match(field.text)
        if match:
            yield at(
                field,
                match.span(),
                rule="social.picture",
                severity=Severity.NOTE,
                message="The alt text says that it is a picture",
                detail="Screen readers say so anyway.",
                suggestion="Begin with what it shows.",
            )
    for post, field in posts_with_fields(draft):
        if post.network.needs_picture and not post.has_picture:
            yield about(
                field,
                rule="social.picture",
                severity=Severity.CHECK,
                message=f"{post.network.label} takes no post without a picture",
                suggestion="Choose a picture of the campaign.",
            )


def _uses_few_emoji(context: CheckContext) -> bool:
    return context.brief.brand.emoji is Policy.FEW


def emoji(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """For brands that use few: as many as readers of each network are used to. A thread is one post."""
    for post, field in posts_with_fields(draft):
        count, usual = len(emoji_in(post.posted)), post.network.usual_emoji.value
        if count > usual:
            yield about(
                field,
                rule="social.emoji_count",
                severity=Severity.CHECK,
                message=f"Many emoji for {post.network.label}",
                detail=f"{count}; up to {usual} are usual. Screen readers read each of them out.",
                suggestion="Keep those that say something.",
            )


_KIN = {"x": "short", "threads": "short", "bluesky": "short", "mastodon": "short"}
"""Networks whose readers expect the same kind of post; there the same words may do."""
ALIKE = 0.9


def repeats(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    seen: list[tuple[Network, set[str]]] = []
    for post, field in posts_with_fields(draft):
        shingles = _shingles(" ".join(part.text for part in post.parts))
        for network, others in seen:
            kin = _KIN.get(post.network.name, post.network.name) == _KIN.get(network.name, network.name)
            if not kin and shingles and len(shingles & others) >= ALIKE * len(shingles | others):
                yield about(
                    field,
                    rule="social.repeats",
                    severity=Severity.NOTE,
                    message=f"{post.network.label} says the same as {network.label}",
                    detail="People read them differently: a longer text here, a shorter one there.",
                    suggestion="Adapt it to the network.",
                )
                break
        seen.append((post.network, shingles))


def _shingles(text: str) -> set[str]:
    words = text.casefold().split()
    return {" ".join(words[place : place + 3]) for place in range(max(1, len(words) - 2))}


RULES = (
    Rule("social.styled_letters", "Letters that screen readers can read", styled_letters),
    Rule("social.markup", "Plain text without markup", markup),
    Rule("social.merge_tag", "No merge tags in public posts", merge_tags),
    Rule("social.emoji_count", "Few emoji", emoji, applies=_uses_few_emoji),
    Rule("social.picture", "Pictures where they are needed", pictures),
    Rule("social.repeats", "Each network has its own words", repeats),
)
