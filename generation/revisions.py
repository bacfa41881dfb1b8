"""Write the words of a draft: a revision with its findings, and the draft's pointer to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from pydantic import BaseModel

from crm_llm import rows
from crm_llm.accounts.models import User
from generation import checking, searching
from generation.canonical import content_hash
from generation.checks.types import Report, Severity, Sibling
from generation.exceptions import EditRefused, StaleRevision
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent, Tool
from generation.models import Candidate, Finding, Generation, Revision, RevisionClaim
from generation.text import has_control_characters

AnyTool = Tool[Any, Any]


def current_content(generation: Generation) -> BaseModel:
    """Return the draft's current words as the content value of its tool."""
    revision = generation.current_revision
    if revision is None:
        raise EditRefused([_("This draft has no words yet.")])
    try:
        content: BaseModel = get_tool(generation.tool).stored(revision.content, revision.schema_version)
    except InvalidContent as exc:
        raise EditRefused([_("The tool that wrote these words can’t read them any more.")]) from exc
    return content


def edited_content(generation: Generation, edits: dict[str, str]) -> BaseModel:
    """Return the current words with `edits` applied.

    Raises:
        EditRefused: a text is too long or of the wrong form, holds control characters, or has no such path.
    """
    hidden = [path for path, text in edits.items() if has_control_characters(text)]
    if hidden:
        told = _("%(path)s: this holds characters that can’t be seen. Please type it again.")
        raise EditRefused([told % {"path": path} for path in hidden])
    tool = get_tool(generation.tool)
    try:
        content: BaseModel = tool.apply_edits(current_content(generation), edits)
    except InvalidContent as exc:
        raise EditRefused(exc.problems) from exc
    return content


def add(
    generation: Generation,
    content: BaseModel,
    report: Report,
    *,
    number: int,
    origin: Revision.Origin,
    author: User | None = None,
    note: str = "",
    writers: Sequence[int] = (),
) -> tuple[Revision, dict[str, Any]]:
    """Insert a revision, its findings and claims; return it with the columns of the draft that follow.

    The caller stores those columns with a conditional UPDATE in the same transaction. The draft is found by
    the new words from then on.

    Raises:
        StaleRevision: a revision of that number exists, because somebody saved first.
    """
    tool: AnyTool = get_tool(generation.tool)
    body, fields = content.model_dump(mode="json"), tool.editable_fields(content)
    try:
        # No savepoint: who comes second gets an error, and the caller's transaction is undone by it.
        revision = rows.insert(
            Revision(
                generation=generation,
                number=number,
                origin=origin,
                author=author,
                content=body,
                schema_version=tool.schema_version,
                content_hash=content_hash(body),
                words=sum(len(field.text.split()) for field in fields if not field.is_picture),
                passed=list(report.passed),
                checks_run=len(report.passed) + len({finding.rule for finding in report.findings}),
                claims_found=len(report.claims),
                kit_version=report.kit_version,
                note=note,
                writers=list(writers),
            )
        )
    except IntegrityError as exc:
        raise stale(number) from exc
    _insert_report(revision, report)
    top = report.findings[0] if report.findings else None
    title, summary = tool.title(content)[:200], tool.summary(content)[:300]
    searching.keep_draft(generation, [title, summary, *(field.text for field in fields if field.is_words)])
    columns = {
        "current_revision": revision,
        "title": title,
        "summary": summary,
        "must_fix": report.count(Severity.MUST_FIX),
        "to_check": report.count(Severity.CHECK),
        "top_finding": top.message[:200] if top else "",
    }
    return revision, columns


def _insert_report(revision: Revision, report: Report) -> None:
    """Insert what the checks found in a revision, and what it claims."""
    rows.insert_all(
        Finding(
            generation=revision.generation,
            revision=revision,
            rule=finding.rule,
            severity=finding.severity.value,
            field=finding.field[:80],
            message=finding.message[:300],
            detail=finding.detail[:500],
            quote=finding.quote[:300],
            start=finding.start,
            end=finding.end,
            suggestion=finding.suggestion[:300],
        )
        for finding in report.findings
    )
    rows.insert_all(
        RevisionClaim(
            revision=revision,
            field=claim.field[:80],
            start=claim.start,
            end=claim.end,
            text=claim.text[:300],
            kind=claim.kind,
            status=claim.status.value,
            fact_key=claim.fact_key,
            fact_text=claim.fact_text[:500],
            detail=claim.detail[:300],
        )
        for claim in report.claims
    )


def add_candidate(
    generation: Generation, content: BaseModel, report: Report, *, number: int, model: str
) -> Candidate:
    """Insert words that were not chosen, with how much the checks found in them."""
    tool: AnyTool = get_tool(generation.tool)
    body = content.model_dump(mode="json")
    return Candidate.objects.create(
        generation=generation,
        number=number,
        content=body,
        schema_version=tool.schema_version,
        content_hash=content_hash(body),
        model=model[:120],
        must_fix=report.count(Severity.MUST_FIX),
        to_check=report.count(Severity.CHECK),
        notes=report.count(Severity.NOTE),
    )


def add_edit(
    generation: Generation,
    *,
    by: User,
    based_on: int,
    edits: dict[str, str],
    now: datetime,
) -> tuple[Revision, dict[str, Any]] | None:
    """Insert the revision of a person's edit; None when the edit changes nothing.

    Raises:
        EditRefused: the edited words are not valid.
        StaleRevision: the draft's current revision is not number `based_on`.
    """
    same_words(generation, based_on)
    content = edited_content(generation, edits)
    return add_words(
        generation, content, by=by, based_on=based_on, now=now, siblings=checking.siblings_of(generation)
    )


def add_words(
    generation: Generation,
    content: BaseModel,
    *,
    by: User,
    based_on: int,
    now: datetime,
    note: str = "",
    writers: Sequence[int] = (),
    siblings: tuple[Sibling, ...] = (),
) -> tuple[Revision, dict[str, Any]] | None:
    """Insert a person's words as a revision, with all who wrote some of them; None when they change nothing.

    Raises:
        StaleRevision: the draft's current revision is not number `based_on`.
    """
    current = same_words(generation, based_on)
    if content_hash(content.model_dump(mode="json")) == current.content_hash:
        return None
    brief = generation.campaign.brief(now=now)
    report = checking.check(generation, content, brief=brief, now=now, siblings=siblings)
    return add(
        generation,
        content,
        report,
        number=based_on + 1,
        origin=Revision.Origin.PERSON,
        author=by,
        note=note,
        writers=writers,
    )


def stale(current: int) -> StaleRevision:
    return StaleRevision(
        _("The words have changed since you opened them. What you typed is below; compare before you save."),
        current,
    )


def same_words(generation: Generation, based_on: int) -> Revision:
    """Return the current revision if it is number `based_on`.

    Raises:
        StaleRevision: it is another.
    """
    current = generation.current_revision
    if current is None or current.number != based_on:
        raise stale(current.number if current else 0)
    return current
