"""The root of the errors that people cause or meet, and can do something about."""

from typing import ClassVar


class DomainError(Exception):
    """Refuses an action. Its text is one plain sentence for the person who tried.

    `status` is what an endpoint answers with: 403 not allowed, 409 somebody was first or the state
    does not fit, 422 bad input. `crm_llm.middleware` turns it into a page or a fragment.
    """

    status: ClassVar[int] = 422
    title: ClassVar[str] = ""


class TooLarge(DomainError):
    status: ClassVar[int] = 413


class NotAForm(DomainError):
    status: ClassVar[int] = 415
