"""Figures for Prometheus: their form, who may read them, and what they count."""

import math
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_llm.exposition import Gauge, exposition
from generation import audit
from generation.llm_client.breaker import Outcome
from generation.llm_client.exceptions import OutOfCredit
from generation.models import AuditAction, Generation, LLMCall
from generation.stores import alerts
from generation.stores.breakers import BREAKERS
from generation.stores.keys import KEYS, fingerprint
from review import chain
from tests.factories import CampaignFactory, GenerationFactory, LLMCallFactory, make_ready

_NAME = r"[a-zA-Z_][a-zA-Z0-9_]*"
_LABEL = re.compile(rf'({_NAME})="((?:[^"\\\n]|\\[\\n"])*)"(,|$)')
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)")
_ESCAPES = {r"\\": "\\", r"\n": "\n", r"\"": '"'}

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(page: str) -> Series:
    """Read a page as strictly as the format is written; whatever is not in it fails."""
    assert page.endswith("\n")
    assert "\r" not in page
    series: Series = {}
    family, seen = "", set()
    for line in page[:-1].split("\n"):
        if help_ := re.fullmatch(rf"# HELP ({_NAME}) (?:[^\\]|\\[\\n])+", line):
            family = help_[1]
            assert family not in seen
            seen.add(family)
            typed = False
        elif line.startswith("#"):
            assert line == f"# TYPE {family} gauge"
            typed = True
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            assert typed
            assert sample[1] == family
            key = (family, frozenset(labels_in(sample[2] or "").items()))
            assert key not in series
            series[key] = float(sample[3].replace("Inf", "inf"))
    return series


