"""Put what django-auditlog notices into the record of the product, so that there is one log, and one chain.

django-auditlog sees which column of a person, a brand, a budget … a form or the admin changed. Its own table
is not sealed. What no domain event tells of is therefore told again as an `AuditEntry`, in the transaction of
the change: filtered, exported, sealed and verified like every other.
"""

from typing import Any

from auditlog.models import LogEntry
from auditlog.signals import post_log
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save

from generation import audit
from generation.models import AuditAction, Brand

_ACTIONS = {
    LogEntry.Action.CREATE: AuditAction.RECORD_ADDED,
    LogEntry.Action.UPDATE: AuditAction.RECORD_CHANGED,
    LogEntry.Action.DELETE: AuditAction.RECORD_DELETED,
}
TOLD_ALREADY = frozenset({"asset", "campaign", "fact", "link", "modeltier", "prompt", "promptversion"})
"""Every change of these has an entry of its own kind, with what was there before and after."""


def connect() -> None:
    post_log.connect(_tell_of_change, dispatch_uid="column_changes")
    post_save.connect(_tell_of_membership, sender=LogEntry, dispatch_uid="column_changes_m2m")


def _tell_of_change(
    sender: type[Model], instance: Model, log_entry: LogEntry | None, action: int, **kwargs: Any
) -> None:
    if log_entry is not None and action in _ACTIONS and instance._meta.model_name not in TOLD_ALREADY:
        _record(_ACTIONS[action], log_entry, instance)


def _tell_of_membership(sender: type[Model], instance: LogEntry, created: bool, **kwargs: Any) -> None:
    """Groups of a person, say: django-auditlog sends no signal of its own for what joins many to many."""
    joined = [change for change in (instance.changes or {}).values() if isinstance(change, dict)]
    person = instance.content_type.get_object_for_this_type(pk=instance.object_pk) if joined else None
    if created and person is not None:
        _record(AuditAction.RECORD_CHANGED, instance, person)


def _record(action: AuditAction, log_entry: LogEntry, instance: Model) -> None:
    before, after = _values(log_entry.changes or {})
    # Most forms and the admin are in a transaction already, which this joins.
    with transaction.atomic():
        audit.record(
            action,
            on=instance,
            label=f"{instance._meta.verbose_name} {instance}",
            by=log_entry.actor,
            brand=_brand_of(instance),
            after={"columns": sorted({*before, *after})},
            quoted_before=before,
            quoted_after=after,
        )


def _values(changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the old and the new values by column; a column that was or became empty has none."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column, change in changes.items():
        if isinstance(change, dict):
            (after if change["operation"] == "add" else before)[column] = change["objects"]
            continue
        old, new = change
        before |= {column: old} if old not in (None, "None", "") else {}
        after |= {column: new} if new not in (None, "None", "") else {}
    return before, after


def _brand_of(instance: Model) -> Brand | None:
    """Return the brand whose people may read of it; None where it belongs to none."""
    if isinstance(instance, Brand):
        return instance
    brand = getattr(instance, "brand", None)
    return brand if isinstance(brand, Brand) else None
