"""Erase what people wrote, where the law asks for it: quotes in the audit log, comments, values of records.

The entries keep who did what and when, and a salted hash of what was there, so that the chain stays whole.
That something was erased is an entry itself.
"""

from collections.abc import Iterable

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet

from generation import audit
from generation.models import AuditAction, AuditEntry, AuditPayload, Generation
from review.models import Comment, Notification, NotificationKind, OutsideAnswer

_SPOKEN = (NotificationKind.COMMENTED, NotificationKind.ANSWERED_OUTSIDE)


@transaction.atomic
def erase_draft(generation: Generation, *, actor_label: str, reason: str) -> int:
    """Erase what the draft's entries quote, its comments and the answers from outside.

    Returns how many texts there were; nothing is recorded where there was none.
    """
    entries = AuditEntry.objects.filter(generation=generation)
    spoken = Comment.objects.filter(generation=generation).erase()
    spoken += OutsideAnswer.objects.filter(link__generation=generation).erase()
    _forget(Notification.objects.filter(generation=generation, kind__in=_SPOKEN))
    return _erase(entries, spoken, on=generation, actor_label=actor_label, reason=reason)


@transaction.atomic
def erase_comment(comment: Comment, *, actor_label: str, reason: str) -> int:
    """Erase what one comment says, here and in the entries that tell of it."""
    entries = AuditEntry.objects.filter(
        generation=comment.generation_id, after__comment_number=comment.pk, after__has_key="comment_number"
    )
    told = Notification.objects.filter(generation=comment.generation_id, kind=NotificationKind.COMMENTED)
    _forget(told.filter(actor=comment.author_id, facts__reason=comment.body[:200]))
    spoken = Comment.objects.filter(pk=comment.pk).erase()
    return _erase(entries, spoken, on=comment.generation, actor_label=actor_label, reason=reason)


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
    return _erase(entries, 0, on=newest, label=newest.object_label, actor_label=actor_label, reason=reason)


def _erase(
    entries: QuerySet[AuditEntry], spoken: int, *, on: Model, actor_label: str, reason: str, label: str = ""
) -> int:
    found = AuditPayload.objects.filter(entry__in=entries)
    erased = sorted(found.values_list("entry_id", flat=True))
    if not erased and not spoken:
        return 0
    found.delete()
    audit.record(
        AuditAction.AUDIT_ERASED,
        on=on,
        brand=on.brand if isinstance(on, AuditEntry) else None,
        label=label,
        actor_label=actor_label,
        after={"entries": erased} | ({"comments": spoken} if spoken else {}),
        reason=reason,
    )
    return len(erased) + spoken


def _forget(told: Iterable[Notification]) -> None:
    """Take the words out of what people were told, and of mails that are still to go out."""
    for notification in told:
        if notification.facts.pop("reason", None) is not None:
            notification.save(update_fields=["facts"])
