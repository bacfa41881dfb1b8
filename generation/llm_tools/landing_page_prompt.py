"""The variables of the landing page prompts."""

from typing import Any

from generation.brief import BrandKit
from generation.llm_tools.base import Job
from generation.llm_tools.job_prompt import TONES, job_variables, usual_link
from generation.llm_tools.kit_prompt import brand_variables
from generation.llm_tools.landing_page_content import INPUT_LABELS
from generation.llm_tools.landing_page_params import SECTION_LABELS, Goal, LandingPageParams
from generation.llm_tools.languages import language_name

GOALS: dict[Goal, str] = {
    "sell": "readers buy what is offered",
    "sign_up": "readers leave their details to hear from the brand",
    "event": "readers come to the event",
    "enquiry": "readers ask for more",
}
ANGLES = (
    "the gain. The headline says what is better for the reader afterwards; benefits come first.",
    "the offer. The headline says what there is and until when; the offer block comes right after the hero.",
    "how it is made or done. The headline stays close to the thing itself; features or facts come first.",
    "the reader's doubt. The headline takes up a question that readers have; answers come early.",
)
"""One a variant, so that variants differ by more than words."""


def system_variables(kit: BrandKit, language: str) -> dict[str, Any]:
    # Disclosures stand in the footer, beside the address.
    return {"brand": brand_variables(kit, disclosures_in_text=False), "language": language_name(language)}


def user_variables(job: Job, params: LandingPageParams) -> dict[str, Any]:
    return {
        "params": {
            "goal": GOALS[params.goal],
            "key_message": params.key_message,
            "proof_points": params.proof_points,
            "blocks": [f"{name} ({SECTION_LABELS[name]})" for name in params.blocks],
            "call_to_action": params.call_to_action,
            "meta_title": params.meta_title,
            "link": link_of(job, params),
            "address": params.address,
            "form_fields": [f"{kind} ({INPUT_LABELS[kind]})" for kind in params.form_fields],
            "tone": TONES[params.tone],
            "layout": params.layout,
        },
        **job_variables(job, ANGLES),
    }


def link_of(job: Job, params: LandingPageParams) -> str:
    """Return where the button leads: as asked, else nowhere but the form, else the campaign's first link."""
    if params.link or params.form_fields:
        return params.link
    return usual_link(job)
