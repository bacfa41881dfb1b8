"""Read the audit log: filter it, and say each entry in words. Entries are written by `generation.audit`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from crm_llm.accounts.models import User
from generation.diffs import FieldDiff, diff_fields
from generation.llm_tools import TOOLS
from generation.models import AuditAction, AuditEntry, Campaign, Generation
from generation.reading.asked_for import asked_for
from review.models import Decision

_A = AuditAction
_REVIEW = (
    _A.DRAFT_SUBMITTED,
    _A.DRAFT_RECALLED,
    _A.DRAFT_ASSIGNED,
    _A.DRAFT_CLAIMED,
    _A.DRAFT_REFROZEN,
    _A.DRAFT_TAKEN_OVER,
    _A.DRAFT_HANDOVER_ASKED,
    _A.DRAFT_HANDED_OVER,
    _A.DRAFT_RELEASED,
    _A.DRAFT_CLAIM_EXPIRED,
    _A.DRAFT_STAGE_APPROVED,
    _A.DRAFT_APPROVED,
    _A.DRAFT_RULES_SET_ASIDE,
    _A.DRAFT_CHANGES_REQUESTED,
    _A.DRAFT_REJECTED,
    _A.DRAFT_DECISION_UNDONE,
    _A.DRAFT_WITHDRAWN,
    _A.DRAFT_REOPENED,
    _A.DRAFT_SUPERSEDED,
    _A.DRAFT_REMINDED,
    _A.DRAFT_OVERDUE,
    _A.DRAFT_ESCALATED,
    _A.DRAFT_COMMENTED,
    _A.DRAFT_COMMENT_RESOLVED,
    _A.DRAFT_COMMENT_REOPENED,
    _A.FINDING_DISMISSED,
)


def _beginning(*prefixes: str) -> tuple[str, ...]:
    return tuple(action for action in _A if action.startswith(prefixes))


KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "review": (gettext_lazy("Review"), (*_REVIEW, *_beginning("outside."))),
    "drafts": (
        gettext_lazy("Drafts"),
        tuple(action for action in _beginning("draft.") if action not in _REVIEW),
    ),
    "campaigns": (gettext_lazy("Campaigns and brands"), _beginning("campaign.", "asset.", "kit.", "rule.")),
    "prompts": (gettext_lazy("Prompts"), _beginning("prompt.")),
    "record": (gettext_lazy("The log itself"), _beginning("audit.")),
    "columns": (gettext_lazy("Records, column by column"), _beginning("record.")),
    "models": (
        gettext_lazy("Models and money"),
        _beginning("tier.", "price.", "breaker.", "key.", "budget.", "alert."),
    ),
}
"""The families that the page filters by: name to label and actions."""

ORDER = ("-id",)
_SAID_ELSEWHERE = frozenset({"review_status", "comment"})
"""In the chip, and in the quote below."""
LONG = 60
"""A value of more characters is shown when the reader asks for the change."""

_LABELS = {
    "review_status": gettext_lazy("Status"),
    "status": gettext_lazy("Progress"),
    "revision": gettext_lazy("Revision"),
    "frozen_hash": gettext_lazy("Hash"),
    "held_by": gettext_lazy("Reviewer"),
    "assigned_to": gettext_lazy("Assigned to"),
    "reasons": gettext_lazy("Reasons"),
    "internal": gettext_lazy("Among reviewers only"),
    "comment_number": gettext_lazy("Comment no."),
    "decision_number": gettext_lazy("Decision no."),
    "stage": gettext_lazy("Stage"),
    "set_aside": gettext_lazy("Set aside"),
    "place": gettext_lazy("Place"),
    "tool": gettext_lazy("Tool"),
    "variant": gettext_lazy("Variant"),
    "picture": gettext_lazy("Picture"),
    "alt": gettext_lazy("Alt text"),
    "licence": gettext_lazy("Licence"),
    "file_name": gettext_lazy("File name"),
    "sha256": gettext_lazy("SHA-256"),
    "archived": gettext_lazy("Archived"),
    "cost": gettext_lazy("Cost"),
    "cost_usd": gettext_lazy("Cost"),
}
_ICONS: dict[str, str] = {
    _A.DRAFT_WRITTEN: "model",
    _A.DRAFT_FAILED: "alert",
    _A.DRAFT_CLAIM_EXPIRED: "clock",
    _A.DRAFT_REMINDED: "clock",
    _A.DRAFT_OVERDUE: "clock",
    _A.DRAFT_ESCALATED: "flag",
    _A.DRAFT_SUPERSEDED: "branch",
    **dict.fromkeys(_beginning("outside."), "external"),
}


def may_read(user: User) -> bool:
    return user.may_read_audit


def entries(
    user: User,
    *,
    person: User | None = None,
    kind: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    draft: UUID | None = None,
    campaign: Campaign | None = None,
) -> QuerySet[AuditEntry]:
    """Return the entries that `user` may see, newest first, with what a row shows joined."""
    found = (
        AuditEntry.objects.visible_to(user).select_related("actor", "generation", "payload").order_by(*ORDER)
    )
    if person:
        found = found.filter(actor=person)
    if kind in KINDS:
        found = found.filter(action__in=KINDS[kind][1])
    if since:
        found = found.filter(created_at__gte=since)
    if before:
        found = found.filter(created_at__lt=before)
    if draft:
        found = found.filter(generation=draft)
    if campaign:
        found = found.filter(
            Q(object_type="campaign", object_id=str(campaign.pk)) | Q(generation__campaign=campaign)
        )
    return found


@dataclass(frozen=True)
class Row:
    """One entry as the page says it."""

    entry: AuditEntry
    campaigns: Mapping[int, Campaign]

    @property
    def icon(self) -> str:
        """The sign of what was done by no person."""
        return _ICONS.get(self.entry.action, "bolt")

    @property
    def url(self) -> str:
        """Where the object can be seen; empty where it can't."""
        entry = self.entry
        if entry.object_type == "generation":
            return reverse("generation:draft", args=[entry.object_id])
        if entry.object_type == "campaign" and entry.object_id.isdigit():
            campaign = self.campaigns.get(int(entry.object_id))
            return reverse("generation:campaign", args=[campaign.slug]) if campaign else ""
        return ""

    @property
    def status(self) -> str:
        """The review status that the entry led to."""
        status = self.entry.after.get("review_status", "")
        return status if status in Generation.ReviewStatus.values else ""

    @property
    def status_label(self) -> str:
        return str(Generation.ReviewStatus(self.status).label) if self.status else ""

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Short values that the entry adds, as (label, value)."""
        before, after = self.entry.all_before, self.entry.all_after
        return [
            (label_of(key), value_of(key, value))
            for key, value in after.items()
            if key not in before and key not in _SAID_ELSEWHERE and _is_short(key, value)
        ]

    @cached_property
    def changes(self) -> list[FieldDiff]:
        """What was there before and after, field by field, with the changed words."""
        before, after = self.entry.all_before, self.entry.all_after
        old: list[tuple[str, str]] = []
        new: list[tuple[str, str]] = []
        for key in [*before, *(key for key in after if key not in before)]:
            if key in before and key in after and before[key] == after[key]:
                continue
            if key not in before and (key in _SAID_ELSEWHERE or _is_short(key, after[key])):
                continue
            old += self._texts(key, before[key]) if key in before else []
            new += self._texts(key, after[key]) if key in after else []
        return [field for field in diff_fields(old, new) if not field.is_same]

    def _texts(self, key: str, value: Any) -> list[tuple[str, str]]:
        if key == "content" and self.entry.generation and isinstance(value, dict):
            return content_texts(self.entry.generation.tool, value)
        if key == "params" and isinstance(value, dict):
            return asked_for(str(self.entry.all_after.get("tool", "")), value)
        return list(_flat(key, label_of(key), value))


def rows(user: User, found: Iterable[AuditEntry]) -> list[Row]:
    """Return rows for the entries of a page. One query, for the campaigns they are about."""
    listed = list(found)
    ids = {int(e.object_id) for e in listed if e.object_type == "campaign" and e.object_id.isdigit()}
    campaigns = Campaign.objects.visible_to(user).in_bulk(ids) if ids else {}
    return [Row(entry, campaigns) for entry in listed]


@dataclass(frozen=True)
class Day:
    date: date
    rows: list[Row]

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()

    @property
    def is_yesterday(self) -> bool:
        return self.date == timezone.localdate() - timedelta(days=1)


def by_day(listed: Iterable[Row]) -> list[Day]:
    """Group rows by the day they happened on where the reader is."""
    return [
        Day(day, list(group))
        for day, group in groupby(listed, key=lambda row: timezone.localtime(row.entry.created_at).date())
    ]


def label_of(key: str) -> str:
    known = _LABELS.get(key)
    return str(known) if known else key.replace("_", " ").capitalize()


def value_of(key: str, value: Any) -> str:
    """Say a stored value as people say it."""
    match key:
        case "review_status" if value in Generation.ReviewStatus.values:
            return str(Generation.ReviewStatus(value).label)
        case "status" if value in Generation.Status.values:
            return str(Generation.Status(value).label)
        case "revision":
            return f"r{value}"
        case "frozen_hash" if isinstance(value, str):
            return f"{value[:4]}…{value[-4:]}" if value else _("none")
        case "tool" if value in TOOLS:
            return str(TOOLS[value].label)
        case "variant" if isinstance(value, int) and 1 <= value <= 4:
            return "ABCD"[value - 1]
        case "reasons" if isinstance(value, list):
            known = Decision.Reason.values
            return ", ".join(str(Decision.Reason(v).label) if v in known else str(v) for v in value)
    if isinstance(value, str) and (moment := _moment(key, value)):
        return date_format(timezone.localtime(moment), "j M Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _moment(key: str, value: str) -> datetime | None:
    """Return the moment that a value names; None where it names none, or another than it says."""
    if not key.endswith("_at"):
        return None
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def content_texts(tool_name: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the texts of a draft by the labels of its form, or by bare keys if its tool has changed."""
    tool = TOOLS.get(tool_name)
    if tool is not None:
        try:
            value = tool.content_model.model_validate(content)
        except ValidationError:
            return list(_flat("content", _("Content"), content))
        return [(field.label, field.text) for field in tool.editable_fields(value)]
    return list(_flat("content", _("Content"), content))


def _is_short(key: str, value: Any) -> bool:
    if value in (None, "", []) or isinstance(value, dict):
        return False
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return False
    return len(value_of(key, value)) <= LONG


def _flat(key: str, label: str, value: Any) -> Iterable[tuple[str, str]]:
    """Yield the texts in a JSON value, each labelled with its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _flat(name, f"{label} · {label_of(name)}", item)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, item in enumerate(value, start=1):
            yield from _flat(key, f"{label} {number}", item)
    else:
        yield label, value_of(key, value)
