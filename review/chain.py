"""The chain over the audit log: seal what is new, and find whatever was changed since.

A seal is the hash of one entry and of the seal before it. Entries are inserted unchained, so that no change
waits for another; the sealer follows within seconds. Who edits, deletes, inserts or reorders rows afterwards
breaks the chain at that place; who makes the whole chain anew contradicts the checkpoints that were exported.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from generation.canonical import stable_json
from generation.models import AuditEntry, AuditPayload, AuditSeal
from generation.models.audit import payload_hash

GENESIS = "0" * 64
BATCH = 500
LOOK_BACK = 10_000
"""An entry can commit after later ones were sealed: so many before the last sealed one are looked at too."""
LATE = timedelta(minutes=15)
"""No transaction is open for so long: an entry older than the sealing before it was put in afterwards."""
CHUNK = 2_000
MOST_PROBLEMS = 100
_COLUMNS = (
    "pk",
    "created_at",
    "actor_id",
    "actor_label",
    "action",
    "object_type",
    "object_id",
    "object_label",
    "generation_id",
    "brand_id",
    "before",
    "after",
    "reason",
    "correlation_id",
    "payload_hash",
)
_CREATED_AT = _COLUMNS.index("created_at")


@dataclass(frozen=True)
class Head:
    """The last link of a chain."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Problem:
    """One place where the record was tampered with."""

    sequence: int
    entry: int | None
    words: str


@dataclass
class Verdict:
    head: Head = field(default_factory=Head)
    sealed: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    """In the order of the chain, at most `MOST_PROBLEMS`."""

    @property
    def holds(self) -> bool:
        return not self.problems


def seal_hash(previous: str, sequence: int, sealed_at: datetime, row: tuple[Any, ...]) -> str:
    """Return the hash of a seal: over the seal before it, its own place and moment, and the whole entry."""
    entry = stable_json([_as_json(value) for value in row])
    text = f"{previous}\n{sequence}\n{_as_json(sealed_at)}\n{entry}"
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, int | str | dict | None) else str(value)


# ---- seal --------------------------------------------------------------------------------------


def seal_pending(*, now: datetime, thorough: bool = False) -> int:
    """Append a seal for each entry that has none, and return how many. One sealer at a time gets through.

    `thorough` looks at the whole log instead of its end.
    """
    sealed = 0
    while count := _seal_batch(now, thorough):
        sealed += count
    return sealed


def _seal_batch(now: datetime, thorough: bool) -> int:
    last = AuditSeal.objects.order_by("-sequence").first()
    head = Head(last.sequence, last.hash) if last else Head()
    # Clocks step back; the chain does not.
    sealed_at = max(now, last.sealed_at) if last else now
    waiting = AuditEntry.objects.filter(seal=None, pk__gt=0 if thorough else _looked_at_after())
    seals = []
    for row in waiting.order_by("pk").values_list(*_COLUMNS)[:BATCH]:
        sequence = head.sequence + 1
        hash = seal_hash(head.hash, sequence, sealed_at, row)
        seals.append(
            AuditSeal(
                sequence=sequence, entry_id=row[0], previous_hash=head.hash, hash=hash, sealed_at=sealed_at
            )
        )
        head = Head(sequence, hash)
    try:
        with transaction.atomic():
            AuditSeal.objects.bulk_create(seals)
    except IntegrityError:
        # Another sealer appended to the same link first; what is left is for its next turn or ours.
        return 0
    return len(seals)


def waiting_entries() -> int:
    """Return how many entries the sealer would take next. Reads the end of the log only."""
    return int(AuditEntry.objects.filter(seal=None, pk__gt=_looked_at_after()).count())


def _looked_at_after() -> int:
    newest = AuditSeal.objects.order_by("-entry_id").values_list("entry_id", flat=True).first() or 0
    return int(newest) - LOOK_BACK


# ---- verify ------------------------------------------------------------------------------------


