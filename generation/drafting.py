"""The making of ONE draft, from top to bottom.

claim → prompt → model → parse (one repair) → check → store. What happens between claim and check is in
`writing`; nothing holds a transaction or a connection while a model is called.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from crm_llm import correlation
from generation import audit, judging, lease, revisions, rewriting, writing
from generation.exceptions import LeaseLost, NothingToWrite, StaleRevision
from generation.judging import Judgement
from generation.lease import Lease
from generation.llm_client.exceptions import Cancelled
from generation.llm_client.types import Completion
from generation.llm_tools import get_tool
from generation.llm_tools.base import Job, Tool
from generation.llm_tools.fields import text_fields
from generation.models import AuditAction, Generation, Revision
from generation.stores.call_log import totals_of
from generation.writing import Work, Written

log = structlog.get_logger(__name__)


def run(generation_id: UUID) -> None:
    """Write the draft if it waits for a worker; do nothing if another has it or it is finished."""
    owned = lease.claim(generation_id)
    if owned is None:
        log.info("draft.not_claimed", generation=str(generation_id))
        return
    with correlation.bound(owned.generation.request.correlation_id):
        try:
            work = _prepare(owned)
            _store(work, writing.write(work))
        except (LeaseLost, StaleRevision):
            # Cancelled, or another worker was given it and stored its words first.
            log.info("draft.lease_lost", generation=str(generation_id))
            _add_up_cancelled(owned.generation)
        except NothingToWrite as exc:
            log.warning("draft.nothing_to_write", generation=str(generation_id))
            _store_failure(owned, str(exc))
        except (OperationalError, InterfaceError) as exc:
            # The database is away: nothing can be stored now. The lease ends, and the sweep tries again.
            log.warning("draft.database_away", generation=str(generation_id), error=type(exc).__name__)
        except Exception as exc:
            log.exception("draft.failed", generation=str(generation_id), error=type(exc).__name__)
            _store_failure(
                owned,
                _(
                    "Something went wrong on our side. Try again; if it happens twice, tell an admin the "
                    "reference."
                ),
            )


def _prepare(owned: Lease) -> Work:
    generation = owned.generation
    request = generation.request
    rewrite = rewriting.rewrite_of(request)
    tool: Tool[Any, Any] = get_tool(generation.tool)
    job = Job(
        brief=request.brief_value(),
        language=generation.language,
        variant=_angle(generation),
        variants=request.variants,
        feedback="\n\n".join(filter(None, (rewrite.wish, request.feedback))),
        previous=rewriting.earlier_content(request),
        task=rewrite.task,
    )
    params = tool.params_model.model_validate(request.params)
    return Work(owned, job, params, rewrite)


def _angle(generation: Generation) -> int:
    """Return which variant a draft is of all that were tried: each retry takes up after its parent."""
    return generation.variant if generation.parent is None else _angle(generation.parent) + generation.variant


def _store(work: Work, written: Written) -> None:
    """Check the words and store them with their findings, if this worker still owns the draft."""
    generation = work.generation
    report = written.report or writing.report_on(work, written.content, written.completion)
    judgement = _judged(work, written)
    report = report.plus(judgement.findings)
    model = written.completion.model if written.completion else ""
    with transaction.atomic():
        revision, columns = revisions.add(
            generation,
            written.content,
            report,
            number=1,
            origin=Revision.Origin(written.source.value),
            writers=rewriting.writers_of(generation.request),
        )
        judging.store(revision, judgement)
        for number, one, other in written.others:
            revisions.add_candidate(generation, one.content, other, number=number, model=one.completion.model)
        work.lease.finish(
            status=Generation.Status.READY,
            stage=Generation.Stage.DONE,
            source=written.source,
            model=model[:120],
            prompt_version=written.version,
            notice=written.notice[:500],
            chosen_because=written.chosen_because[:300],
            reused_revision=written.reused,
            **columns,
            **_totals(work, written.completion),
        )
        generation.title = columns["title"]
        audit.record(
            AuditAction.DRAFT_WRITTEN,
            actor_label=model or str(written.source.label),
            on=generation,
            after={
                "revision": 1,
                "source": written.source.value,
                "prompt_version": written.version.number if written.version else None,
                "content_hash": revision.content_hash,
                "kit_version": revision.kit_version,
                **({"chosen_because": written.chosen_because} if written.chosen_because else {}),
                **({"reused_from": str(written.reused.generation_id)} if written.reused else {}),
            },
            reason=written.notice,
        )
    log.info("draft.ready", generation=str(generation.pk), source=written.source.value)


def _store_failure(owned: Lease, error: str) -> None:
    generation = owned.generation
    try:
        with transaction.atomic():
            owned.finish(status=Generation.Status.FAILED, error=error[:500], **totals_of(generation))
            audit.record(AuditAction.DRAFT_FAILED, on=generation, actor_label=_("The worker"), reason=error)
    except LeaseLost:
        log.info("draft.lease_lost", generation=str(generation.pk))


def _judged(work: Work, written: Written) -> Judgement:
    """Return what judges say of a model's words; of others there is nothing to judge."""
    if written.source != Generation.Source.MODEL or work.calls is None or not settings.LLM_JUDGES:
        return judging.NOT_JUDGED
    try:
        return judging.judge(work.generation, work.job, text_fields(written.content), work.calls)
    except Cancelled as exc:
        raise LeaseLost(str(exc)) from exc


def _totals(work: Work, completion: Completion | None) -> dict[str, object]:
    """Return what the draft took, and what it saved where an answer was used again."""
    totals = work.calls.totals() if work.calls else totals_of(work.generation)
    if completion is None or completion.reused is None:
        return totals
    free: dict[str, object] = {} if totals["calls"] else {"cost": Decimal(0)}
    saved = {"saved_cost": completion.reused.cost_usd, "saved_ms": completion.reused.latency_ms}
    return totals | free | saved


def _add_up_cancelled(generation: Generation) -> None:
    """Put on a cancelled draft what its calls cost until they were stopped."""
    Generation.objects.filter(pk=generation.pk, status=Generation.Status.CANCELLED).update(
        **totals_of(generation)
    )
