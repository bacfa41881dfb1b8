"""Everything that is known of one draft, in one value: what an auditor is handed.

Read from the record alone: what is stored with the draft, its revisions, calls, decisions and audit entries.
Nothing is made anew, so that it says the same in ten years.
"""

from datetime import datetime
from typing import Any

from generation.canonical import content_hash
from generation.diffs import diff_fields
from generation.models import (
    AuditEntry,
    AuditSeal,
    CallText,
    Finding,
    Generation,
    LLMCall,
    PromptVersion,
    Rendition,
    Revision,
    RevisionClaim,
)
from review.audit_words import content_texts
from review.models import ChainCheck, Comment, CommentEvent, Decision, Submission
from review.plans import Plan

FORMAT = 1


def evidence(generation: Generation, *, now: datetime) -> dict[str, Any]:
    """Return the record of the draft as JSON values. A fixed number of queries, whatever its history."""
    revisions = list(generation.revisions.select_related("author").order_by("number"))
    decisions = Decision.objects.filter(generation=generation).order_by("pk")
    decisions = decisions.select_related("decided_by", "revision", "submission")
    told = {
        "format": FORMAT,
        "taken_at": now.isoformat(),
        "draft": _draft(generation),
        "request": _request(generation),
        "prompt": _prompt(generation.prompt_version),
        "calls": _calls(generation),
        "revisions": _revisions(generation, revisions),
        "submissions": _submissions(generation),
        "decisions": [_decision(decision) for decision in decisions],
        "comments": _comments(generation),
        "final": _final(generation),
        "audit": _audit(generation),
        "chain": _chain(),
    }
    return told | {"hash": content_hash(_without_floats(told))}


def _draft(generation: Generation) -> dict[str, Any]:
    return {
        "id": str(generation.pk),
        "title": generation.title,
        "tool": generation.tool,
        "language": generation.language,
        "campaign": generation.campaign.name,
        "brand": generation.brand.name,
        "variant": generation.letter,
        "status": generation.status,
        "review_status": generation.review_status,
        "source": generation.source,
        "notice": generation.notice,
        "created_at": generation.created_at.isoformat(),
        "parent": str(generation.parent_id) if generation.parent_id else None,
    }


def _request(generation: Generation) -> dict[str, Any]:
    request = generation.request
    return {
        "id": str(request.pk),
        "requested_by": request.requested_by.display_name,
        "username": request.requested_by.get_username(),
        "at": request.created_at.isoformat(),
        "params": request.params,
        "feedback": request.feedback,
        "brief": request.brief,
        "reference": request.correlation_id,
    }


def _prompt(version: PromptVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "name": version.prompt.name,
        "version": version.number,
        "checksum": version.checksum,
        "tier": version.tier,
        "system": version.system_template,
        "user": version.user_template,
    }


def _calls(generation: Generation) -> list[dict[str, Any]]:
    """Return each attempt at a model, with what was sent without personal data where that is still kept."""
    calls = list(LLMCall.objects.filter(generation=generation).order_by("attempt"))
    texts = CallText.objects.in_bulk([call.pk for call in calls])
    return [
        {
            "attempt": call.attempt,
            "purpose": call.purpose,
            "status": call.status,
            "model_asked": call.model_asked,
            "model_answered": call.model_answered,
            "provider": call.provider,
            "upstream_id": call.upstream_id,
            "input_tokens": call.input_tokens,
            "output_tokens": call.output_tokens,
            "cost_usd": None if call.cost is None else f"{call.cost:f}",
            "latency_ms": call.latency_ms,
            "finish_reason": call.finish_reason,
            "error": call.error,
            "at": call.started_at.isoformat(),
            "messages": texts[call.pk].messages if call.pk in texts else None,
            "answer": texts[call.pk].answer if call.pk in texts else None,
        }
        for call in calls
    ]


def _revisions(generation: Generation, revisions: list[Revision]) -> list[dict[str, Any]]:
    """Return each version of the words, and for an edit what it changed, field by field."""
    found: dict[int, list[dict[str, str]]] = {}
    for finding in Finding.objects.filter(generation=generation).order_by("pk"):
        found.setdefault(finding.revision_id, []).append(
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "field": finding.field,
                "message": finding.message,
                "quote": finding.quote,
            }
        )
    claims: dict[int, list[dict[str, str]]] = {}
    for claim in RevisionClaim.objects.filter(revision__generation=generation).order_by("pk"):
        claims.setdefault(claim.revision_id, []).append(
            {"text": claim.text, "kind": claim.kind, "status": claim.status, "fact": claim.fact_key}
        )
    told = []
    before: Revision | None = None
    for revision in revisions:
        told.append(
            {
                "number": revision.number,
                "origin": revision.origin,
                "author": revision.author.display_name if revision.author else None,
                "at": revision.created_at.isoformat(),
                "content": revision.content,
                "content_hash": revision.content_hash,
                "findings": found.get(revision.pk, []),
                "passed": revision.passed,
                "claims": claims.get(revision.pk, []),
                "changes": _changes(generation.tool, before, revision) if before else [],
            }
        )
        before = revision
    return told


