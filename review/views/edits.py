"""The reviewer's edit: a new revision, which somebody else must approve."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_llm.errors import DomainError
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation import checking, revisions
from generation.diffs import FieldDiff, diff_fields
from generation.exceptions import EditRefused, StaleRevision
from generation.llm_tools.base import EditableField
from generation.models import Generation
from generation.stores import unsaved
from generation.text import has_control_characters, whole_number
from generation.views.edit_values import PREFIX, typed_words
from generation.views.edits import Control, with_pictures
from review import workflow
from review.views.desk import find
from review.views.screen import Screen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    if request.method == "POST":
        return _save(request, generation)
    if not Screen(generation, request.user).hold.is_mine:
        messages.info(request, _("Start reviewing before you edit."))
        return redirect("review:item", pk=pk)
    kept = unsaved.kept(by=request.user, generation=generation)
    if kept and "unsaved" in request.GET:
        also = {"is_brought_back": True, "based_on": kept.based_on}
        return _form(request, generation, kept.words, also=also)
    return _form(request, generation, also={"unsaved": kept})


def _save(request: DeskRequest, generation: Generation) -> HttpResponse:
    typed = typed_words(request.POST)
    match request.POST.get("intent"):
        case "check":
            return _checked(request, generation, typed)
        case "keep":
            return _keep(request, generation, typed)
        case "forget":
            unsaved.forget(by=request.user, generation=generation)
            return redirect("review:edit", pk=generation.pk)
    if any(map(has_control_characters, typed.values())):
        refusal = _("The text holds characters that can’t be seen. Please type it again.")
        return _form(request, generation, typed, problems=[refusal], status=422)
    based_on = request.POST.get("based_on", "")
    before = generation.current_revision
    try:
        revision = workflow.edit(
            by=request.user,
            generation=generation,
            based_on=whole_number(based_on),
            edits=typed,
        )
    except EditRefused as error:
        return _form(request, generation, typed, problems=error.problems, status=error.status)
    except DomainError as error:
        now = find(request, generation.pk)
        return _form(request, now, typed, conflict=error, status=error.status)
    unsaved.forget(by=request.user, generation=generation)
    if before is not None and revision.pk == before.pk:
        messages.info(request, _("Nothing was changed."))
        return redirect("review:item", pk=generation.pk)
    messages.success(
        request,
        _("Saved as r%(n)s. You edited it, so another reviewer must approve it.") % {"n": revision.number},
    )
    return redirect(resolve_url("review:item", pk=generation.pk) + "?view=diff")


def _keep(request: DeskRequest, generation: Generation, typed: dict[str, str]) -> HttpResponse:
    """Keep what was typed, also where the claim has ended meanwhile."""
    based_on = whole_number(request.POST.get("based_on", ""))
    at = unsaved.keep(by=request.user, generation=generation, based_on=based_on, typed=typed)
    if not wants_fragment(request):
        return _form(request, generation, typed, also={"kept_at": at, "is_brought_back": True})
    context = {"kept_at": at, "edit_url": request.path, "form_id": "edit"}
    return render(request, "partials/autosave.html", context)


def _checked(request: DeskRequest, generation: Generation, typed: dict[str, str]) -> HttpResponse:
    """What the checks say of words that are not saved."""
    now = timezone.now()
    found: dict[str, Any] = {"is_checked": True}
    try:
        content = revisions.edited_content(generation, typed)
        brief, siblings = generation.campaign.brief(now=now), checking.siblings_of(generation)
        report = checking.check(generation, content, brief=brief, now=now, siblings=siblings)
        found["findings"] = report.findings
    except EditRefused as error:
        fields = Screen(generation, request.user).words.fields
        found["refused"] = [_placed(problem, fields) for problem in error.problems]
    return _form(request, generation, typed, also=found, fragment="edit-checks")


def _form(
    request: DeskRequest,
    generation: Generation,
    typed: dict[str, str] | None = None,
    *,
    problems: list[str] | None = None,
    conflict: DomainError | None = None,
    also: dict[str, Any] | None = None,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the form. What was typed stays; after a conflict it stands beside what is there now."""
    typed = typed or {}
    screen = Screen(generation, request.user, tab=request.GET.get("tab", ""))
    fields = screen.words.fields
    placed = [_placed(problem, fields) for problem in problems or []]
    errors = {problem["target"]: problem["message"] for problem in reversed(placed) if "target" in problem}
    controls = [Control(field, typed.get(field.path, field.text)) for field in fields]
    controls = [replace(control, error=errors.get(control.id, "")) for control in controls]
    controls = with_pictures(controls, screen.words, generation)
    stale = isinstance(conflict, StaleRevision)
    context: dict[str, Any] = {
        "section": "review",
        "edit_url": resolve_url("review:edit", pk=generation.pk),
        "screen": screen,
        "generation": generation,
        "controls": controls,
        "typed": typed,
        "prefix": PREFIX,
        "choice_templates": [f"generation/tools/{generation.tool}_edit.html", "generation/tools/edit.html"],
        # After a stale save the next one is knowingly based on what is shown now.
        "based_on": screen.revision.number if stale or not typed else request.POST.get("based_on", ""),
        "problems": placed,
        "conflict": conflict,
        "is_stale": stale,
        "differences": _differences(fields, typed) if stale else [],
    }
    context |= also or {}
    return render_page(request, "review/edit.html", context, fragment=fragment, status=status)


def _placed(problem: str, fields: list[EditableField]) -> dict[str, str]:
    """Name the field that a problem begins with as people know it, and where it is on the page."""
    for field in fields:
        if problem.startswith((f"{field.path} ", f"{field.path}:")):
            return {"target": Control(field, "").id, "message": field.label + problem[len(field.path) :]}
    return {"message": problem}


def _differences(fields: list[EditableField], typed: dict[str, str]) -> list[FieldDiff]:
    fields = [field for field in fields if not field.is_picture]
    theirs = [(field.label, field.text) for field in fields]
    yours = [(field.label, typed.get(field.path, field.text)) for field in fields]
    return [field for field in diff_fields(theirs, yours) if not field.is_same]
