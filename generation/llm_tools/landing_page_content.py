"""What a landing page consists of: blocks of a few kinds, in the order in which they are read."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generation.checks.types import Role
from generation.llm_tools.fields import Block, Line, Shown
from generation.llm_tools.pictures import PictureSlot

Layout = Literal["calm", "bold"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
BlockLayout = Literal["", "calm", "bold"]
"""Of one block; empty where it follows the page."""
LAYOUT_LABELS = {"calm": "Calm", "bold": "Bold"}
MAX_BLOCKS = 14
_ID = re.compile(r"[a-z][a-z0-9-]{0,23}\Z")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Block(_Part):
    label: ClassVar[str]
    """What people call it."""
    type: str
    """First in every block: strict mode tells the members of a union by their first property."""
    id: str = Field(
        default="",
        max_length=24,
        description="Short name of the block, unique in the page, such as faq. Keep it when you rewrite.",
    )
    layout: BlockLayout = Field(
        default="", description="calm or bold where it should stand out from the page; else empty."
    )


HEADING = Shown("Heading", Role.HEADING)
MARKDOWN = "**bold**, *italic*, [link](https://…), lists with - or 1."


class Item(_Part):
    title: Annotated[Line, HEADING] = Field(min_length=1, max_length=120, description="Up to six words.")
    text: Annotated[Line, Shown("Text", multiline=True)] = Field(
        default="", max_length=300, description="Up to 25 words."
    )


class HeroBlock(_Block):
    """The first screen: what it is, for whom, and what to do."""

    label: ClassVar[str] = "Opening"
    type: Literal["hero"]
    kicker: Annotated[Line, Shown("Line above")] = Field(
        default="", max_length=60, description="A few words above the headline, such as the dates; or empty."
    )
    headline: Annotated[Line, Shown("Headline", Role.HEADING, hint="Up to ten words.")] = Field(
        min_length=1, max_length=120, description="The outcome for the reader, up to ten words."
    )
    text: Annotated[Line, Shown("Text", multiline=True, hint="Up to 25 words.")] = Field(
        default="", max_length=300, description="One or two sentences, up to 25 words."
    )
    note: Annotated[Line, Shown("Line under the button")] = Field(
        default="", max_length=120, description="A short condition under the button; or empty."
    )
    picture: Annotated[PictureSlot, Shown("Picture")] = PictureSlot()


class BenefitsBlock(_Block):
    label: ClassVar[str] = "Benefits"
    type: Literal["benefits"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    text: Annotated[Line, Shown("Text", multiline=True)] = Field(default="", max_length=300)
    items: Annotated[tuple[Item, ...], Shown("Benefit")] = Field(
        min_length=1, max_length=6, description="Three to five gains for the reader, not properties."
    )


class FeaturesBlock(_Block):
    label: ClassVar[str] = "Features"
    type: Literal["features"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    text: Annotated[Line, Shown("Text", multiline=True)] = Field(default="", max_length=300)
    items: Annotated[tuple[Item, ...], Shown("Feature")] = Field(
        min_length=1, max_length=8, description="Three to five properties that the facts name."
    )


class Proof(_Part):
    text: Annotated[Line, Shown("Proof", multiline=True)] = Field(
        min_length=1, max_length=400, description="What the fact says; a quotation word for word."
    )
    source: Annotated[Line, Shown("Said by")] = Field(
        default="", max_length=120, description="Who said it, as the fact names them; empty for a figure."
    )
    fact: Annotated[Line, Shown("Fact", Role.REFERENCE, hint="Key of the fact, such as F1.")] = Field(
        min_length=1, max_length=12, description="Key of the fact that says so, such as F1."
    )

    @property
    def is_quotation(self) -> bool:
        return bool(self.source)


class SocialProofBlock(_Block):
    """Only what facts say: each item names the one that it rests on."""

    label: ClassVar[str] = "Social proof"
    type: Literal["social_proof"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    items: Annotated[tuple[Proof, ...], Shown("Item")] = Field(
        min_length=1, max_length=4, description="Leave the whole block out where no fact is such a proof."
    )
    note: Annotated[Line, Shown("How reviews are checked")] = Field(
        default="",
        max_length=240,
        description="How the brand knows that reviews are genuine, if a fact says.",
    )


class Row(_Part):
    topic: Annotated[Line, Shown("Topic")] = Field(min_length=1, max_length=80)
    ours: Annotated[Line, Shown("First column")] = Field(min_length=1, max_length=160)
    theirs: Annotated[Line, Shown("Second column")] = Field(min_length=1, max_length=160)


class ComparisonBlock(_Block):
    label: ClassVar[str] = "Comparison"
    type: Literal["comparison"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    ours: Annotated[Line, Shown("First column")] = Field(min_length=1, max_length=60)
    theirs: Annotated[Line, Shown("Second column")] = Field(min_length=1, max_length=60)
    rows: Annotated[tuple[Row, ...], Shown("Row")] = Field(
        min_length=1, max_length=8, description="Three to five rows. Only what facts say; no rival is named."
    )


class Question(_Part):
    question: Annotated[Line, Shown("Question", Role.HEADING)] = Field(min_length=1, max_length=160)
    answer: Annotated[Block, Shown("Answer", multiline=True, hint=MARKDOWN)] = Field(
        min_length=1, max_length=800, description="One to three sentences in light Markdown."
    )


class FaqBlock(_Block):
    label: ClassVar[str] = "Questions"
    type: Literal["faq"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    items: Annotated[tuple[Question, ...], Shown("Question")] = Field(
        min_length=1, max_length=10, description="Four to eight questions that the facts answer."
    )


class OfferBlock(_Block):
    label: ClassVar[str] = "Offer"
    type: Literal["offer"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    text: Annotated[Block, Shown("Text", multiline=True, hint=MARKDOWN)] = Field(
        default="", max_length=800, description="What the reader gets, in light Markdown."
    )
    product: Annotated[Line, Shown("Product")] = Field(
        default="", max_length=120, description="What the price is for, as the fact names it; or empty."
    )
    price: Annotated[Line, Shown("Price")] = Field(
        default="", max_length=40, description="As the fact writes it, such as $14.40; or empty."
    )
    former_price: Annotated[Line, Shown("Former price")] = Field(
        default="", max_length=40, description="As the fact writes it; empty unless a fact names one."
    )
    code: Annotated[Line, Shown("Code")] = Field(
        default="", max_length=40, description="Code to be used, as the offer writes it; or empty."
    )
    when: Annotated[Line, Shown("When")] = Field(
        default="", max_length=120, description="Dates or last day, in words; or empty."
    )
    where: Annotated[Line, Shown("Where")] = Field(
        default="", max_length=160, description="Place of an event, as the fact names it; or empty."
    )
    picture: Annotated[PictureSlot, Shown("Picture")] = PictureSlot()
    terms: Annotated[Line, Shown("Conditions", multiline=True)] = Field(
        default="", max_length=400, description="Every condition and limit that the facts name."
    )


InputKind = Literal[
    "name",
    "first_name",
    "last_name",
    "email",
    "tel",
    "company",
    "job_title",
    "postal_code",
    "city",
    "message",
]
INPUT_KINDS: tuple[InputKind, ...] = get_args(InputKind)
INPUT_LABELS = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Email",
    "tel": "Phone",
    "company": "Company",
    "job_title": "Job title",
    "postal_code": "Postcode",
    "city": "Town",
    "message": "Message",
}
MAX_INPUTS = 5
"""More lose readers: checkouts ask for 11.3 fields on average where 8 would do (Baymard, June 2024)."""


class Input(_Part):
    kind: InputKind
    label: Annotated[Line, Shown("Label")] = Field(min_length=1, max_length=60)
    required: bool = Field(default=True)


class FormBlock(_Block):
    label: ClassVar[str] = "Form"
    type: Literal["form"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    text: Annotated[Line, Shown("Text", multiline=True)] = Field(default="", max_length=300)
    fields: Annotated[tuple[Input, ...], Shown("Field")] = Field(
        min_length=1, max_length=MAX_INPUTS, description="The fields that were asked for, in that order."
    )
    consent: Annotated[Line, Shown("Consent box", multiline=True)] = Field(
        default="",
        max_length=300,
        description="Words beside a box that readers tick to agree to emails; or empty.",
    )
    notice: Annotated[Line, Shown("Privacy line", multiline=True)] = Field(
        min_length=1,
        max_length=300,
        description="What the details are used for, in one sentence. A link to the privacy notice follows.",
    )
    button: Annotated[Line, Shown("Button", Role.BUTTON)] = Field(
        min_length=1, max_length=40, description="Verb first, two to five words."
    )


class ActionBlock(_Block):
    """The call to action once more, after the reader has read."""

    label: ClassVar[str] = "Call to action"
    type: Literal["cta"]
    heading: Annotated[Line, HEADING] = Field(min_length=1, max_length=90)
    text: Annotated[Line, Shown("Text", multiline=True)] = Field(default="", max_length=300)


class LegalBlock(_Block):
    label: ClassVar[str] = "Small print"
    type: Literal["legal"]
    text: Annotated[Block, Shown("Text", multiline=True, hint=MARKDOWN)] = Field(
        min_length=1, max_length=1500, description="Conditions of the offer that the facts name."
    )


AnyBlock = Annotated[
    HeroBlock
    | BenefitsBlock
    | FeaturesBlock
    | SocialProofBlock
    | ComparisonBlock
    | FaqBlock
    | OfferBlock
    | FormBlock
    | ActionBlock
    | LegalBlock,
    Field(discriminator="type"),
]
BLOCKS: dict[str, type[_Block]] = {
    kind.model_fields["type"].annotation.__args__[0]: kind for kind in get_args(get_args(AnyBlock)[0])
}
"""By the name of their kind."""
ONCE = ("hero", "form", "legal")
"""Kinds that a page has at most once."""


class PageAction(_Part):
    label: Annotated[Line, Shown("Label", Role.BUTTON)] = Field(
        min_length=1, max_length=40, description="Verb first, two to five words."
    )
    url: Annotated[Line, Shown("Link", Role.URL, hint="Left empty, it leads to the form on the page.")] = (
        Field(
            default="",
            max_length=500,
            description="Absolute https address from the brief; empty where the page has a form to fill in.",
        )
    )


class LandingPageContent(_Part):
    """A page in blocks. What a person sees of it is made by the renderer."""

    layout: Layout = Field(default="calm", description="calm or bold, as asked for.")
    meta_title: Annotated[Line, Shown("Page title", Role.META, hint="30 to 60 characters.")] = Field(
        min_length=1, max_length=120, description="Title for tabs and search results, 30 to 60 characters."
    )
    meta_description: Annotated[
        Line, Shown("Description", Role.META, multiline=True, hint="70 to 155 characters.")
    ] = Field(default="", max_length=320, description="For search results, 70 to 155 characters.")
    address: Annotated[
        Line, Shown("Address of the page", Role.URL, hint="Where it will stand; may be left empty.")
    ] = Field(default="", max_length=500, description="As the brief gives it, else empty.")
    call_to_action: Annotated[PageAction, Shown("Button")]
    blocks: Annotated[tuple[AnyBlock, ...], Shown("Block")] = Field(
        min_length=1,
        max_length=MAX_BLOCKS,
        description="In reading order: the hero first, then the sections that were asked for.",
    )

    @model_validator(mode="before")
    @classmethod
    def blocks_have_ids(cls, data: Any) -> Any:
        """Give each block a name that is an anchor and no other block has. Names that are kept stay."""
        if not isinstance(data, dict) or not isinstance(data.get("blocks"), list | tuple):
            return data
        return {**data, "blocks": list(_named(data["blocks"]))}

    @model_validator(mode="after")
    def opens_once(self) -> "LandingPageContent":
        kinds: list[str] = [block.type for block in self.blocks]
        if kinds[0] != "hero":
            raise ValueError("the first block is the hero")
        for kind in ONCE:
            if kinds.count(kind) > 1:
                raise ValueError(f"a page has one block of type {kind}")
        return self

    @property
    def hero(self) -> HeroBlock:
        hero = self.blocks[0]
        assert isinstance(hero, HeroBlock)
        return hero

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """Those in use, in the order in which people are offered them."""
        used = {block.layout or self.layout for block in self.blocks}
        return tuple(layout for layout in LAYOUTS if layout in used)

    @property
    def form(self) -> FormBlock | None:
        return next((block for block in self.blocks if isinstance(block, FormBlock)), None)


def _named(blocks: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
    taken: set[str] = set()
    for block in blocks:
        if not isinstance(block, dict):
            yield block
            continue
        wanted = str(block.get("id") or "")
        stem = wanted if _ID.match(wanted) else str(block.get("type") or "block").replace("_", "-")
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem[:20]}-{number}", number + 1
        taken.add(name)
        yield {**block, "id": name}


def from_version_1(content: dict[str, Any]) -> dict[str, Any]:
    """Blocks had no layout of their own."""
    return content
