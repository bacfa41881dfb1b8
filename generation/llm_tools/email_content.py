"""What a person chooses for an email, and what an email consists of."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from generation.checks.types import Role
from generation.llm_tools.fields import Block, Line, Shown
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.usual_params import ButtonWords, KeyMessage, ToneChoice, WebLink

Kind = Literal["promotion", "newsletter", "announcement", "event_invitation", "win_back", "follow_up"]
Length = Literal["short", "medium", "long"]

KINDS: tuple[Kind, ...] = get_args(Kind)
LENGTHS: tuple[Length, ...] = get_args(Length)

KIND_LABELS = {
    "promotion": "Promotion",
    "newsletter": "Newsletter",
    "announcement": "Announcement",
    "event_invitation": "Event invitation",
    "win_back": "Win-back",
    "follow_up": "Follow-up",
}
LENGTH_LABELS = {"short": "Short", "medium": "Medium", "long": "Long"}
LENGTH_WORDS = {"short": 70, "medium": 130, "long": 220}
"""Words of the body that a writer aims at."""


class EmailParams(BaseModel):
    """How the email should be; each field is one control of the request form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = Field(
        default="promotion",
        title="Type of email",
        json_schema_extra={"widget": "select", "group": "say", "choices": {**KIND_LABELS}},
    )
    key_message: KeyMessage
    subject_idea: Line = Field(
        default="",
        max_length=150,
        title="Subject idea",
        json_schema_extra={"widget": "text", "group": "say", "optional": True},
    )
    call_to_action: ButtonWords = ""
    link: WebLink = Field(
        default="",
        title="Button link",
        description="Left empty, it is the campaign's first link.",
    )
    tone: ToneChoice = "warm"
    length: Length = Field(
        default="medium",
        title="Length",
        json_schema_extra={"widget": "segments", "group": "sound", "choices": {**LENGTH_LABELS}},
    )


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubjectLine(_Part):
    subject: Annotated[Line, Shown("Subject", Role.SUBJECT, hint="About 35 characters show on a phone.")] = (
        Field(min_length=1, max_length=150, description="Subject line, best under 50 characters.")
    )
    preheader: Annotated[Line, Shown("Preview text", Role.PREHEADER, hint="40 to 90 characters show.")] = (
        Field(
            default="", max_length=150, description="Preview text, 40 to 90 characters, adds to the subject."
        )
    )


class SectionLink(_Part):
    """Where a reader can go on from one section, such as an item of a newsletter."""

    label: Annotated[Line, Shown("Link text")] = Field(
        default="",
        max_length=60,
        description="Names the page that it leads to; empty where it leads nowhere.",
    )
    url: Annotated[Line, Shown("Link address", Role.URL)] = Field(
        default="", max_length=500, description="Absolute https address from the brief, or empty."
    )


class EventDetails(_Part):
    """When and where, for an invitation: what a reader looks for first."""

    when: Annotated[Line, Shown("When")] = Field(
        default="", max_length=200, description="Day, time and time zone, as the facts give them."
    )
    where: Annotated[Line, Shown("Where")] = Field(
        default="", max_length=200, description="Place and address, or how to join online."
    )


class Section(_Part):
    heading: Annotated[Line, Shown("Heading", Role.HEADING)] = Field(
        default="", max_length=90, description="Short heading; empty where none is needed."
    )
    body: Annotated[
        Block, Shown("Text", multiline=True, hint="**bold**, *italic*, [link](https://…), lists with - or 1.")
    ] = Field(min_length=1, max_length=2000, description="Paragraphs in light Markdown.")
    picture: PictureSlot = PictureSlot()
    link: SectionLink = SectionLink()


class CallToAction(_Part):
    label: Annotated[Line, Shown("Label", Role.BUTTON)] = Field(
        min_length=1, max_length=40, description="Verb first, two to five words."
    )
    url: Annotated[Line, Shown("Link", Role.URL)] = Field(
        min_length=1, max_length=500, description="Absolute https address from the brief."
    )


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.strip() in {"0", "1", "2"} else value


class EmailContent(_Part):
    """An email in parts. What a person sees of it is made by the renderer."""

    subjects: Annotated[tuple[SubjectLine, ...], Shown("Option")] = Field(
        min_length=3, max_length=3, description="Three candidates that differ in approach."
    )
    chosen: Annotated[int, BeforeValidator(_whole_number)] = Field(
        default=0, ge=0, le=2, strict=True, description="Index of the candidate to send."
    )
    hero: Annotated[PictureSlot, Shown("Header")] = PictureSlot()
    headline: Annotated[Line, Shown("Headline", Role.HEADING)] = Field(min_length=1, max_length=120)
    greeting: Annotated[Line, Shown("Greeting")] = Field(min_length=1, max_length=120)
    event: Annotated[EventDetails, Shown("Event")] = EventDetails()
    sections: Annotated[tuple[Section, ...], Shown("Section")] = Field(min_length=1, max_length=6)
    call_to_action: Annotated[CallToAction, Shown("Button")]
    sign_off: Annotated[Block, Shown("Sign-off", multiline=True)] = Field(min_length=1, max_length=200)
    ps: Annotated[Block, Shown("P.S.", multiline=True)] = Field(
        default="", max_length=400, description="Postscript; empty where none is needed."
    )

    @property
    def is_event(self) -> bool:
        return bool(self.event.when or self.event.where)

    @property
    def subject(self) -> SubjectLine:
        """The candidate that is sent."""
        return self.subjects[self.chosen]


_EMPTY_SLOT = {"picture": "", "alt": "", "brief": ""}


def from_version_1(content: dict[str, Any]) -> dict[str, Any]:
    """Return content from before there were pictures, links of sections and details of an event."""
    sections = [
        {**section, "picture": dict(_EMPTY_SLOT), "link": {"label": "", "url": ""}}
        for section in content.get("sections", ())
    ]
    return {**content, "hero": dict(_EMPTY_SLOT), "event": {"when": "", "where": ""}, "sections": sections}
