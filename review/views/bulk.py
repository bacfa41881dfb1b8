"""What can be done with several drafts of the queue at once: claim, assign, export. Never a decision."""

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crm_llm.accounts.models import User
from crm_llm.errors import DomainError
from crm_llm.pages import DeskRequest
from generation.models import QUEUE_ORDER, Generation
from review import queue, workflow
from review.audit_export import cell
from review.forms import BulkForm
from review.risk import risk_of
from review.views.desk import must_review
from review.views.going import go

COLUMNS = (
    *("id", "title", "tool", "campaign", "requested_by", "language"),
    *("risk", "reason", "due_at", "waits_since", "with"),
)


@login_required
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    must_review(request.user)
    form = BulkForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return go(request, "review:queue")
    drafts = _chosen(request.user, form.cleaned_data["drafts"])
    match form.cleaned_data["action"]:
        case "export":
            return _export(drafts)
        case "assign":
            to = form.cleaned_data["to"]
            done = _each(request, drafts, workflow.assign, to=to)
            words = ngettext("%(n)s draft assigned.", "%(n)s drafts assigned.", done)
        case _:
            done = _each(request, drafts, workflow.claim)
            words = ngettext("%(n)s draft is yours for now.", "%(n)s drafts are yours for now.", done)
    if done:
        messages.success(request, words % {"n": done})
    return go(request, "review:queue")


def _chosen(user: User, ids: set[UUID]) -> list[Generation]:
    """Return the chosen drafts that wait, in the order of the queue."""
    drafts = queue.waiting(user).filter(pk__in=ids).for_lists()
    joined = drafts.select_related("assigned_to", "brand__kit_version", "current_revision")
    return list(joined.order_by(*QUEUE_ORDER))


def _each(request: DeskRequest, drafts: list[Generation], verb: Callable[..., Any], **values: Any) -> int:
    """Do it to each draft on its own; say of each that was refused why. Return how many were not."""
    done = 0
    for draft in drafts:
        try:
            verb(by=request.user, generation=draft, **values)
        except DomainError as error:
            messages.error(request, _("“%(title)s”: %(why)s") % {"title": draft, "why": error})
        else:
            done += 1
    return done


def _export(drafts: list[Generation]) -> HttpResponse:
    name = f"queue-{timezone.localdate():%Y-%m-%d}.csv"
    response = HttpResponse(
        "\ufeff",  # by which spreadsheets know UTF-8
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
    lines = csv.writer(response)
    lines.writerow(COLUMNS)
    for draft in drafts:
        risk = risk_of(draft)
        values = [
            draft.pk, draft.title, draft.tool, draft.campaign.name, draft.requested_by.display_name,
            draft.language, risk.level.value, risk.reason, _iso(draft.due_at), _iso(draft.submitted_at),
            draft.held_by or draft.assigned_to,
        ]  # fmt: skip
        lines.writerow([cell(value) for value in values])
    return response


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
