"""Small tables that every call needs, kept as a copy that all threads of a process share."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from generation.lease import release_connection

V = TypeVar("V")


class SharedCopy(Generic[V]):
    """Reads again what is older than `ttl_s` seconds. Meanwhile the other threads go by what they have."""

    def __init__(self, read: Callable[[], V], *, ttl_s: float, clock: Callable[[], float]) -> None:
        self._read = read
        self._ttl_s = ttl_s
        self._clock = clock
        self._read_at = 0.0
        self._reading = threading.Lock()
        self.last: V | None = None
        """What was read; None before the first time."""

    def get(self) -> V:
        copy = self.last
        if copy is not None and 0 <= self._clock() - self._read_at < self._ttl_s:
            return copy
        if copy is None:
            # Whoever waits holds no connection: with all of them waiting, none would be left for the reader.
            release_connection()
        if not self._reading.acquire(blocking=copy is None) and copy is not None:
            return copy
        try:
            latest = self.last
            if latest is None or latest is copy:
                self._read_at = self._clock()
                latest = self.last = self._read()
                release_connection()
            return latest
        finally:
            self._reading.release()

    def forget(self) -> None:
        """Drop the copy: the next call reads it anew."""
        self.last = None
