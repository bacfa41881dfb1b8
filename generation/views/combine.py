"""Put the best parts of several drafts together: choose, look at the result, save it as a revision."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from crm_llm.pages import DeskRequest, render_page
from generation import checking, combining, revisions, services
from generation.combining import Text
from generation.exceptions import EditRefused, NotAllowed, StaleRevision, WrongState
from generation.models import Generation
from generation.reading.side_by_side import Row, rows_of
from generation.reading.words import words_from
from generation.text import whole_number
from generation.views.answers import go_to
from generation.views.compare import Side, combinable, scored, sides_of
from generation.views.draft_page import find_draft
from generation.views.previews import answer_document, page_of_text

TEMPLATE = "generation/combine.html"
PREFIX = "pick-"
NONE = "none"
CHANGED = gettext_lazy("The words have changed since you opened them. Look at them and choose again.")


@dataclass(frozen=True)
class Choice:
    """A row of the form, and the key of the text that is wanted for it."""

    row: Row
    wanted: str

    @property
    def picked(self) -> str:
        """The key that is checked: a text without this part leaves it out."""
        has = any(cell.key == self.wanted and cell.text is not None for cell in self.row.cells)
        return self.wanted if has else NONE

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.row.path}"


@login_required
@require_http_methods(["GET", "POST"])
def draft_combine(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose by field; `intent=check` says what the checks find in the result; else it is saved."""
    draft = find_draft(request, pk)
    sides = _sides(request, draft)
    if request.method != "POST":
        every = {row.path: request.GET.get("from", "") for row in rows_of([side.column for side in sides])}
        return _page(request, draft, sides, every)
    posted = request.POST
    picked = _picked(posted)
    try:
        picks = _picks(sides, picked, posted)
        if posted.get("intent") == "check":
            return _page(request, draft, sides, picked, fragment="combine-checks", **_checked(draft, picks))
        revision = services.combine(
            by=request.user, generation=draft, based_on=whole_number(posted.get("based_on", "")), picks=picks
        )
    except (EditRefused, StaleRevision) as exc:
        draft = find_draft(request, pk)
        return _page(
            request,
            draft,
            _sides(request, draft),
            picked,
            problems=exc.problems if isinstance(exc, EditRefused) else [str(CHANGED)],
            status=exc.status,
        )
    if revision.pk == draft.current_revision_id:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("Combined and saved as %(revision)s.") % {"revision": revision})
    return go_to(request, reverse("generation:draft", args=[pk]))


@require_POST
@xframe_options_sameorigin
@login_required
def combined_preview(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """The document that the picked parts come to, for the frame beside the form."""
    draft = find_draft(request, pk)
    sides = _sides(request, draft)
    try:
        picks = _picks(sides, _picked(request.POST), request.POST)
        words = words_from(draft, combining.combined_content(draft, picks))
    except (EditRefused, StaleRevision) as exc:
        return answer_document(page_of_text(str(exc)), status=exc.status)
    format = words.main_format
    filled = (words.previewed() if format == "html" else words).filled(format)
    return answer_document(filled if format == "html" else page_of_text(filled))


def _sides(request: DeskRequest, draft: Generation) -> list[Side]:
    """Return the texts to choose from.

    Raises:
        NotAllowed, WrongState: the person may not edit the draft; there is nothing to combine it with.
    """
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers can edit a draft before its review."))
    if not draft.can_be_edited_by(request.user):
        raise WrongState(_("This draft can’t be edited now. Recall it first, or ask for another try."))
    sides = combinable(sides_of(request, draft), draft)
    if len(sides) < 2:
        raise WrongState(_("There is no other text to combine this one with. Ask for several variants."))
    return sides


def _picked(posted: QueryDict) -> dict[str, str]:
    """Return which text is picked for each path, by its key."""
    return {name.removeprefix(PREFIX): str(key) for name, key in posted.items() if name.startswith(PREFIX)}


def _picks(
    sides: Sequence[Side], picked: Mapping[str, str], posted: Mapping[str, Any]
) -> dict[str, Text | None]:
    """Return the revision for each path that is picked from another text.

    Raises:
        StaleRevision: a text that something is picked from was edited since the form was opened.
        EditRefused: there is no such text.
    """
    by_key = {side.key: side for side in sides}
    own = sides[0]
    picks: dict[str, Text | None] = {}
    for path, key in picked.items():
        if key == own.key:
            continue
        if key == NONE:
            picks[path] = None
            continue
        side = by_key.get(key)
        if side is None:
            raise EditRefused([_("One of the texts is not there any more. Choose again.")])
        if posted.get(f"revision-{key}") != str(side.text.pk):
            raise revisions.stale(side.text.number)
        picks[path] = side.text
    return picks


def _checked(draft: Generation, picks: Mapping[str, Text | None]) -> dict[str, Any]:
    now = timezone.now()
    content = combining.combined_content(draft, picks)
    report = checking.check(draft, content, brief=draft.campaign.brief(now=now), now=now)
    return {"findings": report.findings, "checked_at": now}


def _page(
    request: DeskRequest,
    draft: Generation,
    sides: Sequence[Side],
    picked: Mapping[str, str],
    *,
    fragment: str = "combine",
    problems: Sequence[str] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    rows = rows_of([side.column for side in sides])
    keys = {side.key for side in sides} | {NONE}
    choices = [
        Choice(row, picked[row.path] if picked.get(row.path) in keys else sides[0].key) for row in rows
    ]
    context = {
        "section": "drafts",
        "draft": draft,
        "sides": sides,
        "pair": scored(sides),
        "labels": {side.key: side for side in sides},
        "choices": [choice for choice in choices if not choice.row.is_same],
        "same": sum(row.is_same for row in rows),
        "problems": [{"target": "", "message": problem} for problem in problems],
        "none": NONE,
        **more,
    }
    return render_page(request, TEMPLATE, context, fragment=fragment, status=status)
