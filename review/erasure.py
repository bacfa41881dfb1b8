"""Erase what entries of the audit log quote, where the law asks for it. The chain stays whole."""

from django.db import transaction

from generation import audit
from generation.models import AuditAction, AuditPayload, Generation


@transaction.atomic
def erase_quotes(generation: Generation, *, actor_label: str, reason: str) -> int:
    """Delete the texts that the draft's entries quote, and return how many entries had some.

    The entries keep who did what and when, and a salted hash of what was there. That it was erased is an
    entry itself.
    """
    found = AuditPayload.objects.filter(entry__generation=generation)
    erased = sorted(found.values_list("entry_id", flat=True))
    if not erased:
        return 0
    found.delete()
    audit.record(
        AuditAction.AUDIT_ERASED,
        on=generation,
        actor_label=actor_label,
        after={"entries": erased},
        reason=reason,
    )
    return len(erased)
