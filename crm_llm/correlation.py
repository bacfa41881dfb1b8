"""The correlation id that ties a browser's request to tasks, model calls, logs and audit entries."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

_current: ContextVar[str] = ContextVar("correlation_id", default="")
_SAFE = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


def current() -> str:
    """Return the id of the work in hand, or an empty string outside of any."""
    return _current.get()


def new_id() -> str:
    return f"req_{secrets.token_hex(8)}"


def accept(value: str) -> str:
    """Return `value` if it is fit to be stored and logged, a new id otherwise."""
    return value if _SAFE.match(value) else new_id()


@contextmanager
def bound(value: str) -> Iterator[str]:
    """Make `value` the current id, in this context and on each of its log lines."""
    token = _current.set(value)
    try:
        with structlog.contextvars.bound_contextvars(correlation_id=value):
            yield value
    finally:
        _current.reset(token)
