"""The words of ONE draft: asked of a model, read, chosen among candidates, or found without one.

Nothing here stores the draft: `drafting` does. Nothing holds a transaction or a connection while the model
is called. When no model can help, the draft gets what `ladder` finds, and says so.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from generation import candidates, checking, ladder, notices, prompting, wiring
from generation.checks.types import Report
from generation.exceptions import LeaseLost, NothingToWrite
from generation.lease import Lease, release_connection
from generation.liquid import PromptTemplateError
from generation.llm_client import events
from generation.llm_client.exceptions import Cancelled, LLMError
from generation.llm_client.types import ChatRequest, Client, Completion, Reused
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent, Job
from generation.llm_tools.rewrites import Rewrite
from generation.models import Generation, LLMCall, PromptVersion, Revision
from generation.stores import call_texts, live_prompts
from generation.stores.call_log import DraftCallLog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answered:
    """One answer of a model that can be used."""

    content: BaseModel
    completion: Completion
    notice: str = ""


@dataclass
class Written:
    """The words of a draft, and how they came to be."""

    content: BaseModel
    source: Generation.Source
    notice: str = ""
    version: PromptVersion | None = None
    completion: Completion | None = None
    reused: Revision | None = None
    """Whose words these are, where they were written for another draft."""
    report: Report | None = None
    """What the checks found, where they have run already."""
    others: tuple[tuple[int, Answered, Report], ...] = ()
    """Candidates that were not chosen, with the place of each."""
    chosen_because: str = ""


@dataclass
class Work:
    """What one worker needs for one draft."""

    lease: Lease
    job: Job
    params: BaseModel
    rewrite: Rewrite
    """What is changed and kept of the parent's words."""
    notices: list[str] = field(default_factory=list)
    calls: DraftCallLog | None = None
    """Set once a model may be asked."""
    begun: float = field(default_factory=time.monotonic)
    dropped: tuple[str, ...] = ()
    """What was left out of the prompt, in a person's words."""

    @property
    def generation(self) -> Generation:
        return self.lease.generation


def write(work: Work) -> Written:
    """Return a model's words, or others with the reason in plain words."""
    version = live_prompts.live_version(work.generation.tool)
    if not wiring.model_is_set_up():
        return _without_model(work, _("No model is set up."))
    if version is None:
        return _without_model(work, _("The prompt of this tool is not published."))
    if work.generation.claims > settings.GENERATION_MAX_CLAIMS:
        return _without_model(work, _("The worker stopped several times during this draft."))
    call_log = work.calls = DraftCallLog(work.lease, version)
    try:
        client = wiring.build_client(
            version.tier,
            call_log=call_log,
            on_fallback=lambda *told: _tell(work, *told),
            on_wait=lambda: _tell_of_waiting(work),
            may_fall_back=version.may_fall_back,
        )
        fitted = prompting.build(
            version, get_tool(work.generation.tool), work.job, work.params, work.generation
        )
        if fitted.dropped:
            work.dropped = fitted.dropped
            work.notices.append(notices.left_out(fitted.dropped))
        with wiring.pulsing(call_log.pulse, call_log.named):
            return _from_model(work, version, client, call_log, fitted.request)
    except Cancelled as exc:
        raise LeaseLost(str(exc)) from exc
    except (LLMError, InvalidContent, PromptTemplateError) as exc:
        why, advice = notices.because(exc)
        log.warning("draft.degraded", generation=str(work.generation.pk), error=type(exc).__name__, why=why)
        return _without_model(work, why, advice)


def _from_model(
    work: Work, version: PromptVersion, client: Client, call_log: DraftCallLog, request: ChatRequest
) -> Written:
    """Return the model's words: of several candidates, those with the least to find."""
    wanted = work.generation.request.candidates
    if wanted == 1:
        return _as_written(work, version, _answered(work, client, call_log, request))
    tried = list(_each_candidate(work, client, call_log, request, wanted))
    # Whoever asks for the same should not get one that was not chosen.
    call_texts.never_reuse(work.generation)
    reports = [report_on(work, one.content, one.completion) for one in tried]
    best = candidates.best(reports)
    others = [
        (number, one, report)
        for number, (one, report) in enumerate(zip(tried, reports, strict=True), start=1)
        if number != best + 1
    ]
    return replace(
        _as_written(work, version, tried[best]),
        report=reports[best],
        others=tuple(others),
        chosen_because=candidates.why(reports, best),
    )


def _answered(work: Work, client: Client, call_log: DraftCallLog, request: ChatRequest) -> Answered:
    """Ask once. An answer that does not fit the schema gets one repair."""
    call_log.purpose = LLMCall.Purpose.DRAFT
    completion = client.complete(request)
    try:
        return Answered(_read(work, request, completion), completion)
    except InvalidContent as error:
        log.info("draft.repair", generation=str(work.generation.pk), problems=len(error.problems))
        call_texts.never_reuse(work.generation)
        call_log.purpose = LLMCall.Purpose.REPAIR
        completion = client.complete(prompting.repair(request, completion.text, error))
        return Answered(_read(work, request, completion), completion, notices.repaired(error))


