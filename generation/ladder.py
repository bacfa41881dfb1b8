"""What a draft gets when no model can help: the words of an approved draft, else the tool's template."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pydantic import BaseModel

from generation import checking
from generation.checks.types import Severity
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent, Job
from generation.models import UNDO_WINDOW, Finding, Generation, Revision

LOOKED_AT = 5
"""How many approved drafts are checked before the template is taken."""


@dataclass(frozen=True)
class StandIn:
    """Words that no model wrote for this draft, and why it has them."""

    content: BaseModel
    source: Generation.Source
    notice: str
    reused: Revision | None = None


def without_model(
    generation: Generation, job: Job, params: BaseModel, *, why: str, advice: str = ""
) -> StandIn:
    """Return the best words that can be had without a model, and `why` in a person's words.

    An approved draft is offered only for the same request: the same campaign, tool, language and parameters,
    with nothing to find today that was not found when it was approved. Only the first variant gets it, for
    variants are there to differ; and no other try at a draft does, for that one asks for other words.
    """
    approved = _approved_sibling(generation, job, timezone.now())
    if approved is not None:
        sibling, content = approved
        day = date_format(generation.brand.today(sibling.decided_at or timezone.now()), "j F Y")
        told = _("These are the words of the draft that was approved on %(day)s.") % {"day": day}
        source, reused = Generation.Source.CACHE, sibling.current_revision
    else:
        content = get_tool(generation.tool).fill_template(job, params)
        told = _("This was filled from the template.")
        source, reused = Generation.Source.TEMPLATE, None
    return StandIn(content, source, " ".join(part for part in (why, told, advice) if part), reused)


def _approved_sibling(generation: Generation, job: Job, now: datetime) -> tuple[Generation, BaseModel] | None:
    if generation.variant != 1 or generation.parent_id is not None:
        return None
    siblings = (
        Generation.objects.filter(
            campaign=generation.campaign_id,
            tool=generation.tool,
            language=generation.language,
            request__params=generation.request.params,
            review_status=Generation.ReviewStatus.APPROVED,
            decided_at__lte=now - UNDO_WINDOW,
        )
        # Who wrote the words is then one step away, for the rule that nobody approves their own.
        .exclude(source=Generation.Source.CACHE)
        .select_related("current_revision")
        .order_by("-decided_at")
    )
    for sibling in siblings[:LOOKED_AT]:
        content = _still_good(sibling, generation, job, now)
        if content is not None:
            return sibling, content
    return None


def _still_good(sibling: Generation, generation: Generation, job: Job, now: datetime) -> BaseModel | None:
    """Return the sibling's words if they still fit the facts and rules, as they did when approved."""
    revision = sibling.current_revision
    if revision is None:
        return None
    try:
        content: BaseModel = get_tool(generation.tool).stored(revision.content, revision.schema_version)
    except InvalidContent:
        return None
    report = checking.check(generation, content, brief=job.brief, now=now)
    known = Counter(Finding.objects.filter(revision=revision).values_list("rule", "quote"))
    found = Counter((one.rule, one.quote[:300]) for one in report.findings if one.severity != Severity.NOTE)
    return None if report.count(Severity.MUST_FIX) or found - known else content
