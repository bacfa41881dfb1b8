"""Erase what people wrote, where the law asks for it: quotes in the audit log, comments, notes, records.

The entries keep who did what and when, and a salted hash of what was there, so that the chain stays whole.
That something was erased is an entry itself.
"""

from collections.abc import Iterable

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from generation import audit
from generation.models import AuditAction, AuditEntry, AuditPayload, Generation
from review.models import (
    Comment,
    Decision,
    FindingDismissal,
    Notification,
    NotificationKind,
    OutsideAnswer,
)


@transaction.atomic
def erase_draft(generation: Generation, *, actor_label: str, reason: str) -> int:
    """Erase what the draft's entries quote, and what was said about it: comments, notes, outside answers.

    Returns how many texts there were; nothing is recorded where there was none.
    """
    entries = AuditEntry.objects.filter(generation=generation)
    comments = Comment.objects.filter(generation=generation).erase()
    comments += OutsideAnswer.objects.filter(link__generation=generation).erase()
    notes = Decision.objects.filter(generation=generation).erase()
    notes += FindingDismissal.objects.filter(finding__generation=generation).erase()
    _forget(Notification.objects.filter(generation=generation))
    spoken = {"comments": comments, "notes": notes}
    return _erase(entries, spoken, on=generation, actor_label=actor_label, reason=reason)


@transaction.atomic
def erase_comment(comment: Comment, *, actor_label: str, reason: str) -> int:
    """Erase what one comment says, here and in the entries that tell of it."""
    entries = AuditEntry.objects.filter(
        generation=comment.generation_id, after__comment_number=comment.pk, after__has_key="comment_number"
    )
    told = Notification.objects.filter(generation=comment.generation_id, kind=NotificationKind.COMMENTED)
    _forget(told.filter(actor=comment.author_id, facts__reason=comment.body[:200]))
    spoken = {"comments": Comment.objects.filter(pk=comment.pk).erase()}
    return _erase(entries, spoken, on=comment.generation, actor_label=actor_label, reason=reason)


@transaction.atomic
def erase_decision(decision: Decision, *, actor_label: str, reason: str) -> int:
    """Erase the note of one decision, here and in the entries that tell of it. What was decided stays."""
    draft = decision.generation
    entries = AuditEntry.objects.filter(
        generation=draft, after__decision_number=decision.pk, after__has_key="decision_number"
    )
    answers = OutsideAnswer.objects.filter(decision=decision)
    names = [decision.decided_outside, *answers.values_list("link__name", flat=True)]
    words = [decision.note, decision.set_aside_because]
    said = Q(facts__reason__in=words) if decision.decided_by_id else Q(facts__name__in=names)
    _forget(Notification.objects.filter(said, generation=draft, actor=decision.decided_by_id))
    notes = Decision.objects.filter(pk=decision.pk).erase()
    spoken = {"comments": answers.erase(), "notes": notes}
    return _erase(entries, spoken, on=draft, actor_label=actor_label, reason=reason)


@transaction.atomic
def erase_object(object_type: str, object_id: str, *, actor_label: str, reason: str) -> int:
    """Erase the old and new values of one record, such as a person or a brand, even if it is gone.

    django-auditlog keeps the same values in a table of its own: they go too.
    """
    entries = AuditEntry.objects.filter(object_type=object_type, object_id=object_id)
    newest = entries.order_by("-pk").select_related("brand").first()
    if newest is None:
        return 0
    noticed = LogEntry.objects.filter(content_type__model=object_type, object_pk=object_id)
    noticed.update(changes=None, changes_text="", serialized_data=None)
    return _erase(entries, {}, on=newest, label=newest.object_label, actor_label=actor_label, reason=reason)


def _erase(
    entries: QuerySet[AuditEntry],
    spoken: dict[str, int],
    *,
    on: Model,
    actor_label: str,
    reason: str,
    label: str = "",
) -> int:
    found = AuditPayload.objects.filter(entry__in=entries)
    erased = sorted(found.values_list("entry_id", flat=True))
    spoken = {what: count for what, count in spoken.items() if count}
    if not erased and not spoken:
        return 0
    found.delete()
    audit.record(
        AuditAction.AUDIT_ERASED,
        on=on,
        brand=on.brand if isinstance(on, AuditEntry) else None,
        label=label,
        actor_label=actor_label,
        after={"entries": erased} | spoken,
        reason=reason,
    )
    return len(erased) + sum(spoken.values())


def _forget(told: Iterable[Notification]) -> None:
    """Take the words out of what people were told, and of mails that are still to go out."""
    for notification in told:
        if notification.facts.pop("reason", None) is not None:
            notification.save(update_fields=["facts"])
