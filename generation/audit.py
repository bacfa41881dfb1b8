"""Write the record: one entry for each business event, in the transaction of the event."""

import secrets
from typing import Any

from django.db import connection
from django.db.models import Model

from crm_llm import correlation, rows
from crm_llm.accounts.models import User
from generation.models import AuditAction, AuditEntry, AuditPayload, Brand, Generation
from generation.models.audit import payload_hash

ERASABLE = frozenset(
    [
        "audience",
        "comment",
        "content",
        "email",
        "facts",
        "feedback",
        "links",
        "note",
        "objective",
        "offer",
        "params",
        "text",
    ]
)
"""Keys of `before` and `after` whose values quote what people wrote. They are kept apart, erasable."""


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
    quoted_before: dict[str, Any] | None = None,
    quoted_after: dict[str, Any] | None = None,
    reason: str = "",
    label: str = "",
) -> AuditEntry:
    """Append one entry inside the caller's transaction.

    `by` is the person; where a worker or a model acted, `actor_label` names it instead. `before` and
    `after` hold only what changed, as JSON values; those of `ERASABLE` keys go into an `AuditPayload`, as
    does all of `quoted_before` and `quoted_after`. Brand and draft follow from `on` where it is a draft.
    `label` says what `on` is where its own text does not.

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
    kept_before, quoted_before = _apart(before or {}, quoted_before or {})
    kept_after, quoted_after = _apart(after or {}, quoted_after or {})
    salt = secrets.token_hex(16) if quoted_before or quoted_after else ""
    entry = AuditEntry(
        action=action,
        actor=by,
        actor_label=by.display_name if by else actor_label or "System",
        object_type=on._meta.model_name or "",
        object_id=str(on.pk),
        object_label=(label or str(on))[:200],
        generation=generation,
        brand_id=brand_id,
        before=kept_before,
        after=kept_after,
        reason=reason,
        correlation_id=correlation.current(),
        payload_hash=payload_hash(salt, quoted_before, quoted_after) if salt else "",
    )
    rows.insert(entry)
    if salt:
        AuditPayload.objects.create(entry=entry, salt=salt, before=quoted_before, after=quoted_after)
    return entry


def _apart(values: dict[str, Any], quoted: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stays in the entry for good, and the texts that may have to be erased one day."""
    kept = {key: value for key, value in values.items() if key not in ERASABLE}
    return kept, {key: value for key, value in values.items() if key in ERASABLE} | quoted
