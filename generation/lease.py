"""One worker owns a draft: the claim, the lease and its fencing token.

Every write of a worker carries its token in the condition of the UPDATE. A redelivered message or a
worker that came back from the dead changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm_llm import rows
from generation.exceptions import LeaseLost
from generation.models import Generation, LLMCall


@dataclass(frozen=True)
class Lease:
    generation: Generation
    """As it stood at the claim, with its request and brand."""
    token: UUID

    def renew(self, **columns: Any) -> None:
        """Lengthen the lease and set `columns`, if this worker still owns the draft.

        Raises:
            LeaseLost: the draft was cancelled, or given to another worker.
        """
        self._change({"lease_expires_at": _end_of_lease(timezone.now()), **columns})

    def finish(self, **columns: Any) -> None:
        """End the work with the final `columns`, inside the caller's transaction.

        Raises:
            LeaseLost: the draft was cancelled, or given to another worker; nothing is stored.
        """
        ended = {"lease_token": None, "lease_expires_at": None, "finished_at": timezone.now()}
        self._change(columns | ended)

    def _change(self, columns: dict[str, Any]) -> None:
        mine = {"pk": self.generation.pk, "status": Generation.Status.RUNNING, "lease_token": self.token}
        if not rows.change(Generation, columns, where=mine):
            raise LeaseLost("This draft is no longer this worker's.")


def claim(generation_id: UUID) -> Lease | None:
    """Take a draft that waits, or whose worker let its lease run out; None when there is none to take.

    Calls that an earlier worker left open are marked: nobody knows what became of them.
    """
    now, token = timezone.now(), uuid4()
    if not (_claim_new(generation_id, token, now) or _claim_again(generation_id, token, now)):
        return None
    generation = rows.load(Generation, generation_id, "request", "brand")
    if generation.claims > 1:
        LLMCall.objects.filter(generation=generation, status=LLMCall.Status.STARTED).update(
            status=LLMCall.Status.UNKNOWN,
            error_type="worker_stopped",
            error="The worker stopped during this call. It may have been charged.",
            finished_at=now,
        )
    return Lease(generation, token)


def _taken(token: UUID, now: datetime) -> dict[str, Any]:
    return {
        "status": Generation.Status.RUNNING,
        "stage": Generation.Stage.PREPARING,
        "lease_token": token,
        "lease_expires_at": _end_of_lease(now),
        "hints": 0,
    }


def _claim_new(generation_id: UUID, token: UUID, now: datetime) -> int:
    """Take a draft that no worker had before, as nearly all are: this statement is composed only once."""
    untouched = {"pk": generation_id, "status": Generation.Status.QUEUED, "claims": 0}
    return rows.change(Generation, _taken(token, now) | {"claims": 1, "started_at": now}, where=untouched)


def _claim_again(generation_id: UUID, token: UUID, now: datetime) -> int:
    claimable: int = (
        Generation.objects.claimable(now)
        .filter(pk=generation_id)
        .update(**_taken(token, now), claims=F("claims") + 1, started_at=Coalesce(F("started_at"), now))
    )
    return claimable


def release_connection() -> None:
    """Give the database connection back, so that none is held while a model thinks."""
    if not connection.in_atomic_block:
        connection.close()


def _end_of_lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.GENERATION_LEASE_S)
