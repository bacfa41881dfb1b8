"""Write haiku: a whole tool in one file, as somebody would add it."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from generation.brief import BrandKit, Rendering
from generation.checks.run import run
from generation.checks.safety import RULES
from generation.checks.types import CheckContext, Draft, Report
from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_tools.base import EditableField, InvalidContent, Job, Tool
from generation.llm_tools.fields import Line, Shown, apply_edits, editable_fields, text_fields, validated


class HaikuParams(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key_message: Line = Field(min_length=1, max_length=200, title="Season word")


class Haiku(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first: Annotated[Line, Shown("First line")] = Field(min_length=1, max_length=60)
    second: Annotated[Line, Shown("Second line")] = Field(min_length=1, max_length=60)
    third: Annotated[Line, Shown("Third line")] = Field(min_length=1, max_length=60)

    @property
    def text(self) -> str:
        return "\n".join((self.first, self.second, self.third))


class HaikuTool(Tool[HaikuParams, Haiku]):
    name: ClassVar[str] = "haiku"
    label: ClassVar[str] = "Haiku"
    description: ClassVar[str] = "Three lines and a season."
    icon: ClassVar[str] = "text"
    formats: ClassVar[tuple[str, ...]] = ("txt",)
    params_model = HaikuParams
    content_model = Haiku
    sends: ClassVar[frozenset[str]] = frozenset({"feedback", "previous"})
    system_prompt: ClassVar[str] = "You write haiku for {{ brand.name }}."
    user_prompt: ClassVar[str] = "{% data 'season word' %}{{ key_message }}{% enddata %}"

    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        return {"brand": {"name": kit.name}}

    def user_variables(self, job: Job, params: HaikuParams) -> dict[str, Any]:
        return {"key_message": params.key_message}

    def parse(self, answer: str) -> Haiku:
        try:
            return validated(Haiku, parse_json_answer(answer))
        except BadCompletion as error:
            raise InvalidContent(error.problems) from error

    def fill_template(self, job: Job, params: HaikuParams) -> Haiku:
        return Haiku(
            first="An old silent pond", second=params.key_message[:60], third="Splash. Silence again."
        )

    def check(self, content: Haiku, context: CheckContext) -> Report:
        return run(RULES, Draft(fields=text_fields(content)), context)

    def render(self, content: Haiku, rendering: Rendering, format: str) -> str:
        return {"txt": content.text}[format]

    def title(self, content: Haiku) -> str:
        return content.first

    def summary(self, content: Haiku) -> str:
        return content.text

    def editable_fields(self, content: Haiku) -> list[EditableField]:
        return editable_fields(content)

    def apply_edits(self, content: Haiku, edits: Mapping[str, str]) -> Haiku:
        return apply_edits(content, edits)


TOOL = HaikuTool()
