"""What views, commands and the admin ask of drafts: request, try again, cancel, edit."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit, combining, requesting, revisions, rewriting, wiring
from generation.combining import Text
from generation.exceptions import InvalidRequest, NotAllowed, WrongState
from generation.models import (
    AuditAction,
    Campaign,
    DraftRequest,
    Generation,
    Revision,
)

KITS = uuid.UUID("5b0c9a3e-6f0d-4f4e-9b77-6a1d2f0c8e55")
"""Under which the ids of kits are made."""


def request_drafts(
    *,
    by: User,
    campaign: Campaign,
    tool: str,
    params: dict[str, Any],
    variants: int,
    language: str,
    idempotency_key: str,
    due_at: datetime | None = None,
    reuse: bool = False,
    candidates: int | None = None,
    batch: bool = False,
) -> DraftRequest:
    """Store a request with its drafts and hand them to the queue after the commit.

    The same key from the same person returns the request that it made, so that pressing twice asks once.
    With `reuse` a draft may get the words that an identical request got before. Of `candidates` answers the
    best becomes the draft; None takes as many as the tool usually does. With
    `batch` nobody waits for it, and where calls are limited it lets others go first.

    Raises:
        UnknownTool: no tool has that name.
        NotAllowed: `by` is no marketer, or does not see the campaign.
        WrongState: the campaign is archived.
        InvalidRequest: a parameter is wrong; `problems` names each.
        TooManyRequests: the person asked as often as they may today.
    """
    asked = requesting.new(
        by=by,
        campaign=campaign,
        tool=tool,
        params=params,
        variants=variants,
        language=language,
        idempotency_key=idempotency_key,
        due_at=due_at,
        reuse=reuse,
        candidates=candidates,
        batch=batch,
    )
    return requesting.store([asked])[0]


def request_kit(
    *,
    by: User,
    campaign: Campaign,
    params: Mapping[str, dict[str, Any]],
    language: str,
    idempotency_key: str,
    due_at: datetime | None = None,
) -> uuid.UUID:
    """Request one draft of several tools from one brief, all or none; return the id that links them.

    Args:
        params: by tool, its parameters.

    Raises:
        InvalidRequest: no tool is named, or a parameter is wrong; `problems` names each as `tool-name`.
        UnknownTool, NotAllowed, WrongState, TooManyRequests: as `request_drafts`.
    """
    if not params:
        raise InvalidRequest({"tools": _("Choose what to ask for.")})
    # The same form makes the same kit, however often it is sent.
    kit = uuid.uuid5(uuid.uuid5(KITS, str(by.pk)), requesting.valid_key(idempotency_key))
    asked = []
    problems: dict[str, str] = {}
    for tool, own in params.items():
        try:
            asked.append(
                requesting.new(
                    by=by,
                    campaign=campaign,
                    tool=tool,
                    params=own,
                    variants=1,
                    language=language,
                    idempotency_key=uuid.uuid5(kit, tool).hex,
                    due_at=due_at,
                    batch=True,  # drafts that somebody watches one by one go first
                    kit=kit,
                )
            )
        except InvalidRequest as exc:
            problems |= {f"{tool}-{name}": message for name, message in exc.problems.items()}
    if problems:
        raise InvalidRequest(problems)
    requesting.store(asked)
    return kit


def regenerate(
    *,
    by: User,
    generation: Generation,
    feedback: str,
    idempotency_key: str,
    verb: str = "",
    option: str = "",
    scope: str = "",
    locks: Iterable[str] = (),
) -> DraftRequest:
    """Ask the model for another try. The draft itself stays as it is; the new one names it as parent.

    Args:
        verb: what is done to the words, as `Verb` names it; empty for another try.
        option: the tone or the language of the verb.
        scope: path of the one part that may change; empty for all of it.
        locks: paths of parts that stay word for word.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
        WrongState: the draft is still being written, or is under review.
        InvalidRequest: the feedback is too long or holds control characters; there is no such part, tone or
            language; the draft was tried again as often as it may be.
        TooManyRequests: the person asked as often as they may today.
    """
    requesting.may_request(by, generation.campaign)
    if generation.campaign.is_archived:
        raise WrongState(_("This campaign is archived. Restore it to request drafts."))
    if not generation.can_be_regenerated_by(by):
        raise WrongState(_("A draft that is being written or reviewed can’t be tried again now."))
    rewrite = rewriting.valid(
        generation,
        verb=verb,
        option=option,
        scope=scope,
        locks=locks,
        has_model=wiring.model_is_set_up(),
    )
    feedback = requesting.valid_feedback(feedback)
    key = requesting.valid_key(idempotency_key)
    return requesting.store([rewriting.another_try(by, generation, rewrite, feedback, key)])[0]


def cancel(*, by: User, generation: Generation) -> None:
    """Stop a draft that is queued or being written. The worker notices and closes its call.

    Raises:
        NotAllowed: `by` is no marketer.
        WrongState: it is finished.
    """
    if not by.is_marketer:
        raise NotAllowed(_("Only marketers can cancel a draft."))
    unfinished = (Generation.Status.QUEUED, Generation.Status.RUNNING)
    with transaction.atomic():
        changed = Generation.objects.filter(pk=generation.pk, status__in=unfinished).update(
            status=Generation.Status.CANCELLED,
            lease_token=None,
            lease_expires_at=None,
            finished_at=timezone.now(),
        )
        if not changed:
            raise WrongState(_("This draft is already finished."))
        audit.record(
            AuditAction.DRAFT_CANCELLED,
            by=by,
            on=generation,
            before={"status": generation.status},
            after={"status": Generation.Status.CANCELLED.value},
        )


@transaction.atomic
def edit(*, by: User, generation: Generation, based_on: int, edits: dict[str, str]) -> Revision:
    """Save a marketer's edit as a new revision. An edit that changes nothing returns the current one.

    Raises:
        NotAllowed: `by` is no marketer.
        WrongState: the draft is under review or decided.
        StaleRevision: somebody saved other words since revision `based_on`.
        EditRefused: the words are too long or of the wrong form.
    """
    _may_edit(by, generation)
    before = revisions.same_words(generation, based_on)
    written = revisions.add_edit(generation, by=by, based_on=based_on, edits=edits, now=timezone.now())
    return _store_words(generation, before, written, by=by) if written else before


@transaction.atomic
def combine(*, by: User, generation: Generation, based_on: int, picks: Mapping[str, Text | None]) -> Revision:
    """Save a new revision of the draft in which each picked part is as another text has it.

    Args:
        picks: by path, the text whose words are taken; None leaves an item of a list out.

    Raises:
        NotAllowed, WrongState, StaleRevision: as `edit`.
        EditRefused: a text has no such part, or the whole would not be valid.
    """
    _may_edit(by, generation)
    before = revisions.same_words(generation, based_on)
    taken = list(dict.fromkeys(one for one in picks.values() if one and one != before))
    content = combining.combined_content(generation, picks)
    if content == combining.read(before):
        return before
    titles = ", ".join(dict.fromkeys(combining.name_of(one) for one in taken))
    written = revisions.add_words(
        generation,
        content,
        by=by,
        based_on=based_on,
        now=timezone.now(),
        note=(_("Combined with: %(titles)s") % {"titles": titles})[:300] if titles else _("Parts left out"),
        writers=combining.writers_of(taken),
    )
    if written is None:
        return before
    return _store_words(
        generation, before, written, by=by, combined_from=[combining.reference(one) for one in taken]
    )


def _may_edit(by: User, generation: Generation) -> None:
    if not by.is_marketer:
        raise NotAllowed(_("Only marketers can edit a draft before its review."))
    if not generation.can_be_edited_by(by):
        raise WrongState(_("This draft can’t be edited now. Recall it first, or ask for another try."))


def _store_words(
    generation: Generation,
    before: Revision,
    written: tuple[Revision, dict[str, Any]],
    *,
    by: User,
    **said: Any,
) -> Revision:
    """Make the new revision the current one, if `before` still is; the transaction is the caller's."""
    revision, columns = written
    changed = Generation.objects.filter(
        pk=generation.pk, current_revision=before, review_status=generation.review_status
    ).update(**columns)
    if not changed:
        raise revisions.stale(before.number)
    audit.record(
        AuditAction.DRAFT_EDITED,
        by=by,
        on=generation,
        before={"revision": before.number, "content": before.content},
        after={"revision": revision.number, "content": revision.content, **said},
    )
    return revision
