"""Which addresses take files, and how large. Every other body is text, and small."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
_LIMIT = "largest_file"
_FORM = 64 * 1024
"""Room for what a form holds beside the file."""


def takes_files(limit: int) -> Callable[[ViewT], ViewT]:
    """Let a view be sent files of up to so many bytes."""

    def mark(view: ViewT) -> ViewT:
        setattr(view, _LIMIT, limit)
        return view

    return mark


def takes_file(request: HttpRequest, length: int) -> bool:
    """Say whether a body of that length may come to the request's address."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    # Twice the limit is read, so that a file that is only somewhat too large gets its answer at the field.
    return length <= 2 * getattr(view, _LIMIT, 0) + _FORM if hasattr(view, _LIMIT) else False