def _changes(tool: str, old: Revision, new: Revision) -> list[dict[str, str | None]]:
    fields = diff_fields(content_texts(tool, old.content), content_texts(tool, new.content))
    return [
        {"field": field.label, "before": field.old, "after": field.new}
        for field in fields
        if not field.is_same
    ]


def _submissions(generation: Generation) -> list[dict[str, Any]]:
    submissions = Submission.objects.filter(generation=generation).order_by("pk")
    return [
        {
            "revision": submission.revision.number,
            "frozen_hash": submission.frozen_hash,
            "renditions": submission.renditions,
            "brand_kit": submission.brand_kit,
            "plan": submission.plan or None,
            "by": submission.submitted_by.display_name,
            "at": submission.created_at.isoformat(),
        }
        for submission in submissions.select_related("revision", "submitted_by")
    ]


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "revision": decision.revision.number,
        "frozen_hash": decision.frozen_hash,
        "reasons": decision.reasons,
        "note": decision.note,
        "stage": _stage(decision),
        "confirmed": decision.confirmed,
        "set_aside": decision.set_aside,
        "set_aside_because": decision.set_aside_because,
        "by": decision.who,
        "username": decision.decided_by.get_username() if decision.decided_by else None,
        "at": decision.created_at.isoformat(),
    }


def _stage(decision: Decision) -> str | None:
    """Return the name of the stage that an approval was given for, where a policy asked for stages."""
    plan = Plan.under(decision.submission)
    if decision.stage is None or plan.is_usual:
        return None
    return plan.stages[decision.stage].name


def _comments(generation: Generation) -> list[dict[str, Any]]:
    """Return what was said about the draft. What reviewers say among themselves is never handed out."""
    comments = Comment.objects.public().filter(generation=generation).select_related("author", "revision")
    events: dict[int, list[dict[str, str]]] = {}
    for event in CommentEvent.objects.filter(comment__generation=generation).select_related("by"):
        events.setdefault(event.comment_id, []).append(
            {"kind": event.kind, "by": event.by.display_name, "at": event.created_at.isoformat()}
        )
    return [
        {
            "id": comment.pk,
            "answers": comment.parent_id,
            "by": comment.author.display_name,
            "at": comment.created_at.isoformat(),
            "revision": comment.revision.number,
            "field": comment.field,
            "quote": comment.quote,
            "text": comment.body,
            "events": events.get(comment.pk, []),
        }
        for comment in comments.order_by("pk")
    ]


def _final(generation: Generation) -> dict[str, Any]:
    """Return the current words, and of a draft that was submitted the very documents that were frozen."""
    revision = generation.current_revision
    frozen = Rendition.objects.filter(revision=revision, sha256__in=generation.frozen_renditions.values())
    return {
        "revision": revision.number if revision else None,
        "content_hash": revision.content_hash if revision else None,
        "frozen_hash": generation.frozen_hash or None,
        "documents": {
            rendition.format: {"sha256": rendition.sha256, "body": rendition.body} for rendition in frozen
        },
    }


def _audit(generation: Generation) -> list[dict[str, Any]]:
    entries = list(
        AuditEntry.objects.filter(generation=generation).select_related("actor", "payload").order_by("pk")
    )
    seals = {seal.entry_id: seal for seal in AuditSeal.objects.filter(entry__in=entries)}
    return [
        {
            "id": entry.pk,
            "at": entry.created_at.isoformat(),
            "actor": entry.actor_label,
            "action": entry.action,
            "reason": entry.said,
            "reference": entry.correlation_id,
            "seal": seals[entry.pk].sequence if entry.pk in seals else None,
            "hash": seals[entry.pk].hash if entry.pk in seals else None,
        }
        for entry in entries
    ]


def _chain() -> dict[str, Any] | None:
    check = ChainCheck.objects.order_by("-checked_at", "-pk").first()
    if check is None:
        return None
    return {
        "checked_at": check.checked_at.isoformat(),
        "sequence": check.sequence,
        "hash": check.hash,
        "problem": check.problem,
    }


def _without_floats(value: Any) -> Any:
    """Return the value with floats as text, as its hash needs them: their JSON differs by platform."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {key: _without_floats(item) for key, item in value.items()}
    return [_without_floats(item) for item in value] if isinstance(value, list | tuple) else value
