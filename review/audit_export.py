"""Hand out the audit log as CSV or JSON, a piece at a time, however long it is."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from generation.models import AuditEntry, AuditSeal

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
CHUNK = 500
COLUMNS = (
    "id",
    "at",
    "actor",
    "username",
    "action",
    "object_type",
    "object_id",
    "object",
    "before",
    "after",
    "reason",
    "reference",
    "quotes_erased",
    "seal",
    "hash",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(found: QuerySet[AuditEntry], format: str) -> Iterator[str]:
    """Yield the file in pieces: entries newest first, each with its seal where it has one."""
    if format == "csv":
        yield from _csv(found)
    else:
        yield from _json(found)


def _csv(found: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(COLUMNS))  # with the mark by which spreadsheets know UTF-8
    for values in _values(found):
        yield str(writer.writerow([cell(values[name]) for name in COLUMNS]))


def _json(found: QuerySet[AuditEntry]) -> Iterator[str]:
    before = "[\n"
    for values in _values(found):
        yield before + json.dumps(values, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _values(found: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Yield each entry as plain values. Two queries for each `CHUNK` of entries, and no long cursor."""
    last: int | None = None
    found = found.order_by("-pk")
    while True:
        chunk = list((found if last is None else found.filter(pk__lt=last))[:CHUNK])
        if not chunk:
            return
        seals = {seal.entry_id: seal for seal in AuditSeal.objects.filter(entry__in=chunk)}
        for entry in chunk:
            yield _plain(entry, seals.get(entry.pk))
        last = chunk[-1].pk


def _plain(entry: AuditEntry, seal: AuditSeal | None) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "at": entry.created_at.isoformat(),
        "actor": entry.actor_label,
        "username": entry.actor.get_username() if entry.actor else "",
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object": entry.object_label,
        "before": entry.all_before,
        "after": entry.all_after,
        "reason": entry.said,
        "reference": entry.correlation_id,
        "quotes_erased": entry.is_erased,
        "seal": seal.sequence if seal else None,
        "hash": seal.hash if seal else "",
    }


def cell(value: Any) -> str:
    """Return the value as text that no spreadsheet takes for a formula.

    OWASP's advice: a leading apostrophe where the first character could start one.
    """
    if isinstance(value, dict):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \xa0").startswith(_STARTS_A_FORMULA) else text


class _Echo:
    """Hands a written row back instead of keeping it."""

    def write(self, text: str, /) -> str:
        return text
