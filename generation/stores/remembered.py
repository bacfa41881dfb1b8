"""Rows that every call needs and people seldom change, kept in this process for a moment."""

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 1024


class Remembered(Generic[K, V]):
    """Loads a value by its key and keeps it for `ttl_s` seconds. Threads may load the same one twice."""

    def __init__(
        self, load: Callable[[K], V], *, ttl_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._ttl_s = ttl_s
        self._clock = clock
        self._kept: dict[K, tuple[float, V]] = {}
        _all.add(self)

    def get(self, key: K) -> V:
        now = self._clock()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = self._load(key)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = now + self._ttl_s, value
        return value

    def forget(self) -> None:
        """Read everything anew from here on: this process has just changed it."""
        self._kept.clear()


_all: "WeakSet[Remembered[Any, Any]]" = WeakSet()


def forget_all() -> None:
    """Forget what every store remembers. Tests share a process, but no rows."""
    for remembered in list(_all):
        remembered.forget()
