"""The history of one draft: what people, workers and models did, newest first."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation.llm_client.privacy.placeholders import PLACEHOLDER, type_of
from generation.models import AuditAction, AuditEntry, CallText, Generation, LLMCall
from generation.reading.ladder import calls_of
from generation.text import strings_in

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

    @cached_property
    def hidden(self) -> list[tuple[str, int]]:
        """What of personal data the model was not told: kind and number. Empty once the text is purged."""
        try:
            messages = self.call.text.messages if self.call else []
        except CallText.DoesNotExist:
            return []
        found = {name for text in strings_in(messages) for name in PLACEHOLDER.findall(text)}
        kinds = Counter(type_of(name).replace("_", " ").lower() for name in found)
        return sorted(kinds.items())

    @property
    def is_edit(self) -> bool:
        return self.entry is not None and self.entry.action == AuditAction.DRAFT_EDITED


KINDS: dict[str, tuple[Any, Callable[[Event], bool]]] = {
    "people": (gettext_lazy("What people did"), lambda event: bool(event.entry and event.entry.actor_id)),
    "edits": (gettext_lazy("Edits"), lambda event: event.is_edit),
    "calls": (gettext_lazy("Model calls"), lambda event: event.call is not None),
}
"""What the history can be narrowed to: name to label and test."""


@dataclass(frozen=True)
class History:
    events: list[Event]
    people: list[User]
    """Who did something to the draft, for the filter."""
    kind: str = ""
    person: int | None = None

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _test) in KINDS.items()]


def history(generation: Generation, *, kind: str = "", person: int | None = None) -> History:
    """Return what happened to the draft but what reviewers say among themselves. Two queries.

    A kind that does not exist, or a person who did nothing here, counts as not given.
    """
    entries = AuditEntry.objects.filter(generation=generation).select_related("actor", "payload")
    calls = calls_of(generation).select_related("prompt_version", "text")
    events = [Event(entry.created_at, entry=entry) for entry in entries if not entry.after.get("internal")]
    events += [Event(call.started_at, call=call) for call in calls]
    actors = {
        event.entry.actor_id: event.entry.actor for event in events if event.entry and event.entry.actor
    }
    chosen = History(
        events=[],
        people=sorted(actors.values(), key=lambda user: user.display_name),
        kind=kind if kind in KINDS else "",
        person=person if person in actors else None,
    )
    if chosen.kind:
        events = [event for event in events if KINDS[chosen.kind][1](event)]
    if chosen.person:
        events = [event for event in events if event.entry and event.entry.actor_id == chosen.person]
    chosen.events.extend(sorted(events, key=lambda event: event.at, reverse=True))
    return chosen


def last_decision(generation: Generation) -> AuditEntry | None:
    """Return the entry of the decision that put the draft where it is, if one did."""
    action = f"draft.{generation.review_status}"
    if action not in DECISIONS:
        return None
    entries = AuditEntry.objects.filter(generation=generation, action=action)
    return entries.select_related("actor", "payload").order_by("-id").first()


def reason_words(entry: AuditEntry) -> list[str]:
    """Return the reasons of a decision as words: "fact_error" is "Fact error"."""
    known = {"legal": _("Legal or compliance"), "weak_cta": _("Weak call to action")}
    given = [reason for reason in entry.after.get("reasons", []) if isinstance(reason, str)]
    return [known.get(reason) or _(reason.replace("_", " ").capitalize()) for reason in given]
