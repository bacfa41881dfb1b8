"""Write the record: one entry for each business event, in the transaction of the event."""

from typing import Any

from django.db import connection
from django.db.models import Model

from crm_llm import correlation
from crm_llm.accounts.models import User
from generation.models import AuditAction, AuditEntry, Brand, Generation


class NotInTransaction(RuntimeError):
    """An audit entry must share the transaction of the change that it tells of."""


def record(
    action: AuditAction,
    *,
    on: Model,
    by: User | None = None,
    actor_label: str = "",
    generation: Generation | None = None,
    brand: Brand | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry inside the caller's transaction.

    `by` is the person; where a worker or a model acted, `actor_label` names it instead. `before` and
    `after` hold only what changed, as JSON values. Brand and draft follow from `on` where it is a draft.

    Raises:
        NotInTransaction: there is no transaction to share.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{action} was recorded outside of a transaction.")
    if isinstance(on, Generation):
        generation = generation or on
    brand_id: int | None = brand.pk if brand else None
    if brand_id is None and generation is not None:
        brand_id = generation.brand_id
    return AuditEntry.objects.create(
        action=action,
        actor=by,
        actor_label=by.display_name if by else actor_label or "System",
        object_type=on._meta.model_name or "",
        object_id=str(on.pk),
        object_label=str(on)[:200],
        generation=generation,
        brand_id=brand_id,
        before=before or {},
        after=after or {},
        reason=reason,
        correlation_id=correlation.current(),
    )
