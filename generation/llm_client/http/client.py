"""One attempt at a model, over HTTP: build, send, read, classify."""

import re
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from urllib.parse import urlsplit

import httpx

from generation.llm_client.exceptions import (
    EmptyAnswer,
    Interrupted,
    LLMError,
    ProviderDown,
    ProviderError,
    StreamIncomplete,
    TransportFailed,
)
from generation.llm_client.http.answers import AnswerParts
from generation.llm_client.http.bodies import bounded_chunks
from generation.llm_client.http.deadlines import BoundedTransport, Clock, Deadline, Timeouts
from generation.llm_client.http.echoes import answer_without, hide_in_error, without_echo
from generation.llm_client.http.failures import error_in
from generation.llm_client.http.sse import EventReader
from generation.llm_client.http.values import json_of
from generation.llm_client.http.wire import OPENROUTER_URL, Capabilities, build_body, build_headers
from generation.llm_client.types import ChatRequest, Completion

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.WriteError,
    httpx.WriteTimeout,
)
_DRAIN_S = 0.05
"""What the end of a chunked body may take after `[DONE]`; a new connection would cost about twice that."""
_COMMENTS = re.compile(rb"(?::[^\n]*\n|\s)*+")
"""Keep-alive comments of a router, left in front of a body that is not a stream."""


def _no_pulse() -> None:
    pass


def _no_id(upstream_id: str) -> None:
    pass


class _Line:
    """One thread's connections and the deadline that they obey.

    An `httpx.Client` in between would cost as much again as the transport: for redirects, which are not
    followed, for cookies and for signing in, none of which is wanted here.
    """

    def __init__(self, transport: httpx.BaseTransport, deadline: Deadline) -> None:
        self.transport = transport
        self.deadline = deadline
        # A thread's end drops its line. Closing the sockets then needs nobody to remember the thread.
        self.close = weakref.finalize(self, transport.close)


class HttpClient:
    """Asks an OpenAI-compatible server once. Threads may share it: each has its own connections.

    One pool for all threads collapses above 64 connections (httpcore searches it linearly under a lock).
    """

    def __init__(
        self,
        base_url: str = OPENROUTER_URL,
        api_key: str = "",
        *,
        capabilities: Capabilities | None = None,
        timeouts: Timeouts | None = None,
        app_url: str = "",
        app_title: str = "",
        pulse: Callable[[], None] = _no_pulse,
        on_id: Callable[[str], None] = _no_id,
        transport: httpx.BaseTransport | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """Keep the settings; nothing is opened yet.

        Args:
            base_url: up to and without `/chat/completions`.
            api_key: without one no Authorization header is sent.
            capabilities: what the server understands; told from the address when left out.
            app_url: attributes the calls to the application, where the server keeps such a record.
            pulse: called whenever bytes arrive, keep-alives included, and each second in which none do. What
                it raises closes the stream, which stops the bill at most providers: `Cancelled`, or a lost
                lease. The error gets what is known of the answer by then, and counts as maybe billed.
            on_id: called with the provider's id of an attempt as soon as its headers tell: whoever dies after
                that leaves a call that can be looked up.
            transport: for tests; replaces the network.

        Raises:
            UnusableKey: no header can carry the key.
            ValueError: the address can't be used.
        """
        try:
            urlsplit(base_url)  # finds half a bracket, which httpx would escape
            url = httpx.URL(base_url.rstrip("/") + "/chat/completions")
            url.host.encode("idna")  # the socket does this too, and would fail no earlier than a call
        except (httpx.InvalidURL, ValueError):
            raise ValueError("The base URL is not an address.") from None
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError("The base URL must start with http:// or https:// and name a host.")
        self._url = url
        self._api_key = api_key
        self._capabilities = capabilities or Capabilities.of(base_url)
        self._headers = httpx.Headers(
            build_headers(api_key, self._capabilities, app_url=app_url, app_title=app_title)
        )
        self._timeouts = timeouts or Timeouts()
        waits = httpx.Timeout(self._timeouts.read_s, connect=self._timeouts.connect_s)
        self._extensions = {"timeout": waits.as_dict()}
        self._pulse = pulse
        self._on_id = on_id
        self._transport = transport
        self._clock = clock
        self._local = threading.local()
        self._lines: weakref.WeakSet[_Line] = weakref.WeakSet()

    def close(self) -> None:
        """Close the connections of all threads."""
        for line in list(self._lines):
            line.close()
        self._local = threading.local()

    def complete(self, request: ChatRequest) -> Completion:
        started = self._clock()
        parts = AnswerParts(request.model)
        try:
            return answer_without(self._api_key, self._attempt(request, parts, started))
        except LLMError as exc:
            self._add_facts(exc, request, parts, started)
            raise
        except httpx.HTTPError as exc:
            failed = _transport_failure(exc, parts)
            self._add_facts(failed, request, parts, started)
            # A message of the library may hold a header that could not be sent.
            raise failed from (None if self._api_key and self._api_key in str(exc) else exc)
        except BaseException as exc:
            stopped = Interrupted.of(exc)
            stopped.answer = stopped.answer or parts.facts()["answer"]
            self._add_facts(stopped, request, parts, started)
            raise

    def _add_facts(self, error: LLMError, request: ChatRequest, parts: AnswerParts, started: float) -> None:
        error.model = error.model or request.model
        error.request_id = error.request_id or parts.upstream_id
        error.status = error.status or parts.http_status
        error.latency_ms = self._since(started)
        hide_in_error(self._api_key, error)
        if isinstance(error, ProviderError):
            texts = [self._api_key, *(message.content for message in request.messages)]
            error.detail = without_echo(error.detail, [self._api_key], texts)
            if error.status == 404 and "parameters" in error.detail:
                error.detail += f" Asked for: {', '.join(_optional_parameters(request))}."

    def _attempt(self, request: ChatRequest, parts: AnswerParts, started: float) -> Completion:
        line = self._line()
        line.deadline.start(lambda: self._beat(parts))
        body = build_body(request, self._capabilities)
        sent = httpx.Request(
            "POST", self._url, content=body, headers=self._headers, extensions=self._extensions
        )
        with closing(line.transport.handle_request(sent)) as response:
            parts.see_head(response.status_code, response.headers)
            if parts.upstream_id:
                self._on_id(parts.upstream_id)
            whole = self._read(response, line.deadline, parts)
        return parts.conclude(whole=whole, latency_ms=self._since(started))

    def _read(self, response: httpx.Response, deadline: Deadline, parts: AnswerParts) -> bool:
        """Read the answer into `parts`. Return whether it came to its end.

        Whether it is a stream is decided by what it holds: servers send streams, and refuse to, under
        any content type.
        """
        says_stream = "text/event-stream" in response.headers.get("content-type", "")
        events = EventReader()
        plain: list[bytes] = []
        is_stream = False
        chunks = bounded_chunks(response)
        for chunk in chunks:
            self._beat(parts)
            if deadline.left() <= 0:
                raise _too_late(parts)
            found = _events_in(chunk, events, parts) if response.is_success else []
            if found or (not says_stream and chunk.strip()):
                deadline.content_came()
            if _add_events(found, parts):
                deadline.shorten(_DRAIN_S)
                _drain(chunks)
                return self._is_whole(parts)
            is_stream = is_stream or bool(found)
            if not is_stream:
                plain.append(chunk)
        last = _events_in(None, events, parts) if response.is_success else []
        if is_stream or last:
            return _add_events(last, parts) and self._is_whole(parts)
        return _read_plain(response, b"".join(plain), parts)

    def _is_whole(self, parts: AnswerParts) -> bool:
        """Say whether a stream that is done is an answer: a router names a reason, small servers may not."""
        return parts.has_finish_reason or not self._capabilities.openrouter

    def _beat(self, parts: AnswerParts) -> None:
        try:
            self._pulse()
        except LLMError as exc:
            exc.maybe_billed = True
            exc.answer = exc.answer or parts.facts()["answer"]
            raise

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._local, "line", None)
        if line is None:
            deadline = Deadline(self._timeouts, self._clock)
            transport = self._transport or BoundedTransport(str(self._url), deadline)
            line = self._local.line = _Line(transport, deadline)
            self._lines.add(line)
        return line

    def _since(self, started: float) -> int:
        return round((self._clock() - started) * 1000)


