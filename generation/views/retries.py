"""Ask for another try at a draft, or for a rewrite of its words."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_llm.pages import DeskRequest, render_page
from generation import rewriting, services, wiring
from generation.exceptions import InvalidRequest, NotAllowed, WrongState
from generation.forms.retries import RegenerateForm
from generation.models import Generation
from generation.reading.estimates import hidden_in
from generation.views.answers import go_to
from generation.views.draft_page import find_draft

TEMPLATE = "generation/regenerate.html"
GIVEN = ("verb", "scope")
"""What a link to the form may choose in advance."""


@login_required
@require_http_methods(["GET", "POST"])
def regenerate(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for another try: with what should be better, or, from a button on the page, just once more.

    `intent=hidden` only says what personal data in the note a model would not be sent.
    """
    draft = find_draft(request, pk)
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers of this brand can request drafts."))
    if not draft.can_be_regenerated_by(request.user):
        raise WrongState(_("A draft that is being written or reviewed can’t be tried again now."))
    if request.method != "POST":
        given = {name: request.GET[name] for name in GIVEN if name in request.GET}
        form = RegenerateForm(draft=draft, initial={"idempotency_key": uuid.uuid4().hex, **given})
        return _page(request, form)
    if request.POST.get("intent") == "hidden":
        initial = {name: request.POST.get(name, "") for name in ("verb", "note", "scope", "idempotency_key")}
        several = {name: request.POST.getlist(name) for name in ("reasons", "locks")}
        return _page(request, RegenerateForm(draft=draft, initial=initial | several), fragment="hidden")
    form = RegenerateForm(request.POST, draft=draft)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = services.regenerate(
            by=request.user,
            generation=draft,
            feedback=form.feedback(),
            idempotency_key=form.cleaned_data["idempotency_key"],
            **form.rewrite(),
        )
    except InvalidRequest as exc:
        form.add_problems(exc.problems)
        return _page(request, form, status=422)
    first = made.generations.values_list("pk", flat=True)[0]
    return go_to(request, reverse("generation:draft", args=[first]))


def _page(
    request: DeskRequest, form: RegenerateForm, *, fragment: str = "regenerate", status: int = 200
) -> HttpResponse:
    draft: Generation = form.draft
    hidden, sent = hidden_in([str(form["note"].value() or "")], draft.language, draft.brand)
    context = {
        "section": "drafts",
        "draft": draft,
        "form": form,
        "hidden": hidden,
        "sent": sent,
        "tries_left": rewriting.tries_left(draft),
        "model_can_be_asked": wiring.model_is_set_up(),
    }
    return render_page(request, TEMPLATE, context, fragment=fragment, status=status)
