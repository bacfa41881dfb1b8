"""Campaigns: the list, one of them, and the forms that change it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_llm.keyset import page
from crm_llm.pages import DeskRequest, render_page
from generation import campaign_services
from generation.exceptions import NotAllowed
from generation.forms import campaigns as campaign_forms
from generation.llm_tools import TOOLS
from generation.models import Brand, Campaign
from generation.reading import standing
from generation.views import campaign_page
from generation.views.answers import go_to
from generation.views.dashboard import poll_interval

TABS = ("drafts", "facts", "activity")


@require_safe
@login_required
def campaigns(request: DeskRequest) -> HttpResponse:
    visible = Campaign.objects.visible_to(request.user)
    status = request.GET.get("status")
    status = status if status in Campaign.Status.values else Campaign.Status.ACTIVE
    after = request.GET.get("after", "")
    shown = visible.filter(status=status).select_related("brand", "owner")
    rows = shown.annotate(
        drafts=Count("generations"),
        in_review=Count("generations", filter=_of_drafts(standing.IN_REVIEW)),
        approved=Count("generations", filter=_of_drafts(standing.APPROVED)),
    )
    context = {
        "page": page(rows, by=("-created_at", "-id"), cursor=after),
        "status": status,
        "counts": visible.aggregate(
            active=Count("pk", filter=Q(status="active")), archived=Count("pk", filter=Q(status="archived"))
        ),
    }
    return render_page(request, "generation/campaigns.html", context, fragment="rows" if after else "list")


def _of_drafts(standing_: Q) -> Q:
    """Turn a condition on drafts into one on the drafts of a campaign."""
    return Q(*((f"generations__{name}", value) for name, value in standing_.children))  # type: ignore[misc]


@require_safe
@login_required
def campaign(request: DeskRequest, slug: str) -> HttpResponse:
    found = _visible(request, slug)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "drafts"
    return campaign_page.page_of(request, found, tab, _panel(request, found, tab))


def _panel(request: DeskRequest, found: Campaign, tab: str) -> dict[str, Any]:
    if tab == "activity":
        return {"entries": campaign_page.activity(found, request.user, request.GET.get("after", ""))}
    if tab == "facts":
        return {"facts": list(found.facts.all())}
    groups = campaign_page.drafts_by_tool(found)
    return {
        "groups": groups,
        "shown_drafts": campaign_page.SHOWN_DRAFTS,
        "tools": TOOLS.values(),
        "poll": poll_interval([draft for group in groups for draft in group.drafts]),
    }


@require_http_methods(["GET", "POST"])
@login_required
def campaign_new(request: DeskRequest) -> HttpResponse:
    _require_marketer(request)
    if request.method != "POST":
        return _form_page(request, campaign_forms.blank(request.user, request.GET.get("brand", "")))
    if reshaped := campaign_forms.reshaped(request.user, request.POST):
        return _form_page(request, reshaped)
    form = campaign_forms.posted(request.user, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    made = campaign_services.create(by=request.user, values=form.values)
    messages.success(request, _("The campaign is saved. Request its first draft when you like."))
    return go_to(request, resolve_url("generation:campaign", made.slug))


@require_http_methods(["GET", "POST"])
@login_required
def campaign_edit(request: DeskRequest, slug: str) -> HttpResponse:
    found = _visible(request, slug)
    _require_marketer(request)
    if request.method != "POST":
        wanted = campaign_forms.filled(request.user, found, new_fact=request.GET.get("fact", ""))
        return _form_page(request, wanted, found)
    if reshaped := campaign_forms.reshaped(request.user, request.POST):
        return _form_page(request, reshaped, found)
    form = campaign_forms.posted(request.user, request.POST)
    if not form.is_valid():
        return _form_page(request, form, found, status=422)
    try:
        campaign_services.edit(
            by=request.user, campaign=found, values=form.values, seen=form.seen or found.created_at
        )
    except campaign_services.StaleCampaign as stale:
        form.seen = found.updated_at
        return _form_page(request, form, found, conflict=str(stale), status=409)
    messages.success(request, _("The campaign is saved."))
    return go_to(request, resolve_url("generation:campaign", found.slug))


@require_POST
@login_required
def campaign_duplicate(request: DeskRequest, slug: str) -> HttpResponse:
    made = campaign_services.duplicate(by=request.user, campaign=_visible(request, slug))
    messages.success(request, _("This is the copy. Change what differs, then save it."))
    return go_to(request, resolve_url("generation:campaign_edit", made.slug))


@require_POST
@login_required
def campaign_archive(request: DeskRequest, slug: str) -> HttpResponse:
    """Archive an active campaign, restore an archived one."""
    found = _visible(request, slug)
    if found.is_archived:
        campaign_services.restore(by=request.user, campaign=found)
        messages.success(request, _("The campaign is active again."))
    else:
        campaign_services.archive(by=request.user, campaign=found)
    return go_to(request, resolve_url("generation:campaign", found.slug))


def _visible(request: DeskRequest, slug: str) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("brand__kit_version", "owner")
    return get_object_or_404(rows, slug=slug)


def _require_marketer(request: DeskRequest) -> None:
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers can change campaigns."))


def _form_page(
    request: DeskRequest,
    form: campaign_forms.CampaignForm,
    found: Campaign | None = None,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "campaign": found,
        "conflict": conflict,
        "has_brands": Brand.objects.visible_to(request.user).exists(),
        "max_facts": campaign_forms.MAX_FACTS,
        "max_links": campaign_forms.MAX_LINKS,
    }
    return render_page(request, "generation/campaign_form.html", context, status=status)
