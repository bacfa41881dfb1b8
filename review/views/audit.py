"""The audit log: who did what, when, on which words."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_llm.keyset import page
from crm_llm.pages import DeskRequest, render_page
from generation.models import Campaign, Generation
from review import audit as log
from review.exceptions import NotAllowed
from review.forms import AuditFilter, day_start
from review.models import ChainCheck

PAGE_SIZE = 50


@login_required
@require_safe
def audit(request: DeskRequest) -> HttpResponse:
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


def _objects(request: DeskRequest, chosen: dict[str, Any]) -> tuple[Generation | None, Campaign | None]:
    """Return what the page is narrowed to, for its name; None also for what the person can't see."""
    draft = campaign = None
    if "draft" in chosen:
        draft = Generation.objects.visible_to(request.user).filter(pk=chosen["draft"]).first()
    if "campaign" in chosen:
        campaign = Campaign.objects.visible_to(request.user).filter(slug=chosen["campaign"]).first()
    return draft, campaign
