"""When things happened in the sample world: a desk whose every draft came in just now tells nothing."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone


@contextmanager
def hours_later(hours: float) -> Iterator[None]:
    """Have what is done inside stand in the books as done so much later. These can be nested.

    It moves the clock of the whole process, so it is for a command that loads data and does nothing else.
    """
    now = timezone.now

    def then() -> datetime:
        return now() + timedelta(hours=hours)

    with mock.patch.object(timezone, "now", then):
        yield


def hours_ago(hours: float) -> AbstractContextManager[None]:
    return hours_later(-hours)
