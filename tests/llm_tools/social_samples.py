"""Posts about the spring sale, as values."""

from typing import Any

from generation.brief import Picture
from generation.checks.types import CheckContext, Finding
from generation.llm_tools.social_content import SocialContent
from generation.llm_tools.social_post import TOOL
from tests.llm_tools.samples import a_context

PICTURE = Picture(key="img_1", sha256="1" * 64, alt="", width=1200, height=675, media_type="image/png")
LINK = "https://northwind.example/spring"
GOOD = {
    "x": "The mornings are getting lighter. Until 28 March, every bag of whole-bean coffee is 20% off.",
    "linkedin": (
        "Every bag leaves Portland within 48 hours of roasting.\n\nFrom 15 to 28 March, every bag of "
        "whole-bean coffee is 20% off. US orders over $35 ship free.\n\nWhat is in your cup this spring?"
    ),
    "facebook": "Spring is on the shelf: 20% off all whole-bean coffee until 28 March. Which roast is yours?",
    "instagram": "Open windows, full cups. 20% off all whole-bean coffee until 28 March. Link in our bio.",
    "threads": "Is there a better sound than a grinder? 20% off all whole-bean coffee until 28 March.",
    "bluesky": "We roast in Portland. Until 28 March, all whole-bean coffee is 20% off.",
    "mastodon": "Roasted in Portland within 48 hours of shipping. 20% off all whole-bean coffee to 28 March.",
}


def a_post(network: str = "x", **changes: Any) -> dict[str, Any]:
    post = {"network": network, "text": GOOD[network], "link": LINK, "hashtags": "#SpringSale"}
    return post | changes


def a_social(*posts: dict[str, Any], **changes: Any) -> SocialContent:
    given = posts or tuple(a_post(network) for network in GOOD)
    return SocialContent.model_validate({"posts": list(given), "picture": {"picture": "img_1"}} | changes)


def one(network: str, text: str, **changes: Any) -> SocialContent:
    return a_social(a_post(network, text=text, **changes))


def findings(content: SocialContent, context: CheckContext | None = None) -> list[Finding]:
    return list(TOOL.check(content, context or a_context(pictures=(PICTURE,))).findings)


def found(content: SocialContent, context: CheckContext | None = None) -> dict[str, list[str]]:
    """Return the quotes that each rule found."""
    rules: dict[str, list[str]] = {}
    for finding in findings(content, context):
        rules.setdefault(finding.rule, []).append(finding.quote)
    return rules
