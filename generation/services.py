"""What views, commands and the admin ask of drafts: request, try again, cancel, edit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from crm_llm import correlation
from crm_llm.accounts.models import User
from generation import audit, combining, revisions, rewriting, tasks, wiring
from generation.combining import Text
from generation.exceptions import InvalidRequest, NotAllowed, WrongState
from generation.llm_tools import get_tool
from generation.llm_tools.rewrites import Verb
from generation.models import (
    MAX_CANDIDATES,
    MAX_VARIANTS,
    AuditAction,
    Campaign,
    DraftRequest,
    Generation,
    Revision,
)
from generation.stores import limits
from generation.text import has_control_characters, strings_in


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
) -> DraftRequest:
    """Store a request with its drafts and hand them to the queue after the commit.

    The same key from the same person returns the request that it made, so that pressing twice asks once.
    With `reuse` a draft may get the words that an identical request got before. Of `candidates` answers the
    best becomes the draft; None takes as many as the tool usually does.

    Raises:
        UnknownTool: no tool has that name.
        NotAllowed: `by` is no marketer, or does not see the campaign.
        WrongState: the campaign is archived.
        InvalidRequest: a parameter is wrong; `problems` names each.
        TooManyRequests: the person asked as often as they may today.
    """
    _may_request(by, campaign)
    if campaign.is_archived:
        raise WrongState(_("This campaign is archived. Restore it to request drafts."))
    draft_request = DraftRequest(
        campaign=campaign,
        tool=get_tool(tool).name,
        params=_valid_params(tool, params),
        brief=campaign.brief(now=timezone.now()).model_dump(mode="json"),
        variants=_valid_variants(variants),
        candidates=_valid_candidates(tool, candidates, reuse=reuse),
        language=_valid_language(campaign, language),
        due_at=due_at,
        reuse=_valid_reuse(tool, reuse),
        requested_by=by,
        idempotency_key=_valid_key(idempotency_key),
        correlation_id=correlation.current() or correlation.new_id(),
    )
    return _store_once(draft_request)


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
    _may_request(by, generation.campaign)
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
    original = generation.request
    now = timezone.now()
    draft_request = DraftRequest(
        campaign=generation.campaign,
        tool=generation.tool,
        params=rewriting.params_for(generation, rewrite),
        brief=generation.campaign.brief(now=now).model_dump(mode="json"),
        variants=1,
        candidates=1 if rewrite.verb else original.candidates,
        language=rewrite.option if rewrite.verb is Verb.TRANSLATE else generation.language,
        due_at=original.due_at if original.due_at and original.due_at > now else None,
        feedback=_valid_feedback(feedback),
        parent=generation,
        parent_revision=generation.current_revision,
        verb=rewrite.verb or "",
        verb_option=rewrite.option,
        scope=rewrite.scope,
        locks=list(rewrite.locks),
        requested_by=by,
        idempotency_key=_valid_key(idempotency_key),
        correlation_id=correlation.current() or correlation.new_id(),
    )
    return _store_once(draft_request)


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


def _may_request(by: User, campaign: Campaign) -> None:
    if not by.is_marketer or not Campaign.objects.visible_to(by).filter(pk=campaign.pk).exists():
        raise NotAllowed(_("Only marketers of this brand can request drafts."))


def _store_once(draft_request: DraftRequest) -> DraftRequest:
    try:
        with transaction.atomic():
            draft_request.save(force_insert=True)
            limits.count_request(draft_request.requested_by)
            if draft_request.parent:
                rewriting.count_try(draft_request.parent)
            drafts = [
                Generation(
                    request=draft_request,
                    variant=number,
                    parent=draft_request.parent,
                    campaign=draft_request.campaign,
                    brand_id=draft_request.campaign.brand_id,
                    tool=draft_request.tool,
                    language=draft_request.language,
                    requested_by=draft_request.requested_by,
                    due_at=draft_request.due_at,
                )
                for number in range(1, draft_request.variants + 1)
            ]
            Generation.objects.bulk_create(drafts)
            action = AuditAction.DRAFT_RETRIED if draft_request.parent else AuditAction.DRAFT_REQUESTED
            for draft in drafts:
                audit.record(
                    action,
                    by=draft_request.requested_by,
                    on=draft,
                    after={
                        "tool": draft.tool,
                        "variant": draft.variant,
                        "params": draft_request.params,
                        **_asked_of_earlier(draft_request),
                    },
                    reason=draft_request.feedback,
                )
            tasks.enqueue_after_commit([draft.pk for draft in drafts])
    except IntegrityError:
        made = _made_by_key(draft_request)
        if made is None:
            raise
        return made
    return draft_request


def _asked_of_earlier(draft_request: DraftRequest) -> dict[str, Any]:
    """Return what a retry changes and keeps of its parent, where it does not simply ask again."""
    said = {
        "verb": draft_request.verb,
        "option": draft_request.verb_option,
        "scope": draft_request.scope,
        "locks": draft_request.locks,
    }
    return {name: value for name, value in said.items() if value}


_ASKED = (
    "campaign_id", "tool", "parent_id", "params", "variants", "candidates", "language", "reuse", "feedback",
    "verb", "verb_option", "scope", "locks",
)  # fmt: skip


def _made_by_key(asked: DraftRequest) -> DraftRequest | None:
    """Return the request that this key already made, if it made one."""
    mine = DraftRequest.objects.filter(requested_by=asked.requested_by)
    made = mine.filter(idempotency_key=asked.idempotency_key).first()
    if made and any(getattr(made, name) != getattr(asked, name) for name in _ASKED):
        raise InvalidRequest({"idempotency_key": _("This form was already used. Open it again.")})
    return made


def _valid_params(tool: str, params: dict[str, Any]) -> dict[str, Any]:
    if any(has_control_characters(text) for text in strings_in(params)):
        raise InvalidRequest(
            {
                name: _("This holds characters that can’t be seen. Please type it again.")
                for name, value in params.items()
                if any(has_control_characters(text) for text in strings_in(value))
            }
        )
    try:
        valid: dict[str, Any] = get_tool(tool).params_model.model_validate(params).model_dump(mode="json")
    except ValidationError as exc:
        problems: dict[str, str] = {}
        for error in exc.errors(include_url=False, include_context=False, include_input=False):
            problems.setdefault(
                str(error["loc"][0]) if error["loc"] else "", _plain(error["type"], error["msg"])
            )
        raise InvalidRequest(problems) from exc
    return valid


def _plain(kind: str, message: str) -> str:
    known = {
        "missing": _("Please fill this in."),
        "string_too_short": _("Please fill this in."),
        "too_short": _("Choose at least one."),
        "string_too_long": _("This is too long."),
        "extra_forbidden": _("This tool has no such setting."),
        "literal_error": _("Please choose one of the options."),
        "enum": _("Please choose one of the options."),
        "url_parsing": _("Please give a whole address, such as https://example.com/sale."),
        "url_scheme": _("Please give an address that begins with https://."),
    }
    return known.get(kind, message.removeprefix("Value error, "))


def _valid_variants(variants: int) -> int:
    if not 1 <= variants <= MAX_VARIANTS:
        raise InvalidRequest({"variants": _("Ask for 1 to %(n)s variants.") % {"n": MAX_VARIANTS}})
    return variants


def _valid_candidates(tool: str, candidates: int | None, *, reuse: bool) -> int:
    wanted = get_tool(tool).candidates if candidates is None else candidates
    if not 1 <= wanted <= MAX_CANDIDATES:
        raise InvalidRequest({"candidates": _("Ask for 1 to %(n)s candidates.") % {"n": MAX_CANDIDATES}})
    if reuse and wanted > 1:
        raise InvalidRequest({"reuse": _("Only a single answer can be reused. Choose one candidate.")})
    return wanted


def _valid_language(campaign: Campaign, language: str) -> str:
    if language not in campaign.languages:
        raise InvalidRequest({"language": _("The campaign does not have this language.")})
    return language


def _valid_reuse(tool: str, reuse: bool) -> bool:
    if reuse and not get_tool(tool).reusable:
        raise InvalidRequest({"reuse": _("Drafts of this kind are always written anew.")})
    return reuse


def _valid_feedback(feedback: str) -> str:
    feedback = feedback.strip()
    if len(feedback) > 2000:
        raise InvalidRequest({"feedback": _("This is too long.")})
    if has_control_characters(feedback):
        raise InvalidRequest(
            {"feedback": _("This holds characters that can’t be seen. Please type it again.")}
        )
    return feedback


def _valid_key(key: str) -> str:
    if not key or len(key) > 64 or has_control_characters(key):
        raise InvalidRequest({"idempotency_key": _("This form is out of date. Open it again.")})
    return key
