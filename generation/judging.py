"""Ask the judges about words that a model wrote, before they are stored. Whatever fails, drafts go on."""

import json
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from generation import prompting, wiring
from generation.checks.types import Finding, Severity, TextField
from generation.contacts import known_in
from generation.fences import code_of
from generation.judges import get_judge
from generation.judges.base import Judge, Verdict
from generation.liquid import PromptTemplateError, render_prompt
from generation.llm_client.exceptions import Cancelled, LLMError
from generation.llm_client.schema import strict_schema
from generation.llm_client.types import AnswerSchema, ChatRequest, Message
from generation.llm_tools.base import InvalidContent, Job
from generation.models import Generation, JudgeVerdict, LLMCall, PromptVersion, Revision
from generation.stores import live_prompts
from generation.stores.call_log import DraftCallLog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Judged:
    """One verdict, and what was asked of whom for it."""

    judge: Judge
    version: PromptVersion
    model: str
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    verdicts: tuple[Judged, ...] = ()
    findings: tuple[Finding, ...] = ()


NOT_JUDGED = Judgement()


def judge(generation: Generation, job: Job, fields: tuple[TextField, ...], calls: DraftCallLog) -> Judgement:
    """Return what the judges of the settings say of the words, and as a note why one said nothing.

    Raises:
        Cancelled: the draft is no longer this worker's.
    """
    verdicts: list[Judged] = []
    findings: list[Finding] = []
    for name in settings.LLM_JUDGES:
        asked = get_judge(name)
        version = live_prompts.live_version(name)
        if version is None:
            findings.append(_silent(asked, _("Its prompt is not published.")))
            continue
        try:
            judged = _ask(asked, version, generation, job, fields, calls)
        except Cancelled:
            raise
        except (LLMError, InvalidContent, PromptTemplateError) as exc:
            log.warning("judge.silent", judge=name, generation=str(generation.pk), error=type(exc).__name__)
            findings.append(_silent(asked, str(exc)))
            if isinstance(exc, LLMError):
                # What keeps one judge from its model keeps the others from it: nobody waits for them.
                break
            continue
        verdicts.append(judged)
        found = asked.finding(judged.verdict, fields)
        if found is not None:
            findings.append(found)
        elif judged.verdict.verdict == "problem":
            log.info("judge.no_evidence", judge=name, generation=str(generation.pk))
    return Judgement(tuple(verdicts), tuple(findings))


def store(revision: Revision, judgement: Judgement) -> None:
    """Keep the verdicts with the words that they are about, inside the caller's transaction."""
    JudgeVerdict.objects.bulk_create(
        JudgeVerdict(
            revision=revision,
            judge=judged.judge.name,
            prompt_version=judged.version,
            model=judged.model[:120],
            verdict=judged.verdict.verdict,
            evidence=judged.verdict.evidence[:600],
            reason=judged.verdict.reason[:600],
        )
        for judged in judgement.verdicts
    )


def _ask(
    asked: Judge,
    version: PromptVersion,
    generation: Generation,
    job: Job,
    fields: tuple[TextField, ...],
    calls: DraftCallLog,
) -> Judged:
    request = _request(asked, version, generation, job, fields)
    client = wiring.build_client(version.tier, call_log=calls, on_fallback=lambda *told: None)
    with calls.asking(LLMCall.Purpose.JUDGE, version), wiring.pulsing(calls.pulse, calls.named):
        completion = client.complete(request)
    return Judged(asked, version, completion.model, asked.parse(completion.text))


def _request(
    asked: Judge, version: PromptVersion, generation: Generation, job: Job, fields: tuple[TextField, ...]
) -> ChatRequest:
    values = asked.user_variables(fields, job.brief)
    code = code_of(settings.SECRET_KEY, json.dumps(values, sort_keys=True))
    system = render_prompt(version.system_template, asked.system_variables(job.brief.brand))
    user = render_prompt(version.user_template, values, fence_code=code)
    return ChatRequest(
        messages=(Message(role="system", content=system), Message(role="user", content=user)),
        max_tokens=version.max_tokens,
        temperature=version.temperature_pct / 100,
        answer_schema=AnswerSchema(name=asked.name, definition=strict_schema(Verdict)),
        end_user=prompting.person_hash(generation.requested_by_id),
        session_id=generation.request.correlation_id,
        batch=generation.request.batch,
        metadata={
            "environment": settings.ENVIRONMENT,
            "feature": asked.name,
            "generation": str(generation.pk),
            "prompt_version": str(version.number),
        },
        tier=version.tier,
        prompt_checksum=version.checksum,
        language=job.language,
        known=known_in((system, user), brand_id=generation.brand_id, kit=job.brief.brand),
    )


def _silent(asked: Judge, why: str) -> Finding:
    return Finding(
        rule=asked.rule,
        severity=Severity.NOTE,
        message=_("Not judged: %(question)s") % {"question": asked.label.removeprefix("Judge: ")},
        detail=why[:500],
        suggestion=_("Read for it yourself."),
    )
