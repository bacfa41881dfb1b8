"""What a social network has no room for, or hides behind "more".

Every limit comes from `generation.networks.table`, which names its source. Folds are approximations.
"""

import re
from collections.abc import Iterator

from generation.checks.run import Rule, about, at
from generation.checks.social_parts import parts_of, posts_with_fields
from generation.checks.text import sentences_in
from generation.checks.types import CheckContext, Draft, Finding, Severity


def length(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, part, field in parts_of(draft):
        network = post.network
        count, most = network.length(part.posted), network.characters.value
        if network.fits(part.posted):
            if count > network.room:
                yield about(
                    field,
                    rule="social.length",
                    severity=Severity.CHECK,
                    message=f"The post is close to {network.label}’s limit",
                    detail=f"{count:,} of {most:,}. {network.counted}",
                    suggestion="Leave a little room.",
                )
            continue
        start = min(max(network.fitting(part.posted) - part.start, 0), len(field.text))
        ours = start < len(field.text)
        yield at(
            field,
            (start, len(field.text)) if ours else (0, len(field.text)),
            rule="social.length",
            severity=Severity.MUST_FIX,
            message=f"The post is too long for {network.label}",
            detail=f"{count:,} of {most:,}, with link and hashtags. {network.counted}",
            suggestion=f"Take out at least {max(count - most, 1):,}.",
        )


def good_length(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, field in posts_with_fields(draft):
        network = post.network
        count = network.length(post.posted)
        # Where the limit is close to it, the limit says enough.
        is_far = network.characters.value > 2 * network.longest.value
        if is_far and len(post.parts) == 1 and network.fits(post.posted) and count > network.longest.value:
            yield about(
                field,
                rule="social.good_length",
                severity=Severity.NOTE,
                message=f"Long for {network.label}",
                detail=f"{count:,}; {network.shortest.value} to {network.longest.value:,} read best.",
            )


def fold(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, field in posts_with_fields(draft):
        limit = post.network.fold
        spans = sentences_in(field.text)
        if limit is None or not spans or len(field.text) <= limit.value:
            continue
        start, end = spans[0]
        if end > limit.value:
            yield at(
                field,
                (start, end),
                rule="social.fold",
                severity=Severity.NOTE,
                message=f"On {post.network.label} the first sentence is folded away",
                detail=f"About {limit.value} characters show on a phone before “more”.",
                suggestion="Begin with a shorter sentence.",
            )


_MARKERS = re.compile(
    r"#(?:ad|advert|sponsored|paidpartnership|werbung|anzeige|reklame)\b|\b(?:anzeige|werbung|advertisement|"
    r"sponsored by|paid partnership|bezahlte partnerschaft)\b",
    re.IGNORECASE,
)


def disclosure(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """What must be disclosed is there, and is seen before the fold (16 CFR 255.5; CAP Code 2.1; § 5a UWG)."""
    for post, field in posts_with_fields(draft):
        limit = post.network.fold
        posted = post.parts[0].posted
        for sentence in context.brief.brand.disclosures:
            if sentence.strip() and sentence.casefold() not in post.posted.casefold():
                yield about(
                    field,
                    rule="social.disclosure",
                    severity=Severity.MUST_FIX,
                    message=f"A disclosure is missing on {post.network.label}",
                    detail=f"The brand’s kit wants “{sentence}” in each post.",
                    suggestion="Put it at the beginning.",
                )
        places = [
            posted.casefold().find(sentence.casefold()) + len(sentence)
            for sentence in context.brief.brand.disclosures
            if sentence.strip() and sentence.casefold() in posted.casefold()
        ]
        places += [match.end() for match in _MARKERS.finditer(posted)][:1]
        if limit is not None and places and len(posted) > limit.value and max(places) > limit.value:
            yield about(
                field,
                rule="social.disclosure",
                severity=Severity.CHECK,
                message=f"On {post.network.label} the disclosure is folded away",
                detail=f"It must be seen without a tap; about {limit.value} characters show on a phone.",
                suggestion="Put it at the beginning.",
            )


RULES = (
    Rule("social.length", "Every post fits its network", length),
    Rule("social.good_length", "Posts have a good length", good_length),
    Rule("social.fold", "First sentences show before “more”", fold),
    Rule("social.disclosure", "Disclosures are seen at once", disclosure),
)
