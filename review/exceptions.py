"""Why a review step is refused.

ReviewError
├─ NotAllowed      403: the person lacks the right, or wrote part of the words
├─ WrongState      409: the draft is not in a state that allows it, or somebody was first
├─ ContentChanged  409: what was seen is not what is there now
├─ ReasonMissing   422: the step needs a reason in words
├─ NotConfirmed    422: what is risky in the draft was not confirmed
└─ WordsNotFound   422: the words that a comment quotes are not where it says
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from crm_llm.errors import DomainError


class ReviewError(DomainError):
    pass


class NotAllowed(ReviewError):
    status: ClassVar[int] = 403
    title = _("You can’t do that")  # type: ignore[assignment]


class WrongState(ReviewError):
    status: ClassVar[int] = 409
    title = _("Somebody was first")  # type: ignore[assignment]


class ContentChanged(ReviewError):
    status: ClassVar[int] = 409
    title = _("The draft has changed")  # type: ignore[assignment]


class ReasonMissing(ReviewError):
    status: ClassVar[int] = 422
    title = _("A reason is missing")  # type: ignore[assignment]


class WordsNotFound(ReviewError):
    status: ClassVar[int] = 422
    title = _("These words were not found")  # type: ignore[assignment]


class NotConfirmed(ReviewError):
    status: ClassVar[int] = 422
    title = _("Something is not confirmed yet")  # type: ignore[assignment]
