"""Change a draft: edit its words, stop it."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation import checking, revisions, services
from generation.brief import Picture
from generation.diffs import FieldDiff, diff_fields
from generation.exceptions import EditRefused, NotAllowed, StaleRevision, WrongState
from generation.llm_tools import get_tool
from generation.llm_tools.base import EditableField
from generation.llm_tools.pictures import places_in
from generation.models import Finding, Generation
from generation.reading.words import Words, words_of
from generation.stores import unsaved
from generation.text import whole_number
from generation.views.answers import go_to
from generation.views.draft_page import find_draft
from generation.views.edit_values import PREFIX, typed_words

EDIT = "generation/draft_edit.html"


@dataclass(frozen=True)
class Control:
    """One text of the draft as the form shows it."""

    field: EditableField
    value: str
    error: str = ""
    pictures: tuple[Picture, ...] = ()
    """Those to choose from, where it is the place of one."""
    wanted: str = ""
    """What picture would fit, in the words of who wrote the draft."""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.field.path}"

    @property
    def id(self) -> str:
        return f"{PREFIX}{self.field.path.replace('.', '-')}"

    @property
    def part(self) -> str:
        """What the part is called that the text belongs to, such as a network; empty where it is none's."""
        return self.field.label.partition(":")[0].partition(",")[0] if "." in self.field.path else ""

    @property
    def name_in_part(self) -> str:
        """What the text is called under the heading of its part: "Text" of "X: text"."""
        rest = self.field.label.removeprefix(self.part).lstrip(":, ") if self.part else ""
        return rest[:1].upper() + rest[1:] if rest else self.field.label

    @property
    def is_folded(self) -> bool:
        """Nobody wrote anything here, and nobody has to."""
        return self.field.is_optional and not self.value and not self.error

    @property
    def rows(self) -> int:
        return min(14, 2 + len(self.value) // 60 + self.value.count("\n"))


@login_required
@require_http_methods(["GET", "POST"])
def draft_edit(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the words as fields; check unsaved ones (`intent=check`); save them as a new revision."""
    draft = find_draft(request, pk)
    _may_edit(request, draft)
    if request.method != "POST":
        return _form(request, draft)
    typed = typed_words(request.POST)
    based_on = request.POST.get("based_on", "")
    match request.POST.get("intent"):
        case "check":
            return _checked(request, draft, typed)
        case "keep":
            return _keep(request, draft, typed, based_on)
        case "forget":
            unsaved.forget(by=request.user, generation=draft)
            return redirect(request.path)
    try:
        revision = services.edit(
            by=request.user,
            generation=draft,
            based_on=whole_number(based_on),
            edits=typed,
        )
    except EditRefused as exc:
        context = _edit_context(draft, typed, exc.problems, based_on=based_on)
        return render_page(request, EDIT, context, fragment="edit", status=exc.status)
    except StaleRevision as exc:
        return _stale(request, pk, typed, based_on, exc)
    unsaved.forget(by=request.user, generation=draft)
    if str(revision.number) == based_on:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("Saved as %(revision)s.") % {"revision": revision})
    return go_to(request, reverse("generation:draft", args=[pk]))


def _keep(request: DeskRequest, draft: Generation, typed: dict[str, str], based_on: str) -> HttpResponse:
    """Keep what was typed, and say so: beside the form, or on a page of its own where no script sent it."""
    at = unsaved.keep(by=request.user, generation=draft, based_on=whole_number(based_on), typed=typed)
    if not wants_fragment(request):
        context = _edit_context(draft, typed, based_on=based_on)
        context |= {"findings": list(Finding.objects.filter(revision=draft.current_revision))}
        return render_page(request, EDIT, context | {"kept_at": at, "is_brought_back": True})
    context = {"kept_at": at, "edit_url": request.path, "form_id": "edit-form"}
    return render(request, "partials/autosave.html", context)


def _form(request: DeskRequest, draft: Generation) -> HttpResponse:
    """The words as they are, or as the person typed them and did not save, where they ask for that."""
    kept = unsaved.kept(by=request.user, generation=draft)
    findings = list(Finding.objects.filter(revision=draft.current_revision))
    if kept and "unsaved" in request.GET:
        context = _edit_context(draft, kept.words, based_on=str(kept.based_on)) | {"is_brought_back": True}
    else:
        context = _edit_context(draft, {}) | {"unsaved": kept}
    return render_page(request, EDIT, context | {"findings": findings}, fragment="edit")


def _may_edit(request: DeskRequest, draft: Generation) -> None:
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers can edit a draft before its review."))
    if not draft.can_be_edited_by(request.user):
        raise WrongState(_("This draft can’t be edited now. Recall it first, or ask for another try."))


def _checked(request: DeskRequest, draft: Generation, typed: dict[str, str]) -> HttpResponse:
    """What the checks say of words that are not saved."""
    now = timezone.now()
    context = _edit_context(draft, typed, based_on=request.POST.get("based_on", ""))
    try:
        content = revisions.edited_content(draft, typed)
        brief, siblings = draft.campaign.brief(now=now), checking.siblings_of(draft)
        report = checking.check(draft, content, brief=brief, now=now, siblings=siblings)
        fields = {field.path: field for field in get_tool(draft.tool).editable_fields(content)}
        context["controls"] = [
            replace(control, field=fields.get(control.field.path, control.field))
            for control in context["controls"]
        ]
        context |= {"findings": report.findings, "checked_at": now}
    except EditRefused as exc:
        context |= {"refused": _placed(context["controls"], exc.problems)[1], "checked_at": now}
    return render_page(request, EDIT, context, fragment="edit-checks")


def _stale(
    request: DeskRequest, pk: uuid.UUID, typed: dict[str, str], based_on: str, exc: StaleRevision
) -> HttpResponse:
    """Show both texts. Saving again, now based on the newer revision, is a decision and not an accident."""
    draft = find_draft(request, pk)
    context = _edit_context(draft, typed)
    words: Words = context["words"]
    mine = [(one.field.label, words.shown(one.field, one.value)) for one in context["controls"]]
    theirs = words.labelled
    changed: list[FieldDiff] = [pair for pair in diff_fields(theirs, mine) if not pair.is_same]
    context |= {"conflict": changed, "opened": based_on, "is_conflict": True, "findings": []}
    return render_page(request, EDIT, context, fragment="edit", status=exc.status)


def _edit_context(
    draft: Generation, typed: dict[str, str], problems: list[str] | None = None, *, based_on: str = ""
) -> dict[str, Any]:
    words = words_of(draft)
    current = draft.current_revision
    controls = [Control(field, typed.get(field.path, field.text)) for field in words.fields]
    controls, placed = _placed(controls, problems or [])
    controls = with_pictures(controls, words, draft)
    number = str(current.number) if current else ""
    return {
        "section": "drafts",
        "edit_url": reverse("generation:draft_edit", args=[draft.pk]),
        "draft": draft,
        "words": words,
        "controls": controls,
        "problems": placed,
        "typed": typed,
        "based_on": based_on or number,
        "choice_templates": [f"generation/tools/{draft.tool}_edit.html", "generation/tools/edit.html"],
        "prefix": PREFIX,
    }


def with_pictures(controls: list[Control], words: Words, draft: Generation) -> list[Control]:
    """Give each place for a picture those to choose from: what is offered now, and what stands there."""
    if not any(control.field.is_picture for control in controls):
        return controls
    offered = [asset.picture for asset in draft.campaign.assets.active()]
    wanted = {place.path: place.wanted for place in places_in(words.content)}
    filled = []
    for control in controls:
        if control.field.is_picture:
            there = words.rendering.picture(control.value)
            choice = dict.fromkeys([*offered, *([there] if there else [])])
            control = replace(control, pictures=tuple(choice), wanted=wanted.get(control.field.path, ""))
        filled.append(control)
    return filled


def _placed(controls: list[Control], problems: list[str]) -> tuple[list[Control], list[dict[str, str]]]:
    """Put each problem under the field whose path it begins with, and name the field as people know it."""
    errors: dict[str, str] = {}
    listed = []
    for problem in problems:
        control = next(
            (one for one in controls if problem.startswith((f"{one.field.path} ", f"{one.field.path}:"))),
            None,
        )
        message = f"{control.field.label}{problem[len(control.field.path) :]}" if control else problem
        listed.append({"target": control.id if control else "", "message": message})
        if control:
            errors.setdefault(control.field.path, message)
    return [Control(one.field, one.value, errors.get(one.field.path, "")) for one in controls], listed


@require_POST
@login_required
def cancel(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    draft = find_draft(request, pk)
    if draft.status != Generation.Status.CANCELLED:
        services.cancel(by=request.user, generation=draft)
    return go_to(request, reverse("generation:draft", args=[pk]))
