"""Reads JSON from a model server: its catalogue, a record. Bounded in time and in size, as calls are."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from generation.llm_client.exceptions import ProviderDown, TransportFailed
from generation.llm_client.http.bodies import bounded_chunks
from generation.llm_client.http.deadlines import BoundedTransport, Clock, Deadline, Timeouts
from generation.llm_client.http.failures import error_in, failure_of
from generation.llm_client.http.values import json_of
from generation.llm_client.http.wire import Capabilities, build_headers

MAX_BYTES = 16 * 1024 * 1024
"""OpenRouter's whole catalogue is about one megabyte."""


class Getter:
    """One thread's way to read from a server. Use it as a context. Each `get` has the whole time."""

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        *,
        timeouts: Timeouts | None = None,
        max_bytes: int = MAX_BYTES,
        transport: httpx.BaseTransport | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """Keep the settings; nothing is opened yet.

        Raises:
            UnusableKey: no header can carry the key.
        """
        self.base_url = base_url.rstrip("/")
        self._headers = build_headers(api_key, Capabilities(), app_url="", app_title="")
        self._headers["Accept"] = "application/json"
        self._max_bytes = max_bytes
        timeouts = timeouts or Timeouts(total_s=60.0)
        self._deadline = Deadline(timeouts, clock)
        self._http = httpx.Client(
            transport=transport or BoundedTransport(self.base_url, self._deadline),
            timeout=httpx.Timeout(timeouts.read_s, connect=timeouts.connect_s),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, url: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the JSON object at an address, absolute or below the base. Redirects are not followed.

        Raises:
            LLMError: there is none. `status` says how the server answered.
        """
        self._deadline.start()
        address = url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"
        try:
            with self._http.stream("GET", address, params=params, headers=self._headers) as response:
                data = b"".join(self._chunks(response))
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise TransportFailed() from exc
        body = json_of(data)
        error = error_in(body, status=response.status_code)
        if error is not None or not response.is_success:
            raise failure_of(error or {}, http_status=response.status_code, headers=response.headers)
        if not isinstance(body, dict):
            raise ProviderDown("The provider's answer could not be read.", status=response.status_code)
        return body

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        for chunk in bounded_chunks(response, self._max_bytes):
            if self._deadline.left() <= 0:
                raise TransportFailed("The provider did not answer in time.")
            self._deadline.content_came()
            yield chunk