def _events_in(chunk: bytes | None, events: EventReader, parts: AnswerParts) -> list[str]:
    """Return the events that a chunk, or None for the end, completes."""
    try:
        return events.finish() if chunk is None else events.feed(chunk)
    except UnicodeDecodeError:
        raise StreamIncomplete("The model's answer arrived damaged.", **parts.facts()) from None


def _add_events(events: list[str], parts: AnswerParts) -> bool:
    """Take in the events. Return whether the last one said that the stream is done."""
    for event in events:
        if event.strip() == "[DONE]":
            return True
        if not parts.add(event):
            raise StreamIncomplete("The model's answer arrived damaged.", **parts.facts())
    return False


def _optional_parameters(request: ChatRequest) -> list[str]:
    """Return what an endpoint may lack: the admin who reads the log then knows what to look for."""
    optional = {"response_format": request.answer_schema, "temperature": request.temperature}
    return ["max_tokens", *(name for name, value in optional.items() if value is not None)]


def _drain(chunks: Iterator[bytes]) -> None:
    """Read the few bytes that end a finished answer, so that the connection can be used again."""
    with suppress(httpx.HTTPError, LLMError):
        next(chunks, None)


def _read_plain(response: httpx.Response, body: bytes, parts: AnswerParts) -> bool:
    """Take in an answer that is not a stream: one JSON body, an error, or something else altogether."""
    body = body[_COMMENTS.match(body).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    if not response.is_success:
        error = error_in(json_of(body), status=response.status_code)
        raise parts.failure(error or {}, status=response.status_code, headers=response.headers)
    if parts.add(body):
        return True
    facts = {**parts.facts(), "maybe_billed": True}
    if not body:
        raise EmptyAnswer(**facts)
    if body.startswith(b"{"):
        raise StreamIncomplete(**facts)
    raise ProviderDown(
        "The provider answered with something that is no answer.", status=response.status_code, **facts
    )


def _too_late(parts: AnswerParts) -> TransportFailed:
    return TransportFailed("The model did not answer in time.", **{**parts.facts(), "maybe_billed": True})


def _transport_failure(exc: httpx.HTTPError, parts: AnswerParts) -> TransportFailed:
    if isinstance(exc, httpx.ReadTimeout):
        return _too_late(parts)
    sent = not isinstance(exc, _NEVER_SENT)
    sentence = "The connection to the model broke off." if sent else ""
    return TransportFailed(sentence, **{**parts.facts(), "maybe_billed": sent})
