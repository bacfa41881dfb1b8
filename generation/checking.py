"""Check the words of a draft against its campaign, its brand, and the words beside them."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from crm_llm import rows
from generation import rewriting
from generation.brief import Brief
from generation.checks.translation import changed, said
from generation.checks.types import CheckContext, Claim, Report, Severity, Sibling
from generation.llm_client.types import Placeholders
from generation.llm_tools import get_tool
from generation.llm_tools.asked import asked
from generation.llm_tools.base import InvalidContent, Tool
from generation.llm_tools.fields import text_fields
from generation.llm_tools.pictures import used_in
from generation.llm_tools.rewrites import Verb
from generation.models import Generation, Revision, RuleSetting
from generation.models.generation import letter_of
from generation.rendering import bodies_of

AnyTool = Tool[Any, Any]
NONE_LOST = Placeholders()


def check(
    generation: Generation,
    content: BaseModel,
    *,
    brief: Brief,
    now: datetime,
    left_out: tuple[str, ...] = (),
    placeholders: Placeholders = NONE_LOST,
    siblings: tuple[Sibling, ...] = (),
) -> Report:
    """Run the tool's checks on words of the draft, and set its claims against the facts.

    Args:
        left_out: what its prompt had no room for.
        placeholders: what the model did with those for personal data.
        siblings: the variants that it should differ from.
    """
    tool: AnyTool = get_tool(generation.tool)
    request = generation.request
    earlier = rewriting.earlier_words(request)
    context = CheckContext(
        brief=brief,
        language=generation.language,
        today=generation.brand.today(now),
        asked=asked(
            tool.params_model,
            request.params,
            feedback=request.feedback,
            previous=earlier.content if earlier else None,
        ),
        left_out=left_out,
        placeholders=placeholders,
        settings=RuleSetting.objects.values_of(generation.brand),
        siblings=siblings,
    )
    if tool.embeds_pictures:
        bodies = bodies_of(used_in(content, context.rendering))
        context = context.model_copy(update={"bodies": bodies})
    report: Report = tool.check(content, context)
    claims = tool.claims(content, context)
    if request.verb == Verb.TRANSLATE and earlier is not None:
        report = _with_original(report, generation, content, claims, earlier, context)
    return report.model_copy(update={"claims": distinct_claims(claims), "kit_version": brief.brand.version})


def siblings_of(generation: Generation) -> tuple[Sibling, ...]:
    """Return the other variants of the request that a model has written by now.

    There are none for words from a template, and for words that were put together from several variants:
    those repeat by nature.
    """
    current = generation.current_revision
    if generation.request.variants == 1 or generation.source == Generation.Source.TEMPLATE:
        return ()
    if current is not None and current.note:
        return ()
    written = rows.select(
        Generation,
        ("current_revision", "variant", "current_revision__content", "current_revision__schema_version"),
        where={"request": generation.request_id, "source": Generation.Source.MODEL},
        order="variant",
    )
    tool: AnyTool = get_tool(generation.tool)
    found = []
    for revision, variant, words, version in written:
        if revision == generation.current_revision_id:
            continue
        with suppress(InvalidContent):
            fields = text_fields(tool.stored(json.loads(words), version))
            found.append(
                Sibling(name=_("Variant %(letter)s") % {"letter": letter_of(variant)}, fields=fields)
            )
    return tuple(found)


def _with_original(
    report: Report,
    generation: Generation,
    content: BaseModel,
    claims: list[Claim],
    earlier: Revision,
    context: CheckContext,
) -> Report:
    """Add to the report what a translation lost or changed of the words that it was made from."""
    tool: AnyTool = get_tool(generation.tool)
    original = tool.stored(earlier.content, earlier.schema_version)
    read_as = context.model_copy(update={"language": earlier.generation.language})
    before = said(_texts(tool, original), tool.claims(original, read_as))
    found = list(changed(before, said(_texts(tool, content), claims)))
    order = list(Severity)
    findings = sorted((*report.findings, *found), key=lambda finding: order.index(finding.severity))
    passed = report.passed if found else (*report.passed, "The translation keeps facts and links")
    return report.model_copy(update={"findings": tuple(findings), "passed": passed})


def _texts(tool: AnyTool, content: BaseModel) -> list[str]:
    return [field.text for field in tool.editable_fields(content)]


def distinct_claims(claims: list[Claim]) -> tuple[Claim, ...]:
    """Leave out what the text says twice with the same source: the table is read, not counted."""
    first: dict[tuple[str, str, str], Claim] = {}
    for claim in claims:
        first.setdefault((claim.text.casefold(), claim.status, claim.fact_key), claim)
    return tuple(first.values())
