"""The variables of the social prompts."""

from typing import Any

from generation.brief import BrandKit
from generation.llm_tools.base import Job
from generation.llm_tools.fields import max_lengths
from generation.llm_tools.job_prompt import TONES, job_variables, usual_link
from generation.llm_tools.kit_prompt import brand_variables
from generation.llm_tools.languages import language_name
from generation.llm_tools.pictures import PictureSlot
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
EMOJI = {
    "none": "No emoji.",
    "few": "At most one emoji a post, never in place of a word or of a bullet.",
    "usual": "A few emoji where they are usual on that network, never in place of a word or of a bullet.",
}
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
        **job_variables(job, ANGLES),
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


def link_of(job: Job, params: SocialParams) -> str:
    """Return where the posts lead: as asked, else the campaign's first link, else the brand's site."""
    return params.link or usual_link(job)
