"""The interface of a writing tool: one capability, from its form to its rendered documents.

A tool is a module of this package that holds one `TOOL`. It knows no model, view or task: values
come in and values go out, so that it can be tested and replaced alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from generation.brief import BrandKit, Brief, Rendering, Value
from generation.checks.run import Rule
from generation.checks.types import CheckContext, Claim, Report

ParamsT = TypeVar("ParamsT", bound=BaseModel)
ContentT = TypeVar("ContentT", bound=BaseModel)


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""From content of one schema version to the same content of the next."""


class InvalidContent(ValueError):
    """An answer or an edit that is not valid content. `problems` are sentences, one a fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems


class Job(Value):
    """All that a tool may know of one draft."""

    brief: Brief
    language: str = "en"
    variant: int = 1
    variants: int = 1
    feedback: str = ""
    """What a person wants done better than in `previous`."""
    previous: dict[str, Any] | None = None
    """The content that the feedback is about, or that a person wants another of."""
    task: str = ""
    """What this system asks beside the prompt's own words, such as to rewrite one part alone."""

    @property
    def way_in(self) -> int:
        """From 0: another for each variant, and the next one where a person just asks again."""
        asked_again = self.previous is not None and not self.feedback
        return self.variant - 1 + asked_again


class EditableField(Value):
    """One text that a person can edit, and what a form needs to show it."""

    path: str
    """Where it is in the content, such as `sections.0.body`."""
    label: str
    text: str
    max_length: int
    multiline: bool = False
    hint: str = ""
    counted: int | None = None
    """Its length as the place where it is published counts it; None where that is its characters."""
    is_optional: bool = False
    """It may be empty."""
    is_words: bool = True
    """It is read. Addresses and names of facts or pictures are not: no rewrite of the words touches them."""
    is_picture: bool = False
    """The text is the key of a picture, which is chosen and not typed."""


class Block(Value):
    """One part of the content that can be rewritten or kept alone: an item of a list, or a single text."""

    path: str
    """Where it is in the content, such as `sections.0` or `headline`."""
    label: str


def blocks_of(fields: Iterable[EditableField]) -> list[Block]:
    """Put texts together to the parts that they belong to, in reading order.

    `sections.0.heading` and `sections.0.body` belong to `sections.0`; a text outside a list is a part of
    its own. What a label says first names the part: "Section 1: heading", "FAQ, item 2: answer".
    """
    found: dict[str, Block] = {}
    for field in fields:
        name, _dot, rest = field.path.partition(".")
        item = rest.partition(".")[0]
        path = f"{name}.{item}" if item.isdigit() else name
        label = field.label.partition(":")[0].partition(",")[0] if rest else field.label
        found.setdefault(path, Block(path=path, label=label))
    return list(found.values())


PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


def seed_prompt(name: str) -> str:
    """Return the template of that name as it ships, such as `email.system`."""
    return (PROMPTS / f"{name}.liquid").read_text(encoding="utf-8")


