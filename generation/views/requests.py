"""Ask for drafts: the form of a tool, what a model would get, and the request itself."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_llm.pages import DeskRequest, render_page
from generation import services
from generation.exceptions import InvalidRequest, NotAllowed, WrongState
from generation.forms.drafts import RequestForm
from generation.llm_tools import TOOLS, UnknownTool, get_tool
from generation.models import MAX_CANDIDATES, MAX_VARIANTS, Campaign, DraftRequest
from generation.reading.estimates import Estimate
from generation.reading.estimates import estimate as estimate_request
from generation.views.answers import go_to

TEMPLATE = "generation/request_draft.html"


@login_required
@require_http_methods(["GET", "POST"])
def request_draft(request: DeskRequest, slug: str, tool: str) -> HttpResponse:
    form = _form(request, campaign_to_ask_for(request, slug), tool, bound=request.method == "POST")
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = services.request_drafts(
            by=request.user,
            campaign=form.campaign,
            tool=form.tool.name,
            params=form.params(),
            variants=form.cleaned_data["variants"],
            language=form.cleaned_data["language"],
            due_at=form.cleaned_data["due_at"],
            reuse=form.cleaned_data.get("reuse", False),
            candidates=form.cleaned_data["candidates"],
            idempotency_key=form.cleaned_data["idempotency_key"],
        )
    except InvalidRequest as exc:
        form.add_problems(exc.problems)
        return _page(request, form, status=422)
    return _go_to_first_draft(request, made)


@login_required
@require_http_methods(["GET", "POST"])
def estimate(request: DeskRequest, slug: str, tool: str) -> HttpResponse:
    """What the form as it stands would send. POST does the same, for people without scripts."""
    values = request.POST if request.method == "POST" else request.GET
    form = _form(request, campaign_to_ask_for(request, slug), tool, values=values)
    return render_page(request, TEMPLATE, _context(request, form), fragment="estimate")


def campaign_to_ask_for(request: DeskRequest, slug: str) -> Campaign:
    """Find the campaign, if drafts may be requested for it by this person.

    Raises:
        NotAllowed, WrongState: the person is no marketer; the campaign is archived.
    """
    visible = Campaign.objects.visible_to(request.user).select_related("brand__kit_version")
    campaign = get_object_or_404(visible, slug=slug)
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers can request drafts."))
    if campaign.is_archived:
        raise WrongState(_("This campaign is archived. Restore it to request drafts."))
    return campaign


def _form(
    request: DeskRequest, campaign: Campaign, tool: str, *, bound: bool = False, values: Any = None
) -> RequestForm:
    """Make the form: bound to the POST, or filled with `values` and the request that `from` names."""
    try:
        found = get_tool(tool)
    except UnknownTool as exc:
        raise Http404(str(exc)) from exc
    if bound:
        return RequestForm(request.POST, tool=found, campaign=campaign)
    form = RequestForm(tool=found, campaign=campaign)
    given = request.GET if values is None else values
    form.initial.update(_earlier(request, campaign, form))
    for name in form.fields:
        if name in given and name != "idempotency_key":
            several = getattr(form.fields[name].widget, "allow_multiple_selected", False)
            form.initial[name] = given.getlist(name) if several else given[name]
    return form


def _earlier(request: DeskRequest, campaign: Campaign, form: RequestForm) -> dict[str, Any]:
    try:
        key = uuid.UUID(request.GET.get("from", ""))
    except ValueError:
        return {}
    earlier = DraftRequest.objects.filter(pk=key, campaign=campaign, tool=form.tool.name).first()
    if earlier is None:
        return {}
    return {
        **earlier.params,
        "variants": earlier.variants,
        "candidates": earlier.candidates,
        "language": earlier.language,
        "due_at": earlier.due_at,
    }


def _page(request: DeskRequest, form: RequestForm, *, status: int = 200) -> HttpResponse:
    return render_page(request, TEMPLATE, _context(request, form), fragment="request-form", status=status)


def _context(request: DeskRequest, form: RequestForm) -> dict[str, Any]:
    return {
        "section": "campaigns",
        "campaign": form.campaign,
        "tool": form.tool,
        "tools": list(TOOLS.values()),
        "form": form,
        # By themselves: in a template "form.sections" is a parameter of that name where a tool has one.
        "cards": form.sections,
        "problems": form.problems,
        "estimate": _estimate(request, form),
    }


def _estimate(request: DeskRequest, form: RequestForm) -> Estimate:
    values = {name: form[name].value() for name in form.fields}
    variants, candidates = str(values["variants"]), str(values["candidates"])
    return estimate_request(
        form.tool,
        form.campaign,
        params={name: values[name] for name in form.parameter_names if values[name] not in ("", None, [])},
        language=str(values["language"] or "en"),
        variants=int(variants) if variants in map(str, range(1, MAX_VARIANTS + 1)) else 1,
        candidates=int(candidates) if candidates in map(str, range(1, MAX_CANDIDATES + 1)) else 1,
        person=request.user,
        now=timezone.now(),
    )


def _go_to_first_draft(request: DeskRequest, made: DraftRequest) -> HttpResponse:
    first = made.generations.order_by("variant").values_list("pk", flat=True)[0]
    return go_to(request, reverse("generation:draft", args=[first]))
