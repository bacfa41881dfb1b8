"""A tool that does next to nothing, so that what is measured is the machinery around it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from generation.brief import BrandKit, Rendering
from generation.checks.types import CheckContext, Report
from generation.llm_tools.base import EditableField, InvalidContent, Job, Tool


class Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str


class NoopTool(Tool[Params, Content]):
    name: ClassVar[str] = "noop"
    label: ClassVar[str] = "Nothing"
    description: ClassVar[str] = "Does nothing, for benchmarks."
    icon: ClassVar[str] = "page"
    formats: ClassVar[tuple[str, ...]] = ("txt",)
    params_model = Params
    content_model = Content
    sends: ClassVar[frozenset[str]] = frozenset()
    system_prompt: ClassVar[str] = "Answer with JSON."
    user_prompt: ClassVar[str] = "Say anything."

    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        return {}

    def user_variables(self, job: Job, params: Params) -> dict[str, Any]:
        return {}

    def parse(self, answer: str) -> Content:
        try:
            return Content.model_validate_json(answer)
        except ValueError as exc:
            raise InvalidContent(["This is not the form that was asked for."]) from exc

    def fill_template(self, job: Job, params: Params) -> Content:
        return Content(text="Nothing.")

    def check(self, content: Content, context: CheckContext) -> Report:
        return Report()

    def render(self, content: Content, rendering: Rendering, format: str) -> str:
        return {"txt": content.text}[format]

    def title(self, content: Content) -> str:
        return content.text[:200]

    def summary(self, content: Content) -> str:
        return content.text[:300]

    def editable_fields(self, content: Content) -> list[EditableField]:
        return [EditableField(path="text", label="Text", text=content.text, max_length=2000)]

    def apply_edits(self, content: Content, edits: Mapping[str, str]) -> Content:
        return Content.model_validate(content.model_dump() | dict(edits))


TOOL = NoopTool()
