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
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation.diffs import FieldDiff, diff_fields
from generation.models import AuditAction, AuditEntry, Campaign, Generation
from generation.reading.asked_for import asked_for
from review.audit_words import content_texts, flat, is_short, label_of, value_of

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
            if key not in before and key not in _SAID_ELSEWHERE and is_short(key, value)
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
            if key not in before and (key in _SAID_ELSEWHERE or is_short(key, after[key])):
                continue
            old += self._texts(key, before[key]) if key in before else []
            new += self._texts(key, after[key]) if key in after else []
        return [field for field in diff_fields(old, new) if not field.is_same]

    def _texts(self, key: str, value: Any) -> list[tuple[str, str]]:
        if key == "content" and self.entry.generation and isinstance(value, dict):
            return content_texts(self.entry.generation.tool, value)
        if key == "params" and isinstance(value, dict):
            return asked_for(str(self.entry.all_after.get("tool", "")), value)
        return list(flat(key, label_of(key), value))


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
