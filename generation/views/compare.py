"""Texts side by side: variants of a request, revisions of a draft, a draft and the one it retries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest, render_page
from generation.combining import Text
from generation.diffs import diff_fields, words_changed
from generation.models import Candidate, Generation, Revision
from generation.reading.scores import Score, counts_of, found_in, score_from
from generation.reading.side_by_side import Column, Row, rows_of
from generation.reading.words import UnreadableWords, Words, words_of
from generation.views.draft_page import drafts_of, find_draft


@dataclass(frozen=True)
class Side:
    """One text that can be compared. `key` names it in the address: `b` is variant B, `r2` revision 2."""

    key: str
    label: str
    draft: Generation
    text: Text
    is_variant: bool

    @property
    def revision(self) -> Revision | None:
        return self.text if isinstance(self.text, Revision) else None

    @property
    def is_current(self) -> bool:
        return self.revision is not None and self.revision.pk == self.draft.current_revision_id

    @cached_property
    def words(self) -> Words:
        return words_of(self.draft, self.text)

    @cached_property
    def column(self) -> Column:
        words = self.words
        return Column(self.key, words.tool.blocks(words.content), words.read)


@dataclass(frozen=True)
class Scored:
    """A text with how it compares."""

    side: Side
    score: Score


@require_safe
@login_required
def draft_compare(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Two texts against each other; with `all`, every variant beside the others.

    On a phone `show` says which one of several is seen.
    """
    draft = find_draft(request, pk)
    sides = sides_of(request, draft)
    variants = [side for side in sides if side.is_variant]
    a, b = _chosen(sides, request.GET.get("a", ""), request.GET.get("b", ""), draft)
    context: dict[str, Any] = {
        "section": "drafts",
        "draft": draft,
        "sides": sides,
        "variants": variants,
        "a": a,
        "b": b,
        "only": bool(request.GET.get("only")),
        "fields": [],
        "is_edit": False,
        "can_combine": draft.can_be_edited_by(request.user) and len(combinable(sides, draft)) > 1,
    }
    if request.GET.get("all") and len(variants) > 2:
        context |= table_of(variants, request.GET.get("show", ""))
    elif a and b and a.key != b.key:
        fields = diff_fields(a.words.told, b.words.told)
        context |= {
            "fields": fields,
            "pair": scored([a, b]),
            "same": sum(field.is_same for field in fields),
            "words_changed": words_changed(fields),
            # Between revisions words were removed and added; between variants they only differ.
            "is_edit": bool(a.revision and b.revision) and not a.is_variant and not b.is_variant,
        }
    return render_page(request, "generation/compare.html", context, fragment="comparison")


def table_of(sides: Sequence[Side], shown: str) -> dict[str, Any]:
    """Return what the table of several texts shows. `shown` is the one that a narrow screen shows first."""
    rows: list[Row] = rows_of([side.column for side in sides])
    keys = [side.key for side in sides]
    return {
        "rows": rows,
        "pair": scored(sides),
        "same": sum(row.is_same for row in rows),
        "shown": shown if shown in keys else keys[0],
    }


def scored(sides: Sequence[Side]) -> list[Scored]:
    """Return how each text compares. One query."""
    found = found_in(side.revision for side in sides if side.revision)
    return [
        Scored(
            side,
            score_from(
                [field.text for field in side.words.fields if not field.is_picture],
                side.draft.language,
                found[side.text.pk] if isinstance(side.text, Revision) else counts_of(side.text),
            ),
        )
        for side in sides
    ]


def sides_of(request: DeskRequest, draft: Generation) -> list[Side]:
    """Return all that can be compared with this draft, in the order of the menus. Four queries at most."""
    siblings = drafts_of(request).filter(request=draft.request_id).order_by("variant")
    sides = []
    if draft.request.variants > 1:
        sides = [
            Side(
                one.letter.lower(),
                _("Variant %(letter)s") % {"letter": one.letter},
                one,
                one.current_revision,
                True,
            )
            for one in siblings
            if one.current_revision
        ]
    revisions = list(Revision.objects.filter(generation=draft).select_related("author").order_by("number"))
    if len(revisions) > 1 or not sides:
        sides += [Side(f"r{one.number}", _revision_label(one), draft, one, False) for one in revisions]
    parent = drafts_of(request).filter(pk=draft.parent_id).first() if draft.parent_id else None
    if parent and parent.current_revision:
        sides.append(Side("parent", _("The draft before it"), parent, parent.current_revision, True))
    if draft.request.candidates > 1:
        others = Candidate.objects.filter(generation=draft).select_related("generation")
        sides += [Side(f"c{one.number}", str(one), draft, one, False) for one in others]
    return sides


def combinable(sides: Sequence[Side], draft: Generation) -> list[Side]:
    """Return the texts whose parts can be put together with this draft's, its own first.

    They are the variants in its language, the draft before it and the candidates that were not chosen, as far
    as today's tool can read them.
    """
    own = next((side for side in sides if side.draft.pk == draft.pk and side.is_current), None)
    if own is None:
        return []
    others = [
        side
        for side in sides
        if (side.is_variant and side.draft.pk != draft.pk and side.draft.language == draft.language)
        or isinstance(side.text, Candidate)
    ]
    return [side for side in (own, *others) if _is_readable(side)]


def _is_readable(side: Side) -> bool:
    try:
        return bool(side.words)
    except UnreadableWords:
        return False


def _revision_label(revision: Revision) -> str:
    who = revision.author.display_name if revision.author else revision.get_origin_display()
    return f"{revision}: {who}"


def _chosen(sides: Sequence[Side], a: str, b: str, draft: Generation) -> tuple[Side | None, Side | None]:
    """Return the two sides of the address; where it names none, what is most likely meant.

    That is the draft a retry came from, else this variant and the next, else the last two revisions.
    """
    by_key = {side.key: side for side in sides}
    left, right = by_key.get(a), by_key.get(b)
    if left and right:
        return left, right
    variants = [side for side in sides if side.is_variant and side.key != "parent"]
    mine = next((side for side in variants if side.draft.pk == draft.pk), None)
    revisions = [side for side in sides if side.revision and not side.is_variant]
    latest = mine or (revisions[-1] if revisions else None)
    if "parent" in by_key and latest:
        pair: tuple[Side | None, Side | None] = (by_key["parent"], latest)
    elif mine and len(variants) > 1:
        other = next(side for side in variants if side.key != mine.key)
        pair = (mine, other)
    elif len(revisions) > 1:
        pair = (revisions[-2], revisions[-1])
    else:
        pair = (latest, None)
    return left or pair[0], right or pair[1]
