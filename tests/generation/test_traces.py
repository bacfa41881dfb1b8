"""One id from the browser to the model, and the spans and log lines that carry it."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.urls import reverse
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from crm_llm import tracing
from crm_llm.checks import traces_can_be_made
from generation import drafting, prompting, tasks
from generation.llm_client.tracing import NO_TRACER
from generation.models import AuditEntry, Generation, LLMCall
from generation.prompt_services import ensure_prompts
from tests.factories import (
    EMAIL_PARAMS,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
)
from tests.fake_openrouter import FakeOpenRouter, scenarios

pytestmark = pytest.mark.django_db

BUSY, BETTER = "anthropic/claude-haiku-4.5", "google/gemini-2.5-flash"


@pytest.fixture
def fake(settings) -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.OPENROUTER_API_KEYS = ["sk-or-planted-key"]
        settings.LLM_MODELS = {"standard": [BUSY, BETTER]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def spans(monkeypatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "tracer", lambda: tracing.OpenTelemetryTracer(provider))
    return exporter


@pytest.fixture
def campaign(marketer):
    ensure_prompts()
    found = CampaignFactory()
    FactFactory(campaign=found, text="20% off all whole-bean coffee")
    return found


@pytest.fixture
def draft(campaign, marketer) -> Generation:
    return GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=marketer))


def test_spans_tell_the_ladder_of_a_draft(draft, fake, spans):
    fake.script(BUSY, [scenarios.http(429)])

    drafting.run(draft.pk)

    first, second, whole = spans.get_finished_spans()
    assert [span.name for span in (whole, first, second)] == ["draft email", f"chat {BUSY}", f"chat {BETTER}"]
    assert {span.parent.span_id for span in (first, second)} == {whole.context.span_id}
    assert (whole.kind, first.kind) == (SpanKind.INTERNAL, SpanKind.CLIENT)
    assert (first.attributes["error.type"], first.status.is_ok) == ("rate_limited", False)
    assert whole.status.is_ok
    assert [span.attributes["crm_llm.attempt"] for span in (first, second)] == [1, 2]


def test_span_of_an_attempt_tells_what_the_record_tells(draft, fake, spans):
    drafting.run(draft.pk)

    told, call = spans.get_finished_spans()[0].attributes, LLMCall.objects.get()
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "openrouter"
    assert (told["gen_ai.request.model"], told["gen_ai.response.model"]) == (BUSY, call.model_answered)
    assert told["gen_ai.response.id"] == call.upstream_id
    assert told["gen_ai.response.finish_reasons"] == (call.finish_reason,)
    assert told["gen_ai.usage.input_tokens"] == call.input_tokens
    assert told["gen_ai.usage.output_tokens"] == call.output_tokens
    assert told["crm_llm.cost_usd"] == pytest.approx(float(call.cost))
    assert told["crm_llm.generation"] == str(draft.pk)
    assert told["crm_llm.correlation_id"] == draft.request.correlation_id
    assert told["enduser.pseudo.id"] == prompting.person_hash(draft.requested_by_id)


def test_no_span_holds_words_a_key_or_a_person(draft, fake, spans, marketer):
    marketer.email = "maya@desk.example"
    marketer.save()
    fake.script(BUSY, [scenarios.moderation_403()])

    drafting.run(draft.pk)

    told = " ".join(span.to_json() for span in spans.get_finished_spans())
    system, user = fake.completions[0].body["messages"]
    for planted in (system["content"][:40], user["content"][:40], "sk-or-planted-key", "20% off"):
        assert planted not in told
    for name in ("maya@desk.example", marketer.first_name, marketer.last_name):
        assert name not in told


def test_an_id_from_the_browser_reaches_the_model_and_every_record(
    campaign, fake, spans, marketer, client_for, caplog
):
    asked_with = "req_from-the-browser"
    caplog.set_level(logging.INFO)
    form = {**EMAIL_PARAMS, "variants": "1", "language": "en", "idempotency_key": "k1"}

    url = reverse("generation:request_draft", args=[campaign.slug, "email"])
    sent = client_for(marketer).post(url, form, headers={"X-Request-ID": asked_with})
    generation = Generation.objects.get()
    tasks.write_draft(str(generation.pk))

    assert sent.headers["X-Request-ID"] == asked_with
    assert generation.request.correlation_id == asked_with
    assert LLMCall.objects.get().correlation_id == asked_with
    body = fake.completions[0].body
    assert (body["session_id"], body["metadata"]["generation"]) == (asked_with, str(generation.pk))
    assert {span.attributes["crm_llm.correlation_id"] for span in spans.get_finished_spans()} == {asked_with}
    assert set(AuditEntry.objects.values_list("correlation_id", flat=True)) == {asked_with}
    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    (finished,) = [line for line in told if line["event"] == "llm.call_finished"]
    assert finished["correlation_id"] == asked_with
    assert finished["cost_usd"] == str(LLMCall.objects.get().cost)


def test_log_tells_of_retries_and_of_the_next_model(draft, fake, caplog, settings):
    settings.LLM_MAX_ATTEMPTS = 2
    caplog.set_level(logging.INFO)
    fake.script(BUSY, [scenarios.http(503, headers={"Retry-After": "0"}), scenarios.moderation_403()])

    drafting.run(draft.pk)

    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    events = [line["event"] for line in told if line["event"].startswith("llm.")]
    assert events == [
        "llm.call_failed", "llm.retry", "llm.call_failed", "llm.fallback", "llm.call_finished",
    ]  # fmt: skip
    assert {line["correlation_id"] for line in told if line["event"].startswith("llm.")} == {
        draft.request.correlation_id
    }


def test_without_a_switch_nothing_is_traced(settings):
    settings.TRACES = False
    tracing.tracer.cache_clear()

    assert tracing.tracer() is NO_TRACER


def test_without_a_switch_nothing_of_it_is_imported():
    code = (
        "import json, sys; from django.conf import settings; settings.configure(TRACES=False); "
        "from crm_llm import tracing; tracing.tracer(); print(json.dumps(sorted(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    # Where the SDK is installed, redis imports it for metrics of its own.
    ours = ("opentelemetry.exporter", "opentelemetry.sdk.trace.export")
    assert [name for name in json.loads(printed.stdout) if name.startswith(ours)] == []


def test_switched_on_without_the_exporter_it_says_so_and_goes_on(settings, monkeypatch):
    settings.TRACES = True
    monkeypatch.setattr(tracing, "PARTS", ("opentelemetry.not_there.at_all",))
    tracing.tracer.cache_clear()

    assert tracing.tracer() is NO_TRACER
    tracing.tracer.cache_clear()


def test_a_check_tells_who_switches_traces_on_without_installing_them(settings, monkeypatch):
    settings.TRACES = True
    monkeypatch.setattr(tracing, "PARTS", ("opentelemetry.not_there.at_all",))

    (told,) = traces_can_be_made(None)

    assert told.id == "crm_llm.W005"