def verify() -> Verdict:
    """Recompute the whole chain and name each place where it does not hold.

    Reads every entry once, in chunks, in about 30 µs each.
    """
    verdict = Verdict()
    walk = _Walk(verdict)
    for seal, row in _links():
        walk.take(seal, row)
    waiting = AuditEntry.objects.filter(seal=None)
    verdict.unsealed = waiting.count()
    oldest = waiting.order_by("pk").values_list("created_at", flat=True).first()
    verdict.oldest_unsealed = oldest
    verdict.problems += islice(_changed_quotes(), MOST_PROBLEMS)
    return verdict


Seal = tuple[int, str, str, datetime, int]
"""Sequence, previous hash, hash, moment and entry."""


def _links() -> Iterator[tuple[Seal, tuple[Any, ...] | None]]:
    """Yield each seal with the entry that it names, None where that is gone."""
    seals = AuditSeal.objects.order_by("sequence").values_list(
        "sequence", "previous_hash", "hash", "sealed_at", "entry_id"
    )
    after = None
    while True:
        found = seals if after is None else seals.filter(sequence__gt=after)
        chunk: list[Seal] = list(found[:CHUNK])
        if not chunk:
            return
        ids = [seal[4] for seal in chunk]
        rows = {
            row[0]: row for row in AuditEntry.objects.order_by().filter(pk__in=ids).values_list(*_COLUMNS)
        }
        for seal in chunk:
            yield seal, rows.get(seal[4])
        after = chunk[-1][0]


class _Walk:
    """Goes along the chain. After a break it goes on from the seal as stored: each break is told alone."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.sealed_at: datetime | None = None
        self.pass_before: datetime | None = None
        """When the sealing before the present one took place."""

    def take(self, seal: Seal, row: tuple[Any, ...] | None) -> None:
        sequence, previous_hash, hash, sealed_at, entry = seal
        head = self.verdict.head
        if sequence != head.sequence + 1:
            lost = f"seal {head.sequence + 1}" + (
                f" to {sequence - 1} are" if sequence - 1 > head.sequence + 1 else " is"
            )
            self._tell(sequence, entry, f"{lost.capitalize()} missing: entries were deleted.")
        elif previous_hash != head.hash:
            self._tell(sequence, entry, f"Seal {sequence} does not follow from the one before it.")
        if row is None:
            self._tell(sequence, entry, f"Entry {entry} was deleted.")
        elif seal_hash(previous_hash, sequence, sealed_at, row) != hash:
            self._tell(sequence, entry, f"Entry {entry} was changed after it was sealed.")
        else:
            self._look_at_the_time(sequence, entry, row[_CREATED_AT], sealed_at)
        self.verdict.head = Head(sequence, hash)
        self.verdict.sealed += 1

    def _look_at_the_time(self, sequence: int, entry: int, created_at: datetime, sealed_at: datetime) -> None:
        if self.sealed_at is not None and sealed_at > self.sealed_at:
            self.pass_before = self.sealed_at
        elif self.sealed_at is not None and sealed_at < self.sealed_at:
            self._tell(sequence, entry, f"Seal {sequence} is dated before the one it follows.")
        self.sealed_at = sealed_at
        if self.pass_before is not None and created_at < self.pass_before - LATE:
            self._tell(sequence, entry, f"Entry {entry} was put in later than its date says.")

    def _tell(self, sequence: int, entry: int | None, words: str) -> None:
        if len(self.verdict.problems) < MOST_PROBLEMS:
            self.verdict.problems.append(Problem(sequence, entry, words))


def _changed_quotes() -> Iterator[Problem]:
    """Yield each quoted text that is not the one that was written with its entry. Erased ones are fine."""
    payloads = AuditPayload.objects.values_list("entry_id", "salt", "before", "after", "entry__payload_hash")
    for entry, salt, before, after, hash in payloads.order_by("entry_id").iterator(chunk_size=CHUNK):
        if payload_hash(salt, before, after) != hash:
            yield Problem(0, entry, f"The text that entry {entry} quotes was changed.")
