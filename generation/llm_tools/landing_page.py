"""Write landing pages: typed blocks, as one HTML file, as plain text and as a folder to publish."""

from collections.abc import Mapping
from typing import Any, ClassVar

from generation.brief import BrandKit, Rendering
from generation.checks import landing_page_rules
from generation.checks.claims import claims
from generation.checks.run import run
from generation.checks.types import CheckContext, Claim, Draft, Report
from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_tools import job_prompt, landing_page_prompt, landing_page_template
from generation.llm_tools.base import EditableField, InvalidContent, Job, Tool, Upcaster, seed_prompt
from generation.llm_tools.fields import apply_edits, editable_fields, text_fields, validated
from generation.llm_tools.landing_page_content import LandingPageContent, from_version_1
from generation.llm_tools.landing_page_html import render_html
from generation.llm_tools.landing_page_order import POSITION, arranged
from generation.llm_tools.landing_page_params import LandingPageParams
from generation.llm_tools.landing_page_text import render_text
from generation.llm_tools.landing_page_zip import to_zip
from generation.llm_tools.pictures import places_in


class LandingPageTool(Tool[LandingPageParams, LandingPageContent]):
    name: ClassVar[str] = "landing_page"
    label: ClassVar[str] = "Landing page"
    description: ClassVar[str] = "One page with one goal, in blocks, as a file to publish."
    icon: ClassVar[str] = "page"
    schema_version: ClassVar[int] = 2
    upcasters: ClassVar[Mapping[int, Upcaster]] = {1: from_version_1}
    reusable: ClassVar[bool] = True
    max_tokens: ClassVar[int] = 6000
    formats: ClassVar[tuple[str, ...]] = ("html", "txt")
    export_formats: ClassVar[tuple[str, ...]] = ("zip",)
    rules = landing_page_rules.RULES
    previews: ClassVar[tuple[str, ...]] = ("desktop", "tablet", "mobile")
    embeds_pictures: ClassVar[bool] = True
    rules = landing_page_rules.RULES
    params_model = LandingPageParams
    content_model = LandingPageContent
    sends: ClassVar[frozenset[str]] = job_prompt.SENDS
    system_prompt: ClassVar[str] = seed_prompt("landing_page.system")
    user_prompt: ClassVar[str] = seed_prompt("landing_page.user")

    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        return landing_page_prompt.system_variables(kit, language)

    def user_variables(self, job: Job, params: LandingPageParams) -> dict[str, Any]:
        return landing_page_prompt.user_variables(job, params)

    def parse(self, answer: str) -> LandingPageContent:
        try:
            data = parse_json_answer(answer)
        except BadCompletion as error:
            raise InvalidContent(error.problems) from error
        return validated(LandingPageContent, data)

    def fit(self, content: LandingPageContent, params: LandingPageParams) -> LandingPageContent:
        """Return the page in the layout and at the address that were asked for, whatever the model says.

        A block may stand out from it.
        """
        return content.model_copy(update={"layout": params.layout, "address": params.address})

    def fill_template(self, job: Job, params: LandingPageParams) -> LandingPageContent:
        return landing_page_template.fill_template(job, params)

    def check(self, content: LandingPageContent, context: CheckContext) -> Report:
        rendering = context.rendering
        documents = {format: self.render(content, rendering, format) for format in self.formats}
        draft = Draft(fields=text_fields(content), documents=documents, places=places_in(content))
        return run(landing_page_rules.RULES, draft, context)

    def claims(self, content: LandingPageContent, context: CheckContext) -> list[Claim]:
        return claims(text_fields(content), context)

    def render(self, content: LandingPageContent, rendering: Rendering, format: str) -> str:
        match format:
            case "html":
                return render_html(content, rendering)
            case "txt":
                return render_text(content, rendering)
        raise KeyError(format)

    def export(self, content: LandingPageContent, rendering: Rendering, format: str) -> bytes:
        if format == "zip":
            return to_zip(content, rendering)
        return super().export(content, rendering, format)

    def title(self, content: LandingPageContent) -> str:
        return content.hero.headline[:200]

    def summary(self, content: LandingPageContent) -> str:
        return (content.hero.text or content.meta_description)[:300]

    def editable_fields(self, content: LandingPageContent) -> list[EditableField]:
        return editable_fields(content)

    def apply_edits(self, content: LandingPageContent, edits: Mapping[str, str]) -> LandingPageContent:
        """Return new content.

        Besides the texts, `layout` takes that of the page, `blocks.3.layout` that of one block, and
        `blocks.3.position` its place.
        """
        places = {path: text for path, text in edits.items() if POSITION.match(path)}
        texts = {path: text for path, text in edits.items() if path not in places}
        choices = {"layout", *(f"blocks.{index}.layout" for index in range(len(content.blocks)))}
        return arranged(apply_edits(content, texts, also=choices), places)


TOOL = LandingPageTool()
