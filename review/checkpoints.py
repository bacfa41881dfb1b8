"""Signed checkpoints of the audit log's chain, and the regular check of it.

Who can write to the database could make the whole chain anew, or cut its end. A checkpoint that was taken
away before, to a log server, a mail or a printout, says what the chain was: `SECRET_KEY` signed it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.core.signing import BadSignature, Signer

from generation.models import Alert, AuditSeal
from generation.stores import alerts
from review import chain
from review.models import ChainCheck

log = structlog.get_logger(__name__)
_SIGNER = Signer(salt="review.checkpoints")
ALERT = "audit.broken"


@dataclass(frozen=True)
class Checkpoint:
    sequence: int
    hash: str
    at: str


class BadCheckpoint(ValueError):
    """The text is no checkpoint of this installation."""


def export(head: chain.Head, *, now: datetime) -> dict[str, Any]:
    """Return the checkpoint as plain values; `signed` alone is what `read` believes."""
    values = {"sequence": head.sequence, "hash": head.hash, "at": now.isoformat()}
    return {**values, "signed": _SIGNER.sign_object(values)}


def read(signed: str) -> Checkpoint:
    """Return what an exported checkpoint says.

    Raises:
        BadCheckpoint: it was changed, or signed with another key.
    """
    try:
        return Checkpoint(**_SIGNER.unsign_object(signed.strip()))
    except (BadSignature, TypeError, ValueError) as exc:
        raise BadCheckpoint("This is no checkpoint of this installation, or it was changed.") from exc


def contradiction(checkpoint: Checkpoint) -> str:
    """Return how the chain differs from the checkpoint, in a sentence; empty where it agrees."""
    if checkpoint.sequence == 0:
        return ""
    found = AuditSeal.objects.filter(sequence=checkpoint.sequence).values_list("hash", flat=True).first()
    if found is None:
        return f"Seal {checkpoint.sequence} of {checkpoint.at} is gone: the chain's end was cut."
    if found != checkpoint.hash:
        return f"Seal {checkpoint.sequence} is not the one of {checkpoint.at}: the chain was made anew."
    return ""


def verify_and_note(*, now: datetime) -> ChainCheck:
    """Verify the chain, keep the outcome for the audit page, log a checkpoint; alert where it is broken."""
    verdict = chain.verify()
    problem = verdict.problems[0].words if verdict.problems else _against_the_last(verdict.head)
    check = ChainCheck.objects.create(
        checked_at=now,
        sequence=verdict.head.sequence,
        hash=verdict.head.hash,
        unsealed=verdict.unsealed,
        problem=problem[:300],
    )
    if problem:
        alerts.raise_alert(ALERT, "Audit log", problem, severity=Alert.Severity.CRITICAL)
    else:
        alerts.clear(ALERT, "Audit log")
        log.info("audit.checkpoint", **export(verdict.head, now=now))
    return check


def _against_the_last(head: chain.Head) -> str:
    """Return how the chain differs from what the last check saw."""
    last = ChainCheck.objects.filter(problem="").order_by("-checked_at", "-id").first()
    if last is None:
        return ""
    return contradiction(Checkpoint(last.sequence, last.hash, last.checked_at.isoformat()))
