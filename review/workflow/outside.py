"""Ask somebody without an account about one version of a draft: make a link, revoke it, take the answer.

An answer is advice on record. Where the stage that is open asks for an approver outside, an approval counts
there; such a plan has a stage of the house besides, so that it never approves a draft alone.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.llm_client.limits import NANO
from generation.models import AuditAction, Generation, RateBucket
from review import notifying
from review.exceptions import ContentChanged, NotAllowed, ReasonMissing, WrongState
from review.gate import gate_of
from review.models import Decision, NotificationKind, OutsideAnswer, OutsideLink
from review.workflow.approving import approve_stage
from review.workflow.moves import (
    clean_note,
    current_revision,
    end_expired_claim,
    must_not_have_requested,
    must_review,
    said_with,
    wrong_state,
)
from review.workflow.seen import must_be_unchanged
from review.writers import writers_of

MOST_DAYS = 30
USUAL_DAYS = 7
MOST_COMMENTS = 20

Kind = OutsideAnswer.Kind
_signer = signing.Signer(sep=".", salt="review.outside")


@transaction.atomic
def invite(*, by: User, generation: Generation, name: str, email: str, days: int) -> tuple[OutsideLink, str]:
    """Make a link for one person and the version that is under review; return it with its token.

    The token is not kept: whoever loses it gets a new link, which ends the one before. Raises:
        NotAllowed: `by` is no reviewer, or asked for the draft or wrote part of it; or the person did.
        WrongState: the draft is not under review, or the person approved this version already.
    """
    must_review(by, generation)
    must_not_have_requested(by, generation)
    writers = writers_of([generation])[generation.pk]
    if by.pk in writers:
        raise NotAllowed(_("You wrote part of these words, so another reviewer must ask somebody outside."))
    if User.objects.filter(pk__in=writers, email__iexact=email).exists():
        raise NotAllowed(_("This person asked for the draft or wrote part of it, and can’t approve it."))
    if not generation.is_under_review:
        raise WrongState(wrong_state(generation))
    now = timezone.now()
    counted = OutsideAnswer.objects.exclude(decision=None).filter(
        link__generation=generation,
        link__frozen_hash=generation.frozen_hash,
        link__email__iexact=email,
        created_at__gte=generation.submitted_at or now,
    )
    if counted.exists():
        raise WrongState(_("This person approved this version already."))
    token = _signer.sign(secrets.token_urlsafe(32))
    _end(OutsideLink.objects.filter(generation=generation, email__iexact=email, decided_at=None), now)
    link = OutsideLink(
        generation=generation,
        revision=current_revision(generation),
        frozen_hash=generation.frozen_hash,
        token_hash=_hash(token),
        name=name,
        email=email,
        created_by=by,
        expires_at=now + timedelta(days=min(max(days, 1), MOST_DAYS)),
    )
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as exc:
        raise WrongState(_("Somebody made a link for this person at the same moment. Try again.")) from exc
    audit.record(
        AuditAction.OUTSIDE_INVITED,
        by=by,
        on=generation,
        after={
            "link": link.pk,
            "email": f"{name} <{email}>",
            "frozen_hash": link.frozen_hash,
            "expires_at": link.expires_at.isoformat(),
        },
    )
    return link, token


@transaction.atomic
def revoke(*, by: User, link: OutsideLink) -> None:
    """End a link. Ending it again changes nothing.

    Raises:
        NotAllowed: `by` is no reviewer of the draft.
    """
    must_review(by, link.generation)
    if _end(OutsideLink.objects.filter(pk=link.pk), timezone.now()):
        audit.record(AuditAction.OUTSIDE_REVOKED, by=by, on=link.generation, after={"link": link.pk})


def link_of(token: str) -> OutsideLink | None:
    """Return the link that a token belongs to, whether or not it has ended; None for any other text.

    A text that we never signed asks the database nothing.
    """
    try:
        _signer.unsign(token)
    except signing.BadSignature:
        return None
    wanted = _hash(token)
    links = OutsideLink.objects.select_related(
        "generation__brand__kit_version", "generation__campaign", "revision", "created_by"
    )
    link = links.filter(token_hash=wanted).first()
    return link if link and constant_time_compare(link.token_hash, wanted) else None


def end_of(link: OutsideLink, now: datetime) -> str:
    """Return why the link lets nobody in any more, as a sentence; empty while it does.

    What was decided with it can be read until it expires, unless other words came.
    """
    generation = link.generation
    if link.revoked_at is not None:
        return _("This link was withdrawn.")
    if link.expires_at <= now:
        return _("This link has expired.")
    if generation.frozen_hash != link.frozen_hash:
        return _("The draft has changed since this link was made.")
    if link.decided_at is None and not generation.is_under_review:
        return _("The draft was decided or taken back since this link was made.")
    return ""


@transaction.atomic
def note_opened(link: OutsideLink) -> None:
    """Record, once, that the page was asked for. A mail scanner's visit uses nothing up."""
    if OutsideLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now()):
        _record(AuditAction.OUTSIDE_OPENED, link)


