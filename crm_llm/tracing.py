"""OpenTelemetry, where it is installed and switched on. Without either nothing of it is imported.

Install `requirements-otel.txt` and set `OTEL_EXPORTER_OTLP_ENDPOINT`. The variables of OpenTelemetry's own
SDK (headers, sampling, batches, `OTEL_SERVICE_NAME`) hold.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.conf import settings

from generation.llm_client.tracing import NO_TRACER, Attribute, Span, Tracer

if TYPE_CHECKING:
    from opentelemetry import trace

PARTS = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


def is_installed() -> bool:
    return find_spec("opentelemetry") is not None and all(map(_is_there, PARTS))


@lru_cache(maxsize=1)
def tracer() -> Tracer:
    """Return the tracer of this process; the first call sets it up. It is made after a fork, not before.

    What is finished is sent in the background, and what is left at the end of the process then.
    """
    if not settings.TRACES or not is_installed():
        return NO_TRACER
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {"deployment.environment.name": settings.ENVIRONMENT}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        named["service.name"] = "crm-llm"
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OpenTelemetryTracer(provider)


class OpenTelemetryTracer:
    """Fills the client's small interface with spans of OpenTelemetry."""

    def __init__(self, provider: "trace.TracerProvider") -> None:
        self._tracer = provider.get_tracer("crm_llm")

    def span(self, name: str, *, calls_out: bool) -> AbstractContextManager[Span | None]:
        return self._span(name, calls_out)

    @contextmanager
    def _span(self, name: str, calls_out: bool) -> Iterator[Span | None]:
        from opentelemetry.trace import SpanKind

        kind = SpanKind.CLIENT if calls_out else SpanKind.INTERNAL
        # An exception's words and its stack may quote what was sent: the client says itself what failed.
        with self._tracer.start_as_current_span(
            name, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            yield _Span(span) if span.is_recording() else None


class _Span:
    def __init__(self, span: "trace.Span") -> None:
        self._span = span

    def describe(self, attributes: Mapping[str, Attribute]) -> None:
        self._span.set_attributes(dict(attributes))

    def fail(self, error_type: str, sentence: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        self._span.set_attribute("error.type", error_type)
        self._span.set_status(Status(StatusCode.ERROR, sentence))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
