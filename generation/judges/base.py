"""What a judge is asked, what it answers, and what becomes of the answer."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from generation.brief import BrandKit, Brief, Value
from generation.checks.types import Finding, Severity, TextField
from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_tools.base import InvalidContent, seed_prompt
from generation.llm_tools.fields import validated
from generation.llm_tools.kit_prompt import brand_variables

SHORTEST_QUOTE = 8
"""Characters. A shorter quotation stands in almost any text, and shows nothing."""


class UnknownJudge(LookupError):
    """There is no judge of that name."""


class Verdict(BaseModel):
    """The answer of a judge. The reason comes before the verdict, so that it is thought of first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = Field(max_length=600, description="Why, in at most 25 words.")
    evidence: str = Field(
        default="",
        max_length=600,
        description="The exact words that show it; empty where all is fine.",
    )
    verdict: Literal["problem", "fine", "cannot_assess"]


class Judge(Value):
    """One question about a text, with its prompt."""

    name: str
    """In the prompt registry: `judge_` and what it asks about."""
    label: str
    message: str
    """What the finding says where the answer is that there is a problem."""
    suggestion: str

    @property
    def rule(self) -> str:
        return f"judge.{self.name.removeprefix('judge_')}"

    @property
    def system_prompt(self) -> str:
        return seed_prompt(f"{self.name}.system")

    @property
    def user_prompt(self) -> str:
        return seed_prompt("judge.user")

    def system_variables(self, kit: BrandKit) -> dict[str, Any]:
        return {"brand": brand_variables(kit)}

    def user_variables(self, fields: Iterable[TextField], brief: Brief) -> dict[str, Any]:
        """Return what is judged, and what it is judged by: all of it data."""
        return {
            "texts": [{"label": field.label, "text": field.text} for field in fields],
            "facts": [fact.text for fact in brief.facts],
            "offer": brief.offer,
        }

    def parse(self, answer: str) -> Verdict:
        """Return the verdict.

        Raises:
            InvalidContent: the answer is none.
        """
        try:
            return validated(Verdict, parse_json_answer(answer))
        except BadCompletion as error:
            raise InvalidContent(error.problems) from error

    def finding(self, verdict: Verdict, fields: Iterable[TextField]) -> Finding | None:
        """Return what the verdict amounts to; None where there is no problem, or no words that show it."""
        if verdict.verdict != "problem":
            return None
        place = located(verdict.evidence, fields)
        if place is None:
            return None
        field, start, end = place
        return Finding(
            rule=self.rule,
            severity=Severity.CHECK,
            message=self.message,
            field=field.path,
            detail=verdict.reason[:500],
            quote=field.text[start:end],
            start=start,
            end=end,
            suggestion=self.suggestion,
        )


SYSTEM_VARIABLES = tuple(
    sorted(
        f"brand.{name}"
        for name in brand_variables(
            BrandKit(name="", sender_name="", website="", postal_address="", unsubscribe_url="")
        )
    )
)
USER_VARIABLES = ("facts", "offer", "texts")
"""All of them hold text from people or from a model."""


def located(evidence: str, fields: Iterable[TextField]) -> tuple[TextField, int, int] | None:
    """Return where the quoted words stand, whatever their white space; None where they do not."""
    words = evidence.split()
    if len("".join(words)) < SHORTEST_QUOTE:
        return None
    for field in fields:
        found = _place(words, field.text)
        if found is not None:
            return field, *found
    return None


def _place(words: list[str], text: str) -> tuple[int, int] | None:
    start = text.find(words[0])
    while start != -1:
        end = start
        for word in words:
            while end < len(text) and text[end].isspace():
                end += 1
            if not text.startswith(word, end):
                break
            end += len(word)
        else:
            return start, end
        start = text.find(words[0], start + 1)
    return None