class Tool(ABC, Generic[ParamsT, ContentT]):
    name: ClassVar[str]
    """In URLs and the database: lower-case letters and underscores."""
    label: ClassVar[str]
    """On screen, for one draft: "Email"."""
    description: ClassVar[str]
    icon: ClassVar[str]
    """Name of a symbol in static/icons.svg."""
    schema_version: ClassVar[int] = 1
    """Of `content_model`. Stored content of an older one is read through `upcasters`."""
    upcasters: ClassVar[Mapping[int, Upcaster]] = {}
    """By the version that they start from: one for each version before today's."""
    reusable: ClassVar[bool] = False
    """A person may choose to get the answer that an identical request got before."""
    max_tokens: ClassVar[int] = 2500
    """Longest answer that its first prompt version allows."""
    candidates: ClassVar[int] = 1
    """How many answers a draft is usually chosen from. A person may choose 1 to 3."""
    formats: ClassVar[tuple[str, ...]] = ("html", "txt")
    """The documents that `render` makes, and that an approval freezes."""
    export_formats: ClassVar[tuple[str, ...]] = ()
    """Further files that `export` makes for a download."""
    rules: ClassVar[tuple[Rule, ...]] = ()
    """Every rule that `check` may ask, for the list that people see."""
    previews: ClassVar[tuple[str, ...]] = ("desktop", "mobile")
    """How its HTML is looked at: `desktop`, `tablet`, `mobile`."""
    embeds_pictures: ClassVar[bool] = False
    """Its documents hold the bytes of pictures, so that `Rendering.bodies` has to be filled."""
    params_model: type[ParamsT]
    """What a person chooses on the form: `title`, `description` and `json_schema_extra` make the form."""
    content_model: type[ContentT]
    sends: ClassVar[frozenset[str]]
    """What of a job may leave the house, by path: `brief.offer`, `brief.facts.text`, `feedback` …
    Parameters are filled in for the tool and may always be used; of all else, what is not named is empty."""
    drops_first: ClassVar[tuple[str, ...]] = (
        "previous",
        "facts",
        "links",
        "pictures",
        "objective",
        "audience",
    )
    """What is left out, in this order, where a prompt is longer than it may be: never the offer."""
    system_prompt: ClassVar[str]
    user_prompt: ClassVar[str]
    """The first published version of the tool's prompt, as Liquid templates."""

    @abstractmethod
    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        """Return what the system template may use: what admins write, and settings.

        It is given nothing that people write, so that none of it can get into a system message.
        """

    @abstractmethod
    def user_variables(self, job: Job, params: ParamsT) -> dict[str, Any]:
        """Return what the user template may use. Text from people is data: the template fences it.

        What `sends` does not name is empty in the job.
        """

    @abstractmethod
    def parse(self, answer: str) -> ContentT:
        """Return the content of a model's answer.

        Raises:
            InvalidContent: it is no JSON, or not of the schema; `problems` can be sent back to the model.
        """

    def fit(self, content: ContentT, params: ParamsT) -> ContentT:
        """Return a model's content as this very request asked for it.

        Raises:
            InvalidContent: something that was asked for is missing; the model is told and tries again.
        """
        return content

    def stored(self, content: Any, version: int) -> ContentT:
        """Return content as it was stored under a version of the schema, in today's form.

        Raises:
            InvalidContent: it can't be read any more.
        """
        for older in range(version, self.schema_version):
            upcast = self.upcasters.get(older)
            if upcast is None or not isinstance(content, dict):
                raise InvalidContent([f"Content of version {older} can't be read any more."])
            content = upcast(content)
        try:
            return self.content_model.model_validate(content)
        except ValidationError as error:
            raise InvalidContent(["The content does not follow its schema."]) from error

    @abstractmethod
    def fill_template(self, job: Job, params: ParamsT) -> ContentT:
        """Return content written from the brief alone, with no model: good enough to send after review."""

    @abstractmethod
    def check(self, content: ContentT, context: CheckContext) -> Report:
        """Run every rule on the content."""

    def claims(self, content: ContentT, context: CheckContext) -> list[Claim]:
        """Return what the content claims, each with the fact that supports it or none."""
        return []

    @abstractmethod
    def render(self, content: ContentT, rendering: Rendering, format: str) -> str:
        """Return one of `formats` as a whole document.

        Raises:
            KeyError: the tool has no such format.
        """

    def export(self, content: ContentT, rendering: Rendering, format: str) -> bytes:
        """Return one of `formats` or `export_formats` as a file. The same input makes the same bytes.

        Raises:
            KeyError: the tool has no such format.
        """
        return self.render(content, rendering, format).encode()

    @abstractmethod
    def title(self, content: ContentT) -> str:
        """Return what a list calls this draft, in at most 200 characters."""

    @abstractmethod
    def summary(self, content: ContentT) -> str:
        """Return the first words that a reader meets, in at most 300 characters."""

    @abstractmethod
    def editable_fields(self, content: ContentT) -> list[EditableField]:
        """Return every text of the content, in reading order."""

    def blocks(self, content: ContentT) -> list[Block]:
        """Return the parts of the content that a person can have rewritten, keep or choose alone."""
        return blocks_of(self.editable_fields(content))

    @property
    def can_rewrite(self) -> bool:
        """Whether a model may be shown an earlier version and a wish, so that it can change that version."""
        return {"feedback", "previous"} <= set(self.sends)

    @abstractmethod
    def apply_edits(self, content: ContentT, edits: Mapping[str, str]) -> ContentT:
        """Return new content with the texts at the given paths replaced.

        Raises:
            InvalidContent: an edited text is too long or of the wrong form; or there is no such path.
        """
