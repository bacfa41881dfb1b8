"""Read what was said about a draft: threads, and where in the words of today they belong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crm_llm.accounts.models import User
from generation.llm_tools.base import EditableField
from generation.models import Generation
from review.anchors import Anchor, find_again
from review.models import Comment, CommentEvent


@dataclass(frozen=True)
class Thread:
    """A comment with its replies and what became of it."""

    number: int
    """Its place among the threads of the draft, as the text shows it."""
    first: Comment
    replies: tuple[Comment, ...]
    last_event: CommentEvent | None
    place: Anchor | None
    """Where its words are now; None where it is about the whole draft, or its words are gone."""
    label: str
    """What the field is called that holds its words, or did."""

    @property
    def is_resolved(self) -> bool:
        return self.last_event is not None and self.last_event.kind == CommentEvent.Kind.RESOLVED

    @property
    def is_lost(self) -> bool:
        """It is about words that are not there any more, or not once."""
        return bool(self.first.quote) and self.place is None


def threads_of(generation: Generation, user: User, fields: Sequence[EditableField]) -> list[Thread]:
    """Return what `user` may read, oldest first. Two queries, however many there are."""
    comments = list(
        Comment.objects.visible_to(user)
        .filter(generation=generation)
        .select_related("author", "revision")
        .order_by("id")
    )
    if not comments:
        return []
    last = {
        event.comment_id: event
        for event in CommentEvent.objects.filter(comment__generation=generation)
        .select_related("by")
        .order_by("number")
    }
    replies: dict[int | None, list[Comment]] = {}
    for comment in comments:
        replies.setdefault(comment.parent_id, []).append(comment)
    labels = {field.path: str(field.label) for field in fields}
    found = []
    for number, first in enumerate(replies.get(None, []), start=1):
        place = _place(first, generation.current_revision_id, fields)
        label = labels.get(place.field if place else first.field, "")
        found.append(
            Thread(number, first, tuple(replies.get(first.pk, ())), last.get(first.pk), place, label)
        )
    return found


def _place(comment: Comment, current: int | None, fields: Sequence[EditableField]) -> Anchor | None:
    if comment.start is None or comment.end is None:
        return None
    anchor = Anchor(comment.field, comment.start, comment.end, comment.quote)
    return anchor if comment.revision_id == current else find_again(fields, anchor)


@dataclass(frozen=True)
class Mark:
    """A stretch of a field's text that stands out: with the thread about it, or as what a finding means."""

    place: Anchor
    thread: Thread | None = None
    is_shown: bool = False
    """It is what the person asked to see."""


@dataclass(frozen=True)
class Piece:
    """Neighbouring characters with the same marks."""

    text: str
    is_marked: bool
    shown: bool
    """The words that were asked for begin here."""
    ending: tuple[Thread, ...]
    """Threads whose words end here."""


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut the text where a mark begins or ends. The texts of the pieces make up the text again."""
    marks = [mark for mark in marks if mark.place.end <= len(text)]
    cuts = sorted({0, len(text), *(at for mark in marks for at in (mark.place.start, mark.place.end))})
    return [
        Piece(
            text[start:end],
            any(mark.place.start < end and start < mark.place.end for mark in marks),
            any(mark.is_shown and mark.place.start == start for mark in marks),
            tuple(mark.thread for mark in marks if mark.thread and mark.place.end == end),
        )
        for start, end in pairwise(cuts)
    ]


def marks_of(threads: Iterable[Thread], shown: int | None = None) -> list[Mark]:
    """Return the marks of the threads that are open, or that were asked for."""
    return [
        Mark(thread.place, thread, thread.first.pk == shown)
        for thread in threads
        if thread.place and (not thread.is_resolved or thread.first.pk == shown)
    ]
