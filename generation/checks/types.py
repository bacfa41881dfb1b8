"""What a check takes and what it finds: plain values, no model and no database."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import Field

from generation.brief import Brief, Rendering, Value
from generation.checks.html_tree import Element, parsed
from generation.checks.phrases import grams_of
from generation.checks.text import lowered
from generation.llm_client.types import Placeholders
from generation.networks.posts import Post


class Severity(StrEnum):
    MUST_FIX = "must_fix"
    CHECK = "check"
    NOTE = "note"


class Role(StrEnum):
    """What a text does, which decides the rules that look at it."""

    SUBJECT = "subject"
    PREHEADER = "preheader"
    HEADING = "heading"
    TEXT = "text"
    """Words in light Markdown."""
    BUTTON = "button"
    URL = "url"
    """An address, not words."""
    META = "meta"
    """Words about a page, which search results show and the page does not."""
    REFERENCE = "reference"
    """Names something else, such as a fact; no words that anybody reads."""
    ALT = "alt"
    """What a picture shows, in plain words."""
    PICTURE = "picture"
    """Key of a picture: a choice, not words. Checks are not given it as a text."""


NO_WORDS = frozenset({Role.URL, Role.REFERENCE, Role.PICTURE})


class TextField(Value):
    """One piece of text in a content value, such as `sections.0.body`."""

    path: str
    label: str
    text: str
    role: Role = Role.TEXT


class RuleSetting(Value):
    """What a brand decided about one rule."""

    rule: str
    enabled: bool = True
    severity: Severity | None = None
    """In place of the rule's own."""
    terms: tuple[str, ...] = ()
    """Words that the rule leaves alone."""


class Sibling(Value):
    """Another variant of the same request, as it stands when this one is checked."""

    name: str
    """In a person's words, such as "Variant B"."""
    fields: tuple[TextField, ...]


class CheckContext(Value):
    brief: Brief
    language: str = "en"
    today: date
    bodies: tuple[tuple[str, bytes], ...] = ()
    """SHA-256 and bytes of each picture, where the tool's documents embed them."""
    settings: tuple[RuleSetting, ...] = ()
    """Those of the brand; a rule that is as usual has none."""
    asked: tuple[TextField, ...] = ()
    """The request's own texts, which a model was given beside the brief."""
    left_out: tuple[str, ...] = ()
    """What the prompt had no room for, in a person's words."""
    placeholders: Placeholders = Placeholders()
    """What a model did with the placeholders for personal data."""
    siblings: tuple[Sibling, ...] = ()
    """The variants that it should differ from."""

    @property
    def rendering(self) -> Rendering:
        """What the documents to be checked are made with."""
        brief = self.brief
        return Rendering(kit=brief.brand, language=self.language, pictures=brief.pictures, bodies=self.bodies)


class PicturePlace(Value):
    """A place for a picture in the content."""

    path: str
    key: str = ""
    """Of the picture that stands there; empty where none does."""
    alt: str = ""
    """Words for it in this place; empty where it keeps its own."""
    wanted: str = ""
    """What picture would fit, where none was found."""


class Draft(Value):
    """What rules look at: the texts that will be sent, in reading order, and the documents made of them."""

    model_config = {"frozen": True, "ignored_types": (cached_property,)}

    fields: tuple[TextField, ...]
    documents: Mapping[str, str] = Field(default_factory=dict)
    """By format, as rendered: `html`, `txt`."""
    posts: tuple[Post, ...] = ()
    """What goes out on social networks, as each of them gets it."""
    places: tuple[PicturePlace, ...] = ()

    @cached_property
    def plain(self) -> str:
        """All its words in small letters, for a quick look whether a phrase can be in it at all."""
        return "\n".join(lowered(field.text) for field in self.words())

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every run of four letters in `plain`."""
        return grams_of(self.plain)

    @cached_property
    def page(self) -> Element:
        """The rendered document, as browsers and readers get it."""
        return parsed(self.documents.get("html", ""))

    def words(self) -> tuple[TextField, ...]:
        """Every field but addresses and references."""
        return tuple(field for field in self.fields if field.role not in NO_WORDS)

    def of(self, *roles: Role) -> tuple[TextField, ...]:
        return tuple(field for field in self.fields if field.role in roles)


class ClaimStatus(StrEnum):
    SUPPORTED = "supported"
    DERIVED = "derived"
    """It follows from a fact by arithmetic, which `detail` shows."""
    CONTRADICTED = "contradicted"
    NO_SOURCE = "no_source"


class Claim(Value):
    """Words of the content that can be true or false, and the fact that says so."""

    text: str
    field: str
    start: int
    end: int
    kind: str
    """`price`, `percent`, `date`, `time`, `duration`, `number`, `code`, `superlative`, `quotation`, `place`,
    `name`, `weekday` or `url`."""
    status: ClaimStatus
    fact_key: str = ""
    """`F1` and so on, or "Brief" for the campaign's offer and dates; empty without a source."""
    fact_text: str = ""
    detail: str = ""
    breaks_law: bool = False
    """A fact says so, and the law wants the reduction counted from another price."""
    is_asked: bool = False
    """No fact says so, but the person who asked for the draft did."""


class Finding(Value):
    rule: str
    """Stable id, `family.rule`, such as `email.subject_length`."""
    severity: Severity
    message: str
    """One plain sentence, such as "A claim has no source"."""
    field: str = ""
    detail: str = ""
    quote: str = ""
    """The offending words."""
    start: int | None = None
    """Offset of `quote` in the text of `field`."""
    end: int | None = None
    suggestion: str = ""


class Report(Value):
    findings: tuple[Finding, ...] = ()
    """Worst first."""
    passed: tuple[str, ...] = ()
    """What was checked and found in order, in a person's words."""
    kit_version: int = 0
    """Of the brand kit that was read beside the words."""
    claims: tuple[Claim, ...] = ()
    """The claim-to-fact table, in reading order, where it was asked for."""

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def score(self) -> int:
        """How little there is to find, as `score_of` counts it."""
        return score_of(*(self.count(severity) for severity in Severity))

    def plus(self, findings: Iterable[Finding]) -> "Report":
        """Return the report with more findings, still worst first."""
        order = list(Severity)
        together = sorted((*self.findings, *findings), key=lambda finding: order.index(finding.severity))
        return self.model_copy(update={"findings": tuple(together)})


def score_of(must_fix: int, check: int, note: int) -> int:
    """Return 100 less 25 for each must-fix finding, 5 for each to check and 1 for each note; at least 0.

    It orders drafts of one request by how much work they leave to a person. It is no measure of how good
    they are: that is for people to say.
    """
    return max(0, 100 - 25 * must_fix - 5 * check - note)
