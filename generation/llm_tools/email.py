"""Write marketing emails: subject lines, body, button and sign-off, as HTML, plain text or a mail file."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from generation.brief import BrandKit, Rendering
from generation.checks import email_rules
from generation.checks.claims import claims
from generation.checks.run import run
from generation.checks.types import CheckContext, Claim, Draft, Report, TextField
from generation.liquid import fill_merge_tags
from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_tools import email_prompt, email_render, email_template, job_prompt
from generation.llm_tools.base import EditableField, InvalidContent, Job, Tool, Upcaster, seed_prompt
from generation.llm_tools.email_content import EmailContent, EmailParams, from_version_1
from generation.llm_tools.fields import apply_edits, editable_fields, text_fields, validated
from generation.llm_tools.pictures import places_in
from generation.llm_tools.plain import plain_text


class EmailTool(Tool[EmailParams, EmailContent]):
    name: ClassVar[str] = "email"
    label: ClassVar[str] = "Email"
    description: ClassVar[str] = "One email with three subject lines to choose from."
    icon: ClassVar[str] = "mail"
    schema_version: ClassVar[int] = 2
    upcasters: ClassVar[Mapping[int, Upcaster]] = {1: from_version_1}
    reusable: ClassVar[bool] = True
    formats: ClassVar[tuple[str, ...]] = ("html", "txt")
    export_formats: ClassVar[tuple[str, ...]] = ("eml",)
    rules = email_rules.RULES
    params_model = EmailParams
    content_model = EmailContent
    sends: ClassVar[frozenset[str]] = job_prompt.SENDS
    system_prompt: ClassVar[str] = seed_prompt("email.system")
    user_prompt: ClassVar[str] = seed_prompt("email.user")

    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        return email_prompt.system_variables(kit, language)

    def user_variables(self, job: Job, params: EmailParams) -> dict[str, Any]:
        return email_prompt.user_variables(job, params)

    def parse(self, answer: str) -> EmailContent:
        try:
            data = parse_json_answer(answer)
        except BadCompletion as error:
            raise InvalidContent(error.problems) from error
        return validated(EmailContent, data)

    def fill_template(self, job: Job, params: EmailParams) -> EmailContent:
        return email_template.fill_template(job, params)

    def check(self, content: EmailContent, context: CheckContext) -> Report:
        rendering = context.rendering
        documents = {format: self.render(content, rendering, format) for format in self.formats}
        return run(
            email_rules.RULES,
            Draft(fields=_sent(content), documents=documents, places=places_in(content)),
            context,
        )

    def claims(self, content: EmailContent, context: CheckContext) -> list[Claim]:
        return claims(_sent(content), context)

    def render(self, content: EmailContent, rendering: Rendering, format: str) -> str:
        return email_render.render(content, rendering, format)

    def export(self, content: EmailContent, rendering: Rendering, format: str) -> bytes:
        if format == "eml":
            return email_render.render_eml(content, rendering)
        return super().export(content, rendering, format)

    def title(self, content: EmailContent) -> str:
        return fill_merge_tags(content.subject.subject, {})[:200]

    def summary(self, content: EmailContent) -> str:
        words = content.subject.preheader or plain_text(content.sections[0].body)
        return " ".join(fill_merge_tags(words, {}).split())[:300]

    def editable_fields(self, content: EmailContent) -> list[EditableField]:
        return editable_fields(content)

    def apply_edits(self, content: EmailContent, edits: Mapping[str, str]) -> EmailContent:
        """Return new content; besides the texts, `chosen` takes the number of the subject line to send."""
        return apply_edits(content, edits, also={"chosen"})


@lru_cache(maxsize=16)
def _sent(content: EmailContent) -> tuple[TextField, ...]:
    """Return the texts that leave the house: of the subject lines, only the chosen one.

    Checks and claims ask for the same, one after the other.
    """
    chosen = f"subjects.{content.chosen}."
    return tuple(
        field
        for field in text_fields(content)
        if not field.path.startswith("subjects.") or field.path.startswith(chosen)
    )


TOOL = EmailTool()
