"""A campaign kit: one page to ask for all kinds of drafts from one brief, and one to watch them."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_llm.pages import DeskRequest, render_page
from generation import services
from generation.exceptions import InvalidRequest
from generation.forms.kits import KitForm
from generation.models import Campaign
from generation.reading.kits import kit_of
from generation.views.answers import go_to
from generation.views.requests import campaign_to_ask_for

ASK = "generation/kit_new.html"
WATCH = "generation/kit.html"


@login_required
@require_http_methods(["GET", "POST"])
def kit_new(request: DeskRequest, slug: str) -> HttpResponse:
    campaign = campaign_to_ask_for(request, slug)
    if request.method != "POST":
        return _page(request, KitForm(campaign=campaign))
    form = KitForm(request.POST, campaign=campaign)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = services.request_kit(
            by=request.user,
            campaign=campaign,
            params=form.params(),
            language=form.cleaned_data["language"],
            due_at=form.cleaned_data["due_at"],
            idempotency_key=form.cleaned_data["idempotency_key"],
        )
    except InvalidRequest as exc:
        form.add_problems(exc.problems)
        return _page(request, form, status=422)
    return go_to(request, reverse("generation:kit", args=[slug, made]))


def _page(request: DeskRequest, form: KitForm, *, status: int = 200) -> HttpResponse:
    context = {"section": "campaigns", "campaign": form.campaign, "form": form}
    return render_page(request, ASK, context, fragment="kit-form", status=status)


@require_safe
@login_required
def kit(request: DeskRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """The drafts of a kit with what differs between them; polled until the last one is written."""
    visible = Campaign.objects.visible_to(request.user).select_related("brand__kit_version")
    campaign = get_object_or_404(visible, slug=slug)
    found = kit_of(campaign, pk)
    if found is None:
        raise Http404(_("There is no such kit."))
    context: dict[str, Any] = {"section": "campaigns", "campaign": campaign, "kit": found, "pk": pk}
    return render_page(request, WATCH, context, fragment="kit")
