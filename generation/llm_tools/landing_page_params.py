"""What a person chooses for a landing page; each field is one control of the request form."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from generation.llm_tools.fields import Block, Line
from generation.llm_tools.landing_page_content import (
    INPUT_LABELS,
    LAYOUT_LABELS,
    MAX_INPUTS,
    InputKind,
    Layout,
)
from generation.llm_tools.usual_params import ButtonWords, KeyMessage, ToneChoice, WebLink

Goal = Literal["sell", "sign_up", "event", "enquiry"]
Section = Literal["benefits", "features", "social_proof", "comparison", "offer", "faq", "cta", "legal"]
GOALS: tuple[Goal, ...] = get_args(Goal)
SECTIONS: tuple[Section, ...] = get_args(Section)
GOAL_LABELS = {
    "sell": "Sell an offer",
    "sign_up": "Collect sign-ups",
    "event": "Fill an event",
    "enquiry": "Get enquiries",
}
SECTION_LABELS = {
    "benefits": "Benefits",
    "features": "Features",
    "social_proof": "Social proof",
    "comparison": "Comparison",
    "offer": "Offer",
    "faq": "Questions and answers",
    "cta": "Call to action at the end",
    "legal": "Small print",
}
USUAL: tuple[Section, ...] = ("benefits", "social_proof", "offer", "faq", "cta")


class LandingPageParams(BaseModel):
    """How the page should be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: Goal = Field(
        default="sell",
        title="Goal of the page",
        json_schema_extra={"widget": "select", "group": "say", "choices": {**GOAL_LABELS}},
    )
    key_message: KeyMessage
    proof_points: Block = Field(
        default="",
        max_length=1000,
        title="Proof points",
        description="Which facts should convince. What no fact of the campaign says is left out.",
        json_schema_extra={"widget": "multiline", "group": "say", "optional": True},
    )
    blocks: tuple[Section, ...] = Field(
        default=USUAL,
        max_length=len(SECTIONS),
        title="Sections",
        description="The opening and the footer are always there. Social proof comes only from facts.",
        json_schema_extra={"widget": "checks", "group": "say", "choices": {**SECTION_LABELS}},
    )
    call_to_action: ButtonWords = ""
    meta_title: Line = Field(
        default="",
        max_length=120,
        title="Idea for the page title",
        description="Shown in tabs and search results; 30 to 60 characters.",
        json_schema_extra={"widget": "text", "group": "say", "optional": True},
    )
    link: WebLink = Field(
        default="",
        title="Button link",
        description="Left empty, it leads to the form, or else to the campaign’s first link.",
    )
    address: WebLink = Field(
        default="",
        title="Address of the page",
        description="Where it will stand, if you know it already.",
    )
    form_fields: tuple[InputKind, ...] = Field(
        default=(),
        max_length=MAX_INPUTS,
        title="Form fields",
        description="At most five. With none, the page has no form.",
        json_schema_extra={
            "widget": "checks",
            "group": "say",
            "optional": True,
            "choices": {**INPUT_LABELS},
        },
    )
    tone: ToneChoice = "warm"
    layout: Layout = Field(
        default="calm",
        title="Layout",
        json_schema_extra={"widget": "segments", "group": "sound", "choices": {**LAYOUT_LABELS}},
    )

    @field_validator("blocks", "form_fields")
    @classmethod
    def each_once(cls, chosen: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chosen))
