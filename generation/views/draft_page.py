"""What the page of one draft shows: gathered here, so that its views and fragments say the same."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from crm_llm.pages import DeskRequest
from generation import rewriting, wiring
from generation.brief import Brief
from generation.canonical import text_hash
from generation.checks.types import CheckContext
from generation.downloads import LABELS, formats_of
from generation.forms.retries import in_words, label_of, verb_groups
from generation.models import AuditEntry, Contact, Finding, Generation, Revision
from generation.reading.asked_for import asked_for
from generation.reading.brand_kits import kit_change_of
from generation.reading.claims import ClaimTable, claim_table
from generation.reading.ladder import ladder_of, saving_of
from generation.reading.progress import progress
from generation.reading.timeline import history, last_decision, reason_words
from generation.reading.words import UnreadableWords, Words, words_of
from generation.text import whole_number

TAB_NAMES = ("preview", "text", "history")
SHOWN_CONTACTS = 12
VIEWS = ("desktop", "tablet", "mobile", "plain")


def tool_templates(draft: Generation, part: str) -> list[str]:
    """Return the templates of a part of the page that a tool may have its own of, the general one last."""
    return [f"generation/tools/{draft.tool}_{part}.html", f"generation/tools/{part}.html"]


def drafts_of(request: DeskRequest) -> QuerySet[Generation]:
    """Return the drafts that this person may see, with all that a page of one needs joined."""
    joined = (
        "request", "request__parent_revision", "brand__kit_version", "parent", "current_revision",
        "current_revision__author", "reused_revision__generation",
    )  # fmt: skip
    return Generation.objects.visible_to(request.user).for_lists().select_related(*joined)


def find_draft(request: DeskRequest, pk: uuid.UUID) -> Generation:
    return get_object_or_404(drafts_of(request), pk=pk)


@dataclass(frozen=True)
class Actions:
    """What this person can do with the draft now: the buttons of the bar."""

    edit: bool
    regenerate: bool
    submit: bool
    recall: bool
    cancel: bool
    archive: bool
    review: bool
    approved: bool
    downloads: list[tuple[str, str]]
    """Formats and what people call them."""

    @classmethod
    def of(cls, draft: Generation, user: User) -> "Actions":
        return cls(
            edit=draft.can_be_edited_by(user),
            regenerate=draft.can_be_regenerated_by(user),
            submit=draft.can_be_submitted_by(user),
            recall=draft.can_be_recalled_by(user),
            cancel=draft.can_be_cancelled_by(user),
            archive=draft.can_be_archived_by(user),
            review=draft.is_under_review and user.is_reviewer,
            approved=draft.is_approved(timezone.now()),
            downloads=[(name, str(LABELS.get(name, name.upper()))) for name in formats_of(draft.tool)]
            if draft.is_ready
            else [],
        )


@dataclass(frozen=True)
class Outcome:
    """What a reviewer decided, for the banner at the top."""

    tone: str
    icon: str
    title: str
    entry: AuditEntry
    reasons: list[str]


def outcome_of(draft: Generation) -> Outcome | None:
    """Return the decision that put the draft where it is, once it can't be undone any more."""
    review = Generation.ReviewStatus
    looks = {
        review.APPROVED: ("ok", "check", _("Approved")),
        review.CHANGES_REQUESTED: ("warn", "undo", _("Changes requested")),
        review.REJECTED: ("bad", "x", _("Not approved")),
        review.WITHDRAWN: ("warn", "stop", _("The approval was withdrawn")),
    }
    look = looks.get(review(draft.review_status))
    entry = last_decision(draft) if look else None
    if look is None or entry is None:
        return None
    return Outcome(*look, entry=entry, reasons=reason_words(entry))


def page_context(request: DeskRequest, draft: Generation) -> dict[str, Any]:
    """Return the whole context, with as many queries for forty findings and edits as for one."""
    context = {
        "section": "drafts",
        "draft": draft,
        "brief": draft.request.brief_value(),
        "actions": Actions.of(draft, request.user),
        "key": uuid.uuid4().hex,
        "tab": _chosen(request, "tab", TAB_NAMES),
        "view": _chosen(request, "view", VIEWS),
        "dark": request.GET.get("dark") == "1",
    }
    if draft.is_unfinished:
        return context | writing_context(draft) | {"asked": asked_for(draft.tool, draft.request.params)}
    context["variants"] = variants_of(draft)
    context["ladder"] = ladder_of(draft)
    if not draft.is_ready:
        # A rewrite that came to nothing has no words to try again with: its parent has.
        asks_parent = bool(draft.request.parent_revision_id) and not draft.current_revision_id
        return context | {"asked": asked_for(draft.tool, draft.request.params), "asks_parent": asks_parent}
    return context | _ready_context(request, draft, context)


