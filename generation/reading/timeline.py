"""The history of one draft: what people, workers and models did, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from generation.models import AuditAction, AuditEntry, Generation, LLMCall
from generation.reading.ladder import calls_of

DECISIONS = (
    AuditAction.DRAFT_APPROVED,
    AuditAction.DRAFT_CHANGES_REQUESTED,
    AuditAction.DRAFT_REJECTED,
    AuditAction.DRAFT_WITHDRAWN,
)


@dataclass(frozen=True)
class Event:
    """One line of the history: either an entry of the audit log or a call of a model."""

    at: datetime
    entry: AuditEntry | None = None
    call: LLMCall | None = None

    @property
    def reasons(self) -> list[str]:
        """The reasons that were ticked, in words."""
        return reason_words(self.entry) if self.entry else []

    @property
    def old_revision(self) -> int | None:
        """For an edit: the revision that it started from."""
        number = self.entry.before.get("revision") if self.entry else None
        return number if isinstance(number, int) else None

    @property
    def new_revision(self) -> int | None:
        number = self.entry.after.get("revision") if self.entry else None
        return number if isinstance(number, int) else None


def history(generation: Generation) -> list[Event]:
    """Return everything that happened to the draft but what reviewers say among themselves. Two queries."""
    entries = AuditEntry.objects.filter(generation=generation).select_related("actor")
    calls = calls_of(generation).select_related("prompt_version")
    events = [Event(entry.created_at, entry=entry) for entry in entries if not entry.after.get("internal")]
    events += [Event(call.started_at, call=call) for call in calls]
    return sorted(events, key=lambda event: event.at, reverse=True)


def last_decision(generation: Generation) -> AuditEntry | None:
    """Return the entry of the decision that put the draft where it is, if one did."""
    action = f"draft.{generation.review_status}"
    if action not in DECISIONS:
        return None
    entries = AuditEntry.objects.filter(generation=generation, action=action)
    return entries.select_related("actor").order_by("-id").first()


def reason_words(entry: AuditEntry) -> list[str]:
    """Return the reasons of a decision as words: "fact_error" is "Fact error"."""
    known = {"legal": _("Legal or compliance"), "weak_cta": _("Weak call to action")}
    given = [reason for reason in entry.after.get("reasons", []) if isinstance(reason, str)]
    return [known.get(reason) or _(reason.replace("_", " ").capitalize()) for reason in given]