@transaction.atomic
def note_refused(link: OutsideLink, why: str) -> None:
    """Record, once, that a link was tried after its end."""
    if OutsideLink.objects.filter(pk=link.pk, refused_at=None).update(refused_at=timezone.now()):
        _record(AuditAction.OUTSIDE_REFUSED, link, reason=why)


@transaction.atomic
def answer(*, link: OutsideLink, kind: OutsideAnswer.Kind, body: str) -> OutsideAnswer:
    """Take what the person says about the version that the link is for. They decide once.

    Raises:
        ContentChanged: the link has ended, or the draft is not what it was for.
        ReasonMissing: there are no words where they are needed.
        WrongState: the link was used to decide already, or a reviewer holds the draft at this moment.
    """
    body = clean_note(body)
    if not body and kind != Kind.APPROVED:
        raise ReasonMissing(_("Write what you want to say."))
    now = timezone.now()
    generation = _locked(link, now)
    usable = OutsideLink.objects.filter(pk=link.pk).open(now)
    if kind == Kind.COMMENTED:
        # An UPDATE that changes nothing: one comment after another, however many windows are open.
        said = link.answers.filter(kind=kind)
        may = bool(usable.update(expires_at=F("expires_at"))) and said.count() < MOST_COMMENTS
    else:
        may = bool(usable.filter(decided_at=None).update(decided_at=now))
    if not may:
        raise WrongState(_("Your answer was given already, or the link has ended."))
    decision = _pass_stage(link, generation, note=body) if kind == Kind.APPROVED else None
    given = OutsideAnswer.objects.create(link=link, kind=kind, body=body, decision=decision)
    words = said_with(decision, body) if decision else {"comment": body}
    _record(AuditAction(f"outside.{kind.value}"), link, frozen_hash=link.frozen_hash, **words)
    notifying.tell(
        NotificationKind.ANSWERED_OUTSIDE,
        to=[link.created_by_id, generation.held_by_id],
        on=generation,
        name=link.name,
        reason=f"{kind.label}. {body}".strip(),
    )
    return given


def _locked(link: OutsideLink, now: datetime) -> Generation:
    """Return the draft as it is now, kept as it is until the transaction ends.

    Raises:
        ContentChanged: it is not what the link is for, or not under review any more.
    """
    # No new words and no decision come in between: both change the row that this UPDATE holds.
    same = Generation.objects.filter(pk=link.generation_id, frozen_hash=link.frozen_hash)
    if not same.update(frozen_hash=link.frozen_hash):
        raise ContentChanged(_("The draft has changed since this link was made."))
    generation = Generation.objects.select_related("brand", "campaign", "current_revision", "held_by").get(
        pk=link.generation_id
    )
    end_expired_claim(generation, now)
    if not generation.is_under_review:
        raise ContentChanged(_("The draft was decided or taken back since this link was made."))
    return generation


def _pass_stage(link: OutsideLink, generation: Generation, *, note: str) -> Decision | None:
    """Count the approval for the stage that is open; None if that is not one for an approver outside.

    Raises:
        ContentChanged: the brand, a picture or a template changed since the draft was submitted.
        WrongState: a reviewer holds the draft; nothing is stored, and it can be tried again.
    """
    gate = gate_of(generation)
    stage = gate.stage
    if stage is None or not stage.outside or all(one.outside for one in gate.plan.stages):
        return None
    if generation.review_status != Generation.ReviewStatus.SUBMITTED:
        raise WrongState(_("Somebody is working on this draft. Try again in a few minutes."))
    must_be_unchanged(generation, link.frozen_hash)
    return approve_stage(by=None, generation=generation, gate=gate, note=note, outside=link.who)


def forget_visits(now: datetime) -> None:
    """Throw away the counts of visits that have drained, so that no network address leaves a trace."""
    drained = int(now.timestamp()) * NANO
    RateBucket.objects.filter(name__startswith="outside:", empty_at_ns__lt=drained).delete()


def _end(links: QuerySet[OutsideLink], now: datetime) -> int:
    return links.filter(revoked_at=None).update(revoked_at=now)


def _record(action: AuditAction, link: OutsideLink, *, reason: str = "", **facts: Any) -> None:
    audit.record(
        action,
        actor_label=link.who,
        on=link.generation,
        after={"link": link.pk, **facts},
        reason=reason,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
