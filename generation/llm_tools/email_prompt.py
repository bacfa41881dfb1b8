"""The variables of the email prompts."""

from typing import Any

from generation.brief import BrandKit, MergeTag
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
from generation.llm_tools.email_words import words_for
from generation.llm_tools.fields import max_lengths
from generation.llm_tools.job_prompt import TONES, job_variables, usual_link
from generation.llm_tools.kit_prompt import brand_variables
from generation.llm_tools.languages import language_name

ANGLES = (
    "a warm opening. Greet the reader in the moment they are in, then come to the point.",
    "the point first. Say in the first sentence what the reader gets and until when.",
    "a small story. Begin with how something is made or done, as far as the facts tell it.",
    "a question. Begin with one that this reader may truly have, and answer it.",
)
"""One a variant, so that variants differ by more than words."""


def _tag_code(tag: MergeTag, kit: BrandKit, language: str) -> str:
    """Return the tag as the draft should hold it; a brand's fallback for a name is in English."""
    german_name = "name" in tag.name.lower() and language.lower().startswith("de")
    ours = words_for(language, kit).name_fallback
    return merge_tag_code(tag.name, ours if tag.fallback and german_name else tag.fallback)


def system_variables(kit: BrandKit, language: str) -> dict[str, Any]:
    lengths: dict[str, int] = {}
    for model in (EmailContent, SubjectLine, Section, CallToAction):
        lengths |= max_lengths(model)
    return {
        "brand": {
            **brand_variables(kit, disclosures_in_text=False),
            "merge_tags": [
                {"name": tag.name, "fallback": tag.fallback, "code": _tag_code(tag, kit, language)}
                for tag in kit.merge_tags
            ],
        },
        "language": language_name(language),
        "limits": lengths,
    }


def user_variables(job: Job, params: EmailParams) -> dict[str, Any]:
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
        **job_variables(job, ANGLES),
    }


def link_of(job: Job, params: EmailParams) -> str:
    """Return where the button leads: as asked, else the campaign's first link, else the brand's site."""
    return params.link or usual_link(job)
