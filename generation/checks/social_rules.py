"""Every rule that social posts meet, in the order in which its passed checks are listed."""

from collections.abc import Iterator

from generation.checks import (
    brand,
    compliance,
    facts,
    formality,
    injection,
    languages,
    leaks,
    locale,
    merge,
    pictures,
    placeholders,
    safety,
    social_length,
    social_links,
    social_tags,
    social_words,
    style,
    tone,
    variants,
)
from generation.checks.law import rules_for
from generation.checks.run import Rule
from generation.checks.types import CheckContext, Draft, Finding

_NOT_OF_POSTS = frozenset({"tone.repeats", "tone.about_us"})
"""Each network gets the same message, so that sentences and words return."""
_LEFT_IN = frozenset({"merge.broken", "merge.placeholder"})
"""Of the rules on merge tags; no tag at all belongs into a post, which is a rule of posts."""


def limits(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Ask of each post by itself, for nobody reads them all: a limit named on LinkedIn is missing on X."""
    for post in draft.posts:
        fields = tuple(field for field in draft.fields if field.path.startswith(f"{post.path}."))
        yield from facts.limits(Draft(fields=fields), context)


RULES = (
    *social_length.RULES,
    *social_tags.RULES,
    *social_links.RULES,
    *social_words.RULES,
    *pictures.CHOSEN,
    *(rule for rule in merge.RULES if rule.id in _LEFT_IN),
    *(rule for rule in facts.RULES if rule.id != "facts.limits"),
    Rule("facts.limits", "Limits of facts are named in each post", limits),
    *brand.RULES,
    *rules_for("social_post", "compliance", code=compliance.CODE),
    *safety.RULES,
    *injection.RULES,
    *leaks.RULES,
    *placeholders.RULES,
    *tone.RULES,
    *formality.RULES,
    *(rule for rule in style.RULES if rule.id not in _NOT_OF_POSTS),
    *languages.RULES,
    *(rule for rule in locale.RULES if rule.id != "language.address"),
    *variants.RULES,
)
