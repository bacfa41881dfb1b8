"""What every tool's user prompt says of a job: its brief, its language, its place among the variants."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from generation.canonical import canonical_json
from generation.checks.days import in_words
from generation.llm_tools.base import Job
from generation.llm_tools.languages import language_name
from generation.llm_tools.pictures import variables as picture_variables

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
"""What of it leaves the house, by name."""


def job_variables(job: Job, angles: Sequence[str]) -> dict[str, Any]:
    """Return all but `params`, which are the tool's own. `angles` are its ways in, one a variant."""
    brief = job.brief
    return {
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
        "angle": angles[job.way_in % len(angles)],
        "feedback": job.feedback,
        "previous": canonical_json(job.previous) if job.previous else "",
    }


def usual_link(job: Job) -> str:
    """Return where drafts lead unless somebody says: the campaign's first link, else the brand's site."""
    return next((link.url for link in job.brief.links), job.brief.brand.website)


def _day(day: date | None, language: str) -> str:
    return in_words(day, language, weekday=True, year=True) if day else ""
