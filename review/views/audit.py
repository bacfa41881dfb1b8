"""The audit log: who did what, when, on which words."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_llm.keyset import page
from crm_llm.pages import DeskRequest, render_page
from generation import audit as record
from generation.models import AuditAction, AuditEntry, Campaign, Generation
from review import audit as log
from review import audit_export as audit_files
from review.exceptions import NotAllowed
from review.forms import AuditFilter, day_start
from review.models import ChainCheck

PAGE_SIZE = 50


@login_required
@require_safe
def audit(request: DeskRequest) -> HttpResponse:
    form, entries, draft, campaign = _asked_for(request)
    chosen = form.chosen()
    found = page(entries, by=log.ORDER, cursor=request.GET.get("after", ""), size=PAGE_SIZE)
    context: dict[str, Any] = {
        "section": "audit",
        "form": form,
        "chosen": chosen,
        "draft": draft,
        "campaign": campaign,
        "days": log.by_day(log.rows(request.user, found.items)),
        "next_cursor": found.next,
        "is_older": bool(request.GET.get("after")),
        "check": ChainCheck.objects.order_by("-checked_at", "-id").first(),
    }
    fragment = "older" if request.htmx.target == "older" else "log"
    return render_page(request, "review/audit.html", context, fragment=fragment)


@login_required
@require_safe
def audit_export(request: DeskRequest, format: str) -> StreamingHttpResponse:
    """Stream what the filters of the page show, all of it. That it was taken is an entry itself."""
    if format not in audit_files.FORMATS:
        raise Http404(format)
    _form, entries, _draft, _campaign = _asked_for(request)
    with transaction.atomic():
        record.record(
            AuditAction.AUDIT_EXPORTED,
            by=request.user,
            on=request.user,
            after={"format": format, "filters": request.GET.urlencode()[:500]},
        )
    name = f"audit-{timezone.localdate():%Y-%m-%d}.{format}"
    return StreamingHttpResponse(
        audit_files.lines(entries, format),
        content_type=audit_files.FORMATS[format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _asked_for(
    request: DeskRequest,
) -> tuple[AuditFilter, QuerySet[AuditEntry], Generation | None, Campaign | None]:
    """Return the filters, the entries that they leave, and the draft and campaign that they name.

    Raises:
        NotAllowed: the person may not read the log.
    """
    if not log.may_read(request.user):
        raise NotAllowed(_("Only review leads and prompt admins can read the audit log. Ask one of them."))
    form = AuditFilter(request.GET, kinds=[(name, label) for name, (label, actions) in log.KINDS.items()])
    chosen = form.chosen()
    draft, campaign = _objects(request, chosen)
    entries = log.entries(
        request.user,
        person=chosen.get("person"),
        kind=chosen.get("kind", ""),
        since=day_start(chosen["since"]) if "since" in chosen else None,
        before=day_start(chosen["until"] + timedelta(days=1)) if "until" in chosen else None,
        draft=chosen.get("draft"),
        campaign=campaign,
    )
    if "campaign" in chosen and campaign is None:
        entries = entries.none()
    return form, entries, draft, campaign


def _objects(request: DeskRequest, chosen: dict[str, Any]) -> tuple[Generation | None, Campaign | None]:
    """Return what the page is narrowed to, for its name; None also for what the person can't see."""
    draft = campaign = None
    if "draft" in chosen:
        draft = Generation.objects.visible_to(request.user).filter(pk=chosen["draft"]).first()
    if "campaign" in chosen:
        campaign = Campaign.objects.visible_to(request.user).filter(slug=chosen["campaign"]).first()
    return draft, campaign