def _each_candidate(
    work: Work, client: Client, call_log: DraftCallLog, request: ChatRequest, wanted: int
) -> Iterator[Answered]:
    """Ask for one candidate after the other, until time, calls or money are short: then those there are do.

    They are calls of one draft, so that its lease, its limit of calls and every budget hold.

    Raises:
        LLMError, InvalidContent: not even the first could be had.
    """
    for number in range(1, wanted + 1):
        if number > 1 and _is_late(work, number):
            work.notices.append(notices.fewer_candidates(number - 1, wanted, _("The time for it was short.")))
            return
        # Told apart, so that a worker that takes over gets each answer that is paid for once, and once only.
        own = request.model_copy(update={"reuse": False, "variety": request.variety + 1000 * number})
        try:
            answered = _answered(work, client, call_log, own)
        except (LLMError, InvalidContent) as exc:
            if number == 1 or isinstance(exc, Cancelled):
                raise
            why, _advice = notices.because(exc)
            log.info("draft.fewer_candidates", generation=str(work.generation.pk), why=why)
            work.notices.append(notices.fewer_candidates(number - 1, wanted, why))
            return
        release_connection()
        yield answered


def _is_late(work: Work, number: int) -> bool:
    """Say whether a further candidate would end too late, if it takes as long as those before it."""
    spent_s = time.monotonic() - work.begun
    allowed_s: float = settings.LLM_DRAFT_TIMEOUT_S
    return spent_s * number / (number - 1) > allowed_s


def _as_written(work: Work, version: PromptVersion, answered: Answered) -> Written:
    completion, notice = answered.completion, answered.notice
    if completion.reused is not None:
        source, reused = Generation.Source.CACHE, _first_words(completion.reused)
        notice = " ".join(filter(None, (notice, notices.reused())))
    else:
        source, reused = Generation.Source.MODEL, None
    told = " ".join([*work.notices, notice]).strip()
    return Written(answered.content, source, told, version, completion, reused)


def _read(work: Work, request: ChatRequest, completion: Completion) -> BaseModel:
    """Return the content of an answer, with what is kept of the earlier version in its place.

    Raises:
        InvalidContent: it does not follow the schema, or lacks what it should bring.
    """
    tool = get_tool(work.generation.tool)
    content = prompting.read(tool, request, work.job.brief, completion.text)
    return _kept(work, tool.fit(content, work.params))


def _kept(work: Work, content: BaseModel) -> BaseModel:
    if not work.rewrite.keeps_words or not work.job.previous:
        return content
    tool = get_tool(work.generation.tool)
    return work.rewrite.applied(tool, tool.content_model.model_validate(work.job.previous), content)


def _without_model(work: Work, why: str, advice: str = "") -> Written:
    """Return other words than a model's. No template can do to a text what a verb asks for.

    Raises:
        NothingToWrite: only a model could have done it; the draft before it stays what there is.
    """
    if work.rewrite.verb:
        raise NothingToWrite(notices.needs_a_model(why, advice))
    found = ladder.without_model(work.generation, work.job, work.params, why=why, advice=advice)
    try:
        content = _kept(work, found.content)
    except InvalidContent as exc:
        raise NothingToWrite(notices.no_such_part(why, advice)) from exc
    notice = " ".join(filter(None, (found.notice, notices.kept(work.rewrite))))
    return Written(content, found.source, notice, reused=found.reused)


def _first_words(reused: Reused) -> Revision | None:
    """Return the revision that an answer was stored as, if it came to be one."""
    return Revision.objects.filter(
        generation=UUID(reused.draft), number=1, origin=Revision.Origin.MODEL
    ).first()


def report_on(work: Work, content: BaseModel, completion: Completion | None) -> Report:
    is_written = completion is not None and completion.reused is None
    return checking.check(
        work.generation,
        content,
        brief=work.job.brief,
        now=timezone.now(),
        left_out=work.dropped,
        placeholders=completion.placeholders if completion else checking.NONE_LOST,
        siblings=checking.siblings_of(work.generation) if is_written else (),
    )


def _tell(work: Work, failed_model: str, error: LLMError, next_model: str) -> None:
    """Put a change of model on the draft while it is still being written: nobody has to guess."""
    events.fallback(failed_model, error, next_model)
    work.notices.append(notices.changed_model(failed_model, error, next_model))
    work.lease.renew(notice=" ".join(work.notices)[:500])
    release_connection()


def _tell_of_waiting(work: Work) -> None:
    work.lease.renew(stage=Generation.Stage.WRITING, notice=notices.waits_for_another())
    release_connection()
