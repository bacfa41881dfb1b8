"""What people say about a draft: comments on its words, replies, threads that are resolved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation, Revision
from generation.reading.words import words_of
from review import notifying
from review.anchors import anchor
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.models import Comment, CommentEvent, NotificationKind
from review.workflow.moves import clean_note, current_revision, must_see


@dataclass(frozen=True)
class Quoted:
    """The words that a person comments on, as they sent them."""

    field: str
    words: str
    start: int | None = None
    revision: int | None = None
    """The one they read; the current one where they don't say."""


@transaction.atomic
def comment(
    *,
    by: User,
    generation: Generation,
    body: str,
    quoted: Quoted | None = None,
    parent: Comment | None = None,
    internal: bool = False,
    key: str = "",
) -> Comment:
    """Say something about the draft, about words of it, or in answer to `parent`.

    A reply belongs to the thread of what it answers and is internal like it. Sent again with the same `key`,
    it is there once. Raises:
        NotAllowed: `by` may not comment here, or wants to say among reviewers what they are none of.
        ReasonMissing: the comment is empty.
        WordsNotFound: the quoted words are not in that revision.
    """
    _must_talk(by, generation)
    parent = _root(by, generation, parent)
    internal = parent.is_internal if parent else internal
    if internal and not by.is_reviewer:
        raise NotAllowed(_("Only reviewers can leave notes for reviewers."))
    body = clean_note(body)
    if not body:
        raise ReasonMissing(_("Write a comment first."))
    revision = current_revision(generation)
    columns: dict[str, Any] = {}
    if quoted and not parent:
        revision = _read_revision(generation, quoted, revision)
        found = anchor(words_of(generation, revision).fields, quoted.field, quoted.words, quoted.start)
        columns = {"field": found.field, "start": found.start, "end": found.end, "quote": found.quote}
    try:
        with transaction.atomic():
            written = Comment.objects.create(
                generation=generation,
                revision=revision,
                author=by,
                parent=parent,
                body=body,
                is_internal=internal,
                key=key[:32],
                **columns,
            )
    except IntegrityError:
        return Comment.objects.get(author=by, key=key[:32], generation=generation)
    _record(AuditAction.DRAFT_COMMENTED, by, written, body)
    if not internal:
        concerned = [generation.requested_by_id, *_who_spoke(parent)]
        notifying.tell(NotificationKind.COMMENTED, to=concerned, on=generation, by=by, reason=body[:200])
    return written


@transaction.atomic
def resolve_thread(*, by: User, comment: Comment) -> None:
    """Mark the thread as done; nothing happens where it is.

    Raises:
        NotAllowed: `by` may not comment here, or not see it.
        WrongState: somebody opened or closed it at the same moment.
    """
    _turn(by, comment, CommentEvent.Kind.RESOLVED, AuditAction.DRAFT_COMMENT_RESOLVED)


@transaction.atomic
def reopen_thread(*, by: User, comment: Comment) -> None:
    """Take the thread up again. Raises as `resolve_thread`."""
    _turn(by, comment, CommentEvent.Kind.REOPENED, AuditAction.DRAFT_COMMENT_REOPENED)


def _turn(by: User, comment: Comment, kind: CommentEvent.Kind, action: AuditAction) -> None:
    _must_talk(by, comment.generation)
    root = _root(by, comment.generation, comment) or comment
    last = root.events.order_by("-number").first()
    if (last.kind if last else CommentEvent.Kind.REOPENED) == kind:
        return
    try:
        with transaction.atomic():
            CommentEvent.objects.create(comment=root, number=last.number + 1 if last else 1, kind=kind, by=by)
    except IntegrityError as error:
        raise WrongState(_("Somebody was quicker. Look at the comment again.")) from error
    _record(action, by, root, root.body)


def _must_talk(by: User, generation: Generation) -> None:
    must_see(by, generation)
    if not (by.is_marketer or by.is_reviewer):
        raise NotAllowed(_("Only marketers and reviewers can comment."))


def _root(by: User, generation: Generation, comment: Comment | None) -> Comment | None:
    """Return the first comment of the thread, if `by` may read it."""
    if comment is None:
        return None
    root = comment.parent or comment
    if root.generation_id != generation.pk or (root.is_internal and not by.is_reviewer):
        raise NotAllowed(_("There is no such comment here."))
    return root


def _who_spoke(root: Comment | None) -> Iterable[int]:
    if root is None:
        return []
    return Comment.objects.filter(Q(pk=root.pk) | Q(parent=root)).values_list("author", flat=True)


def _read_revision(generation: Generation, quoted: Quoted, current: Revision) -> Revision:
    if quoted.revision in (None, current.number):
        return current
    return generation.revisions.filter(number=quoted.revision).first() or current


def _record(action: AuditAction, by: User, on: Comment, words: str) -> None:
    """What is said among reviewers leaves no words in the log: it can be exported."""
    told = {"internal": True} if on.is_internal else {"comment_number": on.pk, "comment": words}
    audit.record(action, by=by, on=on.generation, after=told)