def writing_context(draft: Generation) -> dict[str, Any]:
    """Return what changes while the draft is written. `shown` names all of it but the seconds."""
    variants = variants_of(draft)
    now = progress(draft, timezone.now())
    seen = [now.steps, now.is_slow, now.poll_s, draft.notice, [(one.status, one.stage) for one in variants]]
    return {"draft": draft, "progress": now, "variants": variants, "shown": text_hash(repr(seen))[:12]}


def variants_of(draft: Generation) -> list[Generation]:
    """Return the drafts of the same request when there are several, this one among them."""
    if draft.request.variants < 2:
        return []
    siblings = Generation.objects.filter(request=draft.request_id)
    return list(siblings.select_related("campaign", "held_by", "current_revision").order_by("variant"))


def _ready_context(request: DeskRequest, draft: Generation, context: dict[str, Any]) -> dict[str, Any]:
    findings = list(Finding.objects.filter(revision=draft.current_revision_id))
    revisions = list(
        Revision.objects.filter(generation=draft).select_related("author").defer("passed").order_by("-number")
    )
    found: dict[str, Any] = {
        "outcome": outcome_of(draft),
        "revisions": revisions,
        "newer": Generation.objects.filter(parent=draft).order_by("-created_at").first(),
        "saving": saving_of(draft),
        "candidates": list(draft.candidates.all()) if draft.request.candidates > 1 else [],
        "own_key": draft.letter.lower()
        if draft.request.variants > 1
        else f"r{draft.current_revision.number}",  # type: ignore[union-attr]
        "model_can_be_asked": wiring.model_is_set_up(),
        "verbs": verb_groups(draft) if context["actions"].regenerate else [],
        "tries_left": rewriting.tries_left(draft),
        "tries_allowed": settings.TRIES_PER_DRAFT,
        "retried": in_words(draft.request),
        "retried_part": label_of(draft, draft.request.scope) if draft.request.scope else "",
        **checks_context(draft, context["brief"], findings),
    }
    if context["tab"] == "history":
        found["history"] = history(
            draft,
            kind=request.GET.get("kind", ""),
            person=whole_number(request.GET.get("person", "")) or None,
        )
    found |= _readers(request, draft, found["words"])
    return found | {"kit_change": kit_change_of(draft)}


def _readers(request: DeskRequest, draft: Generation, words: Words | None) -> dict[str, Any]:
    """Return the sample contacts that a preview can be read as, and the one that is chosen."""
    if words is None or not words.has_merge_tags:
        return {"contacts": [], "contact": None}
    contacts = list(Contact.objects.filter(brand=draft.brand_id).samples()[:SHOWN_CONTACTS])
    chosen = whole_number(request.GET.get("contact", ""))
    return {"contacts": contacts, "contact": next((one for one in contacts if one.pk == chosen), None)}


def checks_context(draft: Generation, brief: Brief, findings: list[Any]) -> dict[str, Any]:
    """Return the words with what the checks said of them when they were stored."""
    order = ["must_fix", "check", "note"]
    findings = sorted(findings, key=lambda finding: order.index(finding.severity))
    context = CheckContext(
        brief=brief,
        language=draft.language,
        today=timezone.localdate(),
    )
    try:
        words = words_of(draft)
    except UnreadableWords as exc:
        found = {"words": None, "unreadable": str(exc), "findings": findings, "passed": ()}
        return found | {"claims": _claims(draft, None, context)}
    return {
        "words": words,
        "head_templates": tool_templates(draft, "head"),
        "stage_templates": tool_templates(draft, "stage"),
        "rail_templates": tool_templates(draft, "rail"),
        "findings": findings,
        "passed": draft.current_revision.passed if draft.current_revision else [],
        "claims": _claims(draft, words, context),
    }


def _claims(draft: Generation, words: Words | None, context: CheckContext) -> ClaimTable:
    revision = draft.current_revision
    return claim_table(revision, words, context) if revision else ClaimTable(())


def _chosen(request: DeskRequest, name: str, known: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    return value if value in known else known[0]
