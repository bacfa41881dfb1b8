"""Probes: what they say, and that they say it when things are broken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from crm_llm import health
from crm_llm.celery import app
from generation.llm_client.breaker import Outcome
from generation.llm_client.exceptions import OutOfCredit
from generation.stores.breakers import BREAKERS
from generation.stores.keys import KEYS, fingerprint


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Path]:
    """A queue folder of the test's own."""
    folder = tmp_path / "messages"
    folder.mkdir()
    before = (app.conf.broker_write_url, app.conf.broker_transport_options)
    app.conf.broker_write_url = "filesystem://localhost"
    app.conf.broker_transport_options = {"data_folder_out": str(folder)}
    yield folder
    app.conf.broker_write_url, app.conf.broker_transport_options = before


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point the probe at a server where nobody listens, or at a file that can't be."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "no" / "such" / "db.sqlite3"))
    else:
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")


def test_alive_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_names_each_dependency(client: Client, queue: Path) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "broker": "ok",
            "cache": "local memory",
            "model": "not set up",
            "breakers": "ok",
            "keys": "none",
        },
    }


@pytest.mark.django_db
def test_probe_by_address_needs_no_known_host(client: Client, settings: Any, queue: Path) -> None:
    settings.ALLOWED_HOSTS = ["desk.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/readyz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client, queue: Path, no_database: None) -> None:
    client.cookies["sessionid"] = "somebody"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"]["database"] == "unreachable"


@pytest.mark.django_db
def test_not_ready_before_migrations(client: Client, queue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: [("generation", "0009")])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "not applied"


@pytest.mark.django_db
def test_serves_people_without_a_broker(client: Client, queue: Path) -> None:
    queue.rmdir()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["checks"]["broker"] == "unreachable"


def test_broker_that_does_not_answer(dead_broker: None) -> None:
    assert health.broker() == health.UNREACHABLE


@pytest.mark.django_db
def test_serves_people_without_a_cache(client: Client, settings: Any, queue: Path) -> None:
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.CACHE_URL}
    }
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["cache"] == "unreachable"


@pytest.mark.django_db
def test_says_that_a_model_is_set_up_but_not_which(client: Client, settings: Any, queue: Path) -> None:
    settings.OPENROUTER_API_KEYS = ["secret-key"]
    answer = client.get("/readyz")
    assert answer.json()["checks"]["model"] == "set up"
    assert b"secret-key" not in answer.content


@pytest.mark.django_db
def test_models_that_rest_and_keys_that_are_out_are_told_and_people_served(
    client: Client, settings: Any, queue: Path
) -> None:
    settings.OPENROUTER_API_KEYS = ["secret-key", "another-key"]
    settings.LLM_MODELS = {"standard": ["a/b"]}
    for model, name in (("a/b", fingerprint("another-key")), ("a/b", "no longer in use"), ("old/model", "")):
        for _ in range(5):
            BREAKERS.ended(BREAKERS.admit(model, name[:16]), Outcome.FAILED, "provider_down")
    KEYS.refused(fingerprint("secret-key"), 0, OutOfCredit(status=402))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    checks = answer.json()["checks"]
    assert (checks["breakers"], checks["keys"]) == ("open: a/b", "1 of 2 out")
    assert b"secret-key" not in answer.content


@pytest.mark.django_db
def test_keys_that_cannot_be_read_are_told(client: Client, settings: Any, queue: Path) -> None:
    settings.LLM_SECRETS, settings.OPENROUTER_API_KEY_FILE = "file", "/nowhere/keys"
    assert client.get("/readyz").json()["checks"]["keys"] == "unreadable"
