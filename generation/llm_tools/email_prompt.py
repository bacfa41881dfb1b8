"""The variables of the email prompts."""

from datetime import date
from typing import Any

from generation.brief import BrandKit, MergeTag
from generation.canonical import canonical_json
from generation.checks.days import in_words
from generation.liquid import merge_tag_code
from generation.llm_tools.base import Job
from generation.llm_tools.email_content import (
    KIND_LABELS,
    LENGTH_WORDS,
    CallToAction,
    EmailContent,
    EmailParams,
    Section,
    SubjectLine,
)
from generation.llm_tools.email_kinds import GUIDES, WORDS_OF_KIND
from generation.llm_tools.email_words import GERMAN
from generation.llm_tools.fields import max_lengths
from generation.llm_tools.kit_prompt import brand_variables
from generation.llm_tools.languages import language_name
from generation.llm_tools.pictures import variables as picture_variables

ANGLES = (
    "a warm opening. Greet the reader in the moment they are in, then come to the point.",
    "the point first. Say in the first sentence what the reader gets and until when.",
    "a small story. Begin with how something is made or done, as far as the facts tell it.",
    "a question. Begin with one that this reader may truly have, and answer it.",
)
"""One a variant, so that variants differ by more than words."""

TONES = {
    "warm": "warm, close and calm",
    "matter_of_fact": "matter-of-fact: what, when, how much, and no adjectives",
    "playful": "playful, with a light touch and no puns on the name",
    "urgent": "clear about the end date, without pressure or capitals",
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


def angle_of(job: Job) -> str:
    return ANGLES[job.way_in % len(ANGLES)]


def _tag_code(tag: MergeTag, language: str) -> str:
    """Return the tag as the draft should hold it; a brand's fallback for a name is in English."""
    german_name = "name" in tag.name.lower() and language.lower().startswith("de")
    return merge_tag_code(tag.name, GERMAN.name_fallback if tag.fallback and german_name else tag.fallback)


def _day(day: date | None, language: str) -> str:
    return in_words(day, language, weekday=True, year=True) if day else ""


def system_variables(kit: BrandKit, language: str) -> dict[str, Any]:
    lengths: dict[str, int] = {}
    for model in (EmailContent, SubjectLine, Section, CallToAction):
        lengths |= max_lengths(model)
    return {
        "brand": {
            **brand_variables(kit, disclosures_in_text=False),
            "merge_tags": [
                {"name": tag.name, "fallback": tag.fallback, "code": _tag_code(tag, language)}
                for tag in kit.merge_tags
            ],
        },
        "language": language_name(language),
        "limits": lengths,
    }


def user_variables(job: Job, params: EmailParams) -> dict[str, Any]:
    brief = job.brief
    return {
        "params": {
            "kind": KIND_LABELS[params.kind],
            "guide": GUIDES[params.kind],
            "key_message": params.key_message,
            "subject_idea": params.subject_idea,
            "call_to_action": params.call_to_action,
            "link": link_of(job, params),
            "tone": TONES[params.tone],
            "words": max(40, LENGTH_WORDS[params.length] + WORDS_OF_KIND.get(params.kind, 0)),
        },
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
        "angle": angle_of(job),
        "feedback": job.feedback,
        "previous": canonical_json(job.previous) if job.previous else "",
    }


def link_of(job: Job, params: EmailParams) -> str:
    """Return where the button leads: as asked, else the campaign's first link, else the brand's site."""
    return params.link or next((link.url for link in job.brief.links), job.brief.brand.website)
