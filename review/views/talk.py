"""What both screens with comments share: the words with their marks, and a form that is filled in."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from crm_llm.accounts.models import User
from crm_llm.pages import DeskRequest
from generation.llm_tools.base import EditableField
from generation.models import Generation
from generation.reading.words import Words, words_of
from generation.text import whole_number
from review.anchors import MAX_QUOTE
from review.forms import CommentForm
from review.threads import Mark, Piece, Thread, marks_of, pieces, threads_of


@dataclass(frozen=True)
class MarkedText:
    """One text of the draft, cut where comments begin and end."""

    field: EditableField
    pieces: list[Piece]


class Talk:
    """The words of a draft and what was said about them, as one person sees it."""

    def __init__(self, generation: Generation, user: User, *, mark: str = "") -> None:
        self.generation = generation
        self.user = user
        self.mark = mark

    @cached_property
    def words(self) -> Words:
        """The current words as their tool reads them.

        Raises:
            UnreadableWords: today's tools can't read them.
        """
        return words_of(self.generation)

    @cached_property
    def threads(self) -> list[Thread]:
        return threads_of(self.generation, self.user, self.words.fields)

    @property
    def open_threads(self) -> int:
        return sum(not thread.is_resolved for thread in self.threads)

    @property
    def marks(self) -> list[Mark]:
        """What stands out in the text: the words of open comments, and those that were asked for (`c12`)."""
        shown = whole_number(self.mark[1:]) if self.mark.startswith("c") else None
        return marks_of(self.threads, shown)

    @property
    def texts(self) -> list[MarkedText]:
        marks = self.marks
        return [
            MarkedText(field, pieces(field.text, [mark for mark in marks if mark.place.field == field.path]))
            for field in self.words.read
            if field.text
        ]


def new_form(request: DeskRequest, generation: Generation) -> CommentForm:
    """Return an empty form, about the words that the address names: `field`, and `start` to `end` of it."""
    path = request.GET.get("field", "")[:80]
    if not path:
        return CommentForm()
    text = next((field.text for field in words_of(generation).fields if field.path == path), "")
    start, end = whole_number(request.GET.get("start", "")), whole_number(request.GET.get("end", ""))
    quote = text[start : min(end, start + MAX_QUOTE)]
    return CommentForm(initial={"field": path, "quote": quote, "start": start if quote else None})
