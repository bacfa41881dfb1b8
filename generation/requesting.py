"""Requests for drafts: judged, then stored with their drafts before anything is queued."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from crm_llm import correlation
from crm_llm.accounts.models import User
from generation import audit, rewriting, tasks
from generation.exceptions import InvalidRequest, NotAllowed, WrongState
from generation.llm_tools import get_tool
from generation.models import (
    MAX_CANDIDATES,
    MAX_VARIANTS,
    AuditAction,
    Campaign,
    DraftRequest,
    Generation,
)
from generation.stores import limits
from generation.text import has_control_characters, strings_in

USED = gettext_lazy("This form was already used. Open it again.")


def new(
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
    kit: UUID | None = None,
) -> DraftRequest:
    """Return a request that can be stored.

    Raises:
        UnknownTool: no tool has that name.
        NotAllowed: `by` is no marketer, or does not see the campaign.
        WrongState: the campaign is archived.
        InvalidRequest: a parameter is wrong; `problems` names each.
    """
    may_request(by, campaign)
    if campaign.is_archived:
        raise WrongState(_("This campaign is archived. Restore it to request drafts."))
    return DraftRequest(
        campaign=campaign,
        tool=get_tool(tool).name,
        params=_valid_params(tool, params),
        brief=campaign.brief(now=timezone.now()).model_dump(mode="json"),
        variants=_valid_variants(variants),
        candidates=_valid_candidates(tool, candidates, reuse=reuse),
        language=_valid_language(campaign, language),
        due_at=due_at,
        reuse=_valid_reuse(tool, reuse),
        batch=batch,
        kit=kit,
        requested_by=by,
        idempotency_key=valid_key(idempotency_key),
        correlation_id=correlation.current() or correlation.new_id(),
    )


def may_request(by: User, campaign: Campaign) -> None:
    if not by.is_marketer or not Campaign.objects.visible_to(by).filter(pk=campaign.pk).exists():
        raise NotAllowed(_("Only marketers of this brand can request drafts."))


def store(requests: Sequence[DraftRequest]) -> list[DraftRequest]:
    """Store requests of one person with their drafts, all or none, and queue the drafts after the commit.

    Where their keys were used before, the requests that they made are returned: pressing twice asks once.

    Raises:
        InvalidRequest: a key made another request, or a draft was tried again as often as it may be.
        TooManyRequests: the person asked as often as they may today.
    """
    try:
        with transaction.atomic():
            drafts = [draft for request in requests for draft in _insert(request)]
            tasks.enqueue_after_commit([draft.pk for draft in drafts])
    except IntegrityError:
        made = [_made_by_key(request) for request in requests]
        if all(one is None for one in made):
            raise
        if any(one is None for one in made):
            raise InvalidRequest({"idempotency_key": str(USED)}) from None
        return [one for one in made if one is not None]
    return list(requests)


def _insert(draft_request: DraftRequest) -> list[Generation]:
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
                **_asked_besides(draft_request),
            },
            reason=draft_request.feedback,
        )
    return drafts


def _asked_besides(draft_request: DraftRequest) -> dict[str, Any]:
    """Return the kit that a request is part of, and what a retry changes and keeps of its parent."""
    said = {
        "verb": draft_request.verb,
        "option": draft_request.verb_option,
        "scope": draft_request.scope,
        "locks": draft_request.locks,
        "kit": str(draft_request.kit or ""),
    }
    return {name: value for name, value in said.items() if value}


_ASKED = (
    "campaign_id", "tool", "parent_id", "params", "variants", "candidates", "language", "reuse", "feedback",
    "verb", "verb_option", "scope", "locks", "kit",
)  # fmt: skip


def _made_by_key(asked: DraftRequest) -> DraftRequest | None:
    """Return the request that this key already made, if it made one."""
    mine = DraftRequest.objects.filter(requested_by=asked.requested_by)
    made = mine.filter(idempotency_key=asked.idempotency_key).first()
    if made and any(getattr(made, name) != getattr(asked, name) for name in _ASKED):
        raise InvalidRequest({"idempotency_key": str(USED)})
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


def valid_feedback(feedback: str) -> str:
    feedback = feedback.strip()
    if len(feedback) > 2000:
        raise InvalidRequest({"feedback": _("This is too long.")})
    if has_control_characters(feedback):
        raise InvalidRequest(
            {"feedback": _("This holds characters that can’t be seen. Please type it again.")}
        )
    return feedback


def valid_key(key: str) -> str:
    if not key or len(key) > 64 or has_control_characters(key):
        raise InvalidRequest({"idempotency_key": _("This form is out of date. Open it again.")})
    return key
