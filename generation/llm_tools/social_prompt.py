"""The variables of the social prompts."""

from datetime import date
from typing import Any

from generation.brief import BrandKit
from generation.canonical import canonical_json
from generation.checks.days import in_words
from generation.llm_tools.base import Job
from generation.llm_tools.fields import max_lengths
from generation.llm_tools.kit_prompt import brand_variables
from generation.llm_tools.languages import language_name
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.pictures import variables as picture_variables
from generation.llm_tools.social_content import SocialContent, SocialParams, SocialPost
from generation.networks.table import NETWORKS, Network

ANGLES = (
    "a warm opening. Meet the reader in the moment they are in, then come to the point.",
    "the point first. Say in the first line what the reader gets and until when.",
    "a small story. Begin with how something is made or done, as far as the facts tell it.",
    "a question. Begin with one that this reader may truly have, and answer it.",
)
"""One a variant, so that variants differ by more than words."""

GOALS = {
    "offer": "make an offer known, with what it is and until when",
    "news": "share news",
    "event": "invite to an event",
    "story": "tell how something is made or done, as far as the facts tell it",
    "conversation": "start a conversation: end with one question that people can answer from experience",
}
TONES = {
    "warm": "warm, close and calm",
    "matter_of_fact": "matter-of-fact: what, when, how much, and no adjectives",
    "playful": "playful, with a light touch and no puns on the name",
    "urgent": "clear about the end date, without pressure or capitals",
}
EMOJI = {
    "none": "No emoji.",
    "few": "At most one emoji a post, never in place of a word or of a bullet.",
    "usual": "A few emoji where they are usual on that network, never in place of a word or of a bullet.",
}
SENDS = frozenset(
    [
        "brief.campaign",
        "brief.objective",
        "brief.audience",
        "brief.offer",
        "brief.starts_on",
        "brief.ends_on",
        "brief.facts.key",
        "brief.facts.text",
        "brief.facts.source",
        "brief.links.label",
        "brief.links.url",
        "brief.pictures.key",
        "brief.pictures.alt",
        "brief.pictures.width",
        "brief.pictures.height",
        "feedback",
        "previous",
    ]
)
MANNERS = {
    "x": "One thought, plainly said. Never begin with @.",
    "linkedin": "Short paragraphs with a blank line between them. A professional voice, first person plural.",
    "facebook": "A few friendly lines, as to neighbours.",
    "instagram": "The words go with the picture. Links can't be clicked: say that the link is in the bio.",
    "threads": "Like something said in passing, in plain words.",
    "bluesky": "One thought, plainly said. No marketing voice.",
    "mastodon": "Plain and unhurried. No marketing voice.",
}


def system_variables(kit: BrandKit, language: str) -> dict[str, Any]:
    return {
        "brand": brand_variables(kit),
        "language": language_name(language),
        "limits": max_lengths(SocialPost) | max_lengths(SocialContent) | max_lengths(PictureSlot),
    }


def user_variables(job: Job, params: SocialParams) -> dict[str, Any]:
    brief = job.brief
    return {
        "params": {
            "key_message": params.key_message,
            "goal": GOALS[params.goal],
            "link": link_of(job, params),
            "own_hashtags": params.own_hashtags,
            "picture": params.picture,
            "tone": TONES[params.tone],
            "emoji": EMOJI[params.emoji],
            "thread": params.thread != "single" and "x" in params.networks,
        },
        "networks": [network_variables(NETWORKS[name], params) for name in params.networks],
        "brief": {
            "campaign": brief.campaign,
            "objective": brief.objective,
            "audience": brief.audience,
            "offer": brief.offer,
            "starts_on": _day(brief.starts_on, job.language),
            "ends_on": _day(brief.ends_on, job.language),
            "facts": [{"key": fact.key, "text": fact.text, "source": fact.source} for fact in brief.facts],
            "links": [{"label": link.label, "url": link.url} for link in brief.links],
            "pictures": picture_variables(brief.pictures),
        },
        "language": language_name(job.language),
        "today": _day(brief.taken_at.date(), job.language),
        "variant": job.variant,
        "variants": job.variants,
        "angle": ANGLES[job.way_in % len(ANGLES)],
        "feedback": job.feedback,
        "previous": canonical_json(job.previous) if job.previous else "",
    }


def network_variables(network: Network, params: SocialParams) -> dict[str, Any]:
    """Return what a writer is told of one network. Room for the link is taken off already."""
    return {
        "name": network.name,
        "label": network.label,
        "manner": MANNERS[network.name],
        "shortest": network.shortest.value,
        "longest": min(network.longest.value, network.room - 60),
        "fold": network.fold.value if network.fold else 0,
        "hashtags": hashtag_room(network, params),
        "link": network.links_are_live,
        "thread": network.name == "x" and params.thread != "single",
    }


def hashtag_room(network: Network, params: SocialParams) -> int:
    """Return how many hashtags a post may have, by what was asked for."""
    usual = network.usual_hashtags.value
    return {"none": 0, "few": min(2, usual), "usual": usual}[params.hashtags]


def _day(day: date | None, language: str) -> str:
    return in_words(day, language, weekday=True, year=True) if day else ""


def link_of(job: Job, params: SocialParams) -> str:
    """Return where the posts lead: as asked, else the campaign's first link, else the brand's site."""
    return params.link or next((link.url for link in job.brief.links), job.brief.brand.website)
