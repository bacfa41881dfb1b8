"""Why a draft can't be asked for, written, edited or stopped.

GenerationError
├─ NotAllowed          403: the person lacks the right
├─ WrongState          409: the draft is not in a state that allows it
├─ StaleRevision       409: somebody saved other words in the meantime
├─ InvalidRequest      422: `problems` by field
│  └─ TooManyRequests  422: this person’s requests of the day are used up
├─ EditRefused         422: `problems`, one sentence each
├─ NothingToWrite      only a model could do what was asked, and none did
├─ PromptNotPublished  the tool has no live prompt version
└─ LeaseLost           the draft was cancelled, or given to another worker
"""

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from crm_llm.errors import DomainError


class GenerationError(DomainError):
    pass


class NotAllowed(GenerationError):
    status: ClassVar[int] = 403
    title = _("You can’t do that")  # type: ignore[assignment]


class WrongState(GenerationError):
    status: ClassVar[int] = 409


class StaleRevision(GenerationError):
    status: ClassVar[int] = 409
    title = _("Somebody saved other words")  # type: ignore[assignment]

    def __init__(self, message: str, current: int) -> None:
        super().__init__(message, current)
        self.current = current

    def __str__(self) -> str:
        return str(self.args[0])


class InvalidRequest(GenerationError):
    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(self.problems.values())


class TooManyRequests(InvalidRequest):
    """The form is kept: the same request can be sent again after `until`."""

    title = _("That is enough for today")  # type: ignore[assignment]

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__({"requests": message})
        self.args = (message, until)
        self.until = until


class EditRefused(GenerationError):
    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(self.problems)


class NothingToWrite(GenerationError):
    """Tells the worker that there are no words to store: the draft that was to be changed stays."""


class PromptNotPublished(GenerationError):
    pass


class LeaseLost(GenerationError):
    """Tells the worker to stop: what it holds is no longer its own."""
