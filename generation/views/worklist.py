"""The "Needs you" list: one task a request, the most pressing first, with the one thing to do about it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generation.models import AuditAction, AuditEntry, Generation
from generation.reading import standing

# More than anybody reads; the list's own page shows the rest.
LOOKED_AT = 60


@dataclass(frozen=True)
class Task:
    draft: Generation
    line: str
    """Why it waits, as a sentence."""
    action: str
    href: str


def tasks_of(drafts: QuerySet[Generation]) -> list[Task]:
    """Return what waits for the person whose drafts these are. Two queries.

    Variants of one request that are all ready are one task: to compare them.
    """
    found = list(drafts.filter(standing.needs_you())[:LOOKED_AT])
    returned = [draft for draft in found if draft.review_status == Generation.ReviewStatus.CHANGES_REQUESTED]
    failed = [draft for draft in found if draft.status == Generation.Status.FAILED]
    ready: dict[object, list[Generation]] = defaultdict(list)
    for draft in found:
        if draft not in returned and draft not in failed:
            ready[draft.request_id].append(draft)
    asked = _what_was_asked(returned)
    return [
        *(_returned(draft, asked.get(draft.pk, "")) for draft in returned),
        *(_failed(draft) for draft in failed),
        *(_ready(variants) for variants in ready.values()),
    ]


def _what_was_asked(returned: list[Generation]) -> dict[object, str]:
    """Return the newest request for changes of each draft, with the reviewer's name."""
    if not returned:
        return {}
    entries = AuditEntry.objects.filter(generation__in=returned, action=AuditAction.DRAFT_CHANGES_REQUESTED)
    return {
        entry.generation_id: f"{entry.actor_label.split()[0]}: “{entry.said}”"
        for entry in entries.select_related("payload").order_by("id")
        if entry.said
    }


def _returned(draft: Generation, asked: str) -> Task:
    return Task(draft, asked or _("A reviewer asked for changes."), _("Open"), _page(draft))


def _failed(draft: Generation) -> Task:
    return Task(draft, draft.error, _("Try again"), resolve_url("generation:regenerate", draft.pk))


def _ready(variants: list[Generation]) -> Task:
    best = min(variants, key=lambda draft: (draft.must_fix, draft.to_check, draft.variant))
    if len(variants) == 1:
        return Task(best, _verdict(best), _("Open"), _page(best))
    n = len(variants)
    count = ngettext("%(n)s variant is ready.", "%(n)s variants are ready.", n) % {"n": n}
    verdict = _("Variant %(letter)s: %(verdict)s") % {"letter": best.letter, "verdict": _verdict(best)}
    return Task(best, f"{count} {verdict}", _("Compare"), resolve_url("generation:draft_compare", best.pk))


def _verdict(draft: Generation) -> str:
    if draft.must_fix:
        return draft.top_finding
    if draft.source == Generation.Source.TEMPLATE:
        return _("Filled from the template, not written by a model.")
    if draft.to_check:
        return draft.top_finding
    return _("Passed every check. Read it, then submit it for review.")


def _page(draft: Generation) -> str:
    return resolve_url("generation:draft", draft.pk)