def labels_in(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        label = _LABEL.match(text, at)
        assert label, text[at:]
        assert label[1] not in found
        found[label[1]] = re.sub(r'\\[\\n"]', lambda escape: _ESCAPES[escape[0]], label[2])
        at = label.end()
    return found


def figures(client: Client) -> dict[str, float]:
    """Return what a local installation tells: `name tool status` and so on to the figure."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    for (name, labels), value in parsed(answer.content.decode()).items():
        told = dict(labels)
        assert told.pop("environment") == "local"
        found[" ".join([name.removeprefix("crm_llm_"), *(told[label] for label in sorted(told))])] = value
    return found


def test_values_of_labels_come_back_as_they_were() -> None:
    nasty = 'a"b\\c\nd\\n,e="f"} 1 €'
    page = exposition([Gauge("one", "Says\nback\\slash", [({"model": nasty}, 3)])], environment="local")
    assert parsed(page) == {("one", frozenset({("model", nasty), ("environment", "local")})): 3}
    assert page.startswith("# HELP one Says\\nback\\\\slash\n# TYPE one gauge\none{")


def test_numbers_are_written_as_prometheus_reads_them() -> None:
    values = [0, True, 1.5, 1e-9, math.inf, -math.inf, Decimal("0.000000001"), 2**60]
    page = exposition([Gauge("one", "One", [({"n": str(n)}, value) for n, value in enumerate(values)])])
    assert [line.split(" ")[1] for line in page.splitlines()[2:]] == [
        "0", "1", "1.5", "1e-09", "+Inf", "-Inf", "1e-09", str(2**60),
    ]  # fmt: skip
    assert exposition([Gauge("one", "One", [({}, math.nan)])]).endswith("\none NaN\n")


@pytest.mark.parametrize("gauge", [("a-b", {}), ("a", {"b c": "d"}), ("1a", {})])
def test_no_name_that_prometheus_refuses(gauge: tuple[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="no name of a metric"):
        Gauge(gauge[0], "Help", [(gauge[1], 1)])


@pytest.mark.django_db
def test_a_fresh_installation_has_figures(client: Client, settings: Any) -> None:
    settings.LLM_MODELS = {"fast": ["a/b"], "standard": ["a/b", "c/d"], "creative": ["c/d"]}
    settings.OPENROUTER_API_KEYS = []
    assert figures(client) == {
        "window_seconds": 900,
        "oldest_waiting_draft_seconds": 0,
        "breaker_open a/b": 0,
        "breaker_open c/d": 0,
        "keys": 0,
        "keys_out": 0,
        "audit_unsealed": 0,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("environment", "token", "brought", "status"),
    [
        ("local", "", None, 200),
        ("local", "s3cret", None, 401),
        ("production", "", None, 404),
        ("production", "", "Bearer ", 404),
        ("production", "s3cret", None, 401),
        ("production", "s3cret", "Bearer s3cre", 401),
        ("production", "s3cret", "Basic s3cret", 401),
        ("production", "s3cret", "Bearer s3crét", 401),
        ("production", "s3cret", "bearer s3cret", 200),
        ("production", "s3cret", "Bearer s3cret", 200),
    ],
)
def test_who_may_read(
    client: Client, settings: Any, environment: str, token: str, brought: str | None, status: int
) -> None:
    settings.ENVIRONMENT, settings.METRICS_TOKEN = environment, token
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["desk.example"], True
    headers = {"host": "10.0.0.7:8000"} | ({"authorization": brought} if brought is not None else {})
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert (b"crm_llm_window_seconds" in answer.content) == (status == 200)
    if status == 200:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert f'environment="{environment}"'.encode() in answer.content


def test_can_only_be_read(client: Client) -> None:
    answer = client.post("/metrics")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_tells_of_drafts_at_work_and_of_recent_ones(client: Client) -> None:
    campaign = CampaignFactory()
    now = timezone.now()
    made = [GenerationFactory(request__campaign=campaign) for _ in range(4)]
    make_ready(made[2])
    Generation.objects.filter(pk=made[3].pk).update(status="failed")
    Generation.objects.filter(pk=made[0].pk).update(created_at=now - timedelta(hours=2))
    Generation.objects.filter(pk=made[3].pk).update(created_at=now - timedelta(days=2))

    told = figures(client)

    assert told["drafts_unfinished queued email"] == 2
    assert 7200 <= told["oldest_waiting_draft_seconds"] < 7260
    recent = {name: n for name, n in told.items() if name.startswith("recent_drafts")}
    assert recent == {"recent_drafts  queued email": 1, "recent_drafts model ready email": 1}


@pytest.mark.django_db
def test_tells_of_calls_tokens_and_money(client: Client) -> None:
    draft = GenerationFactory()
    told_of = {"generation": draft, "model_asked": "a/b"}
    paid = {"status": "succeeded", "input_tokens": 900, "output_tokens": 300}
    LLMCallFactory(**told_of, attempt=1, cost=Decimal("0.0021"), **paid)
    LLMCallFactory(**told_of, attempt=2, cost=Decimal("0.000000001"), **paid)
    LLMCallFactory(**told_of, attempt=3, status="failed")
    LLMCallFactory(**told_of, attempt=4, status="unknown")
    old = LLMCallFactory(**told_of, attempt=5, cost=Decimal(4), **paid)
    LLMCall.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(minutes=16))

    told = figures(client)

    assert told["recent_calls a/b succeeded email"] == 2
    assert told["recent_calls a/b failed email"] == 1
    assert told["recent_calls a/b unknown email"] == 1
    assert told["recent_tokens input a/b email"] == 1800
    assert told["recent_tokens output a/b email"] == 600
    assert told["recent_cost_usd a/b email"] == 0.002100001
    assert told["recent_calls_of_unknown_cost a/b email"] == 1


@pytest.mark.django_db
def test_tells_of_models_that_rest_keys_that_are_out_and_open_alerts(client: Client, settings: Any) -> None:
    settings.OPENROUTER_API_KEYS = ["secret-key", "another-key"]
    settings.LLM_MODELS = {"standard": ["a/b", "c/d"], "fast": [], "creative": []}
    for _ in range(5):
        BREAKERS.ended(BREAKERS.admit("a/b", fingerprint("another-key")), Outcome.FAILED, "provider_down")
    KEYS.refused(fingerprint("secret-key"), 0, OutOfCredit(status=402))
    alerts.raise_alert("over", "matter", "Over.")
    alerts.clear("over", "matter")

    told = figures(client)

    assert (told["breaker_open a/b"], told["breaker_open c/d"]) == (1, 0)
    assert (told["keys"], told["keys_out"]) == (2, 1)
    open_ones = {name for name in told if name.startswith("alerts_open")}
    assert open_ones == {"alerts_open breaker.open warning", "alerts_open key.refused warning"}
    assert b"secret-key" not in client.get("/metrics").content


@pytest.mark.django_db
def test_the_rest_is_told_while_keys_cannot_be_read(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.LLM_SECRETS, settings.OPENROUTER_API_KEY_FILE = "file", str(tmp_path / "missing")
    told = figures(client)
    assert "audit_unsealed" in told
    assert "keys" not in told


@pytest.mark.django_db
def test_tells_how_much_of_the_audit_log_waits_for_its_seal(client: Client) -> None:
    campaign = CampaignFactory()
    audit.record(AuditAction.CAMPAIGN_EDITED, on=campaign, actor_label="Maya")
    before = figures(client)["audit_unsealed"]
    chain.seal_pending(now=timezone.now())
    assert (before, figures(client)["audit_unsealed"]) == (1, 0)


@pytest.mark.django_db
def test_costs_the_same_however_much_there_is(client: Client) -> None:
    figures(client)
    with CaptureQueriesContext(connection) as few:
        figures(client)
    draft = GenerationFactory()
    for attempt in range(1, 9):
        LLMCallFactory(generation=draft, attempt=attempt, model_asked=f"a/{attempt}")
        alerts.raise_alert(f"kind.{attempt}", "matter", "Again.")
    with CaptureQueriesContext(connection) as many:
        figures(client)
    assert len(many) == len(few)


@pytest.mark.django_db
def test_says_when_the_database_is_away(client: Client) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = client.get("/metrics")
    assert (answer.status_code, answer.content) == (503, b"The database can't be read.\n")
