"""Deadlines that hold. httpx has no total timeout, and its read timeout starts anew with every byte.

`BoundedTransport` opens sockets that ask a `Deadline` before each read and write, so that neither a drip of
bytes in the headers or the body nor a row of keep-alive comments can outlast it.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from generation.llm_client.types import Value

Clock = Callable[[], float]
SILENCE_S = 1.0
"""How long a read may be silent before the caller is asked whether the answer is still wanted."""


def _wanted() -> None:
    pass


class Timeouts(Value):
    """Seconds. `read_s` is the longest wait for content: comments that keep the line alive do not count."""

    connect_s: float = 10.0
    read_s: float = 60.0
    total_s: float = 180.0


class Deadline:
    """When the current attempt must be over, and who may end it earlier. One a thread."""

    def __init__(self, timeouts: Timeouts, clock: Clock = time.monotonic) -> None:
        self._timeouts = timeouts
        self._clock = clock
        self._ends = float("inf")
        self._content_due = float("inf")
        self.on_silence: Callable[[], None] = _wanted

    def start(self, on_silence: Callable[[], None] = _wanted) -> None:
        """Begin an attempt. What `on_silence` raises ends it: it is called each second without a byte."""
        self.on_silence = on_silence
        self._ends = self._clock() + self._timeouts.total_s
        self.content_came()

    def content_came(self) -> None:
        self._content_due = self._clock() + self._timeouts.read_s

    def shorten(self, seconds: float) -> None:
        """Leave at most so many seconds for whatever is still to come."""
        self._ends = min(self._ends, self._clock() + seconds)

    def left(self) -> float:
        return min(self._ends, self._content_due) - self._clock()

    def bound(self, timeout: float | None) -> float:
        """Return the shorter of `timeout` and what is left.

        Raises:
            httpcore.ReadTimeout: nothing is left.
        """
        left = self.left()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            try:
                return self._inner.read(max_bytes, min(self._deadline.bound(timeout), SILENCE_S))
            except httpcore.ReadTimeout:
                self._deadline.bound(timeout)
                self._deadline.on_silence()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return _BoundedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _BoundedBackend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        bound = self._deadline.bound(timeout)
        inner = super().connect_tcp(host, port, bound, local_address, socket_options)
        return _BoundedStream(inner, self._deadline)


class BoundedTransport(httpx.HTTPTransport):
    """One thread's connections, none of which outlasts `deadline`."""

    def __init__(self, base_url: str, deadline: Deadline) -> None:
        super().__init__(
            verify=shared_ssl_context(),
            proxy=_proxy_for(base_url),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2, keepalive_expiry=60.0),
        )
        # httpx passes no network backend on to its pool. The tests with dripping servers guard this line.
        self._pool._network_backend = _BoundedBackend(deadline)


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """Return the process's context: building one takes about 20 ms, mostly reading certificates."""
    return httpx.create_ssl_context()


def _proxy_for(base_url: str) -> str | None:
    """Return the proxy that the environment names for this address, as httpx does without a transport."""
    url = httpx.URL(base_url)
    if proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
