"""Liveness and readiness, for whatever starts and watches these processes.

Both answer before any other middleware: a probe comes by address, without TLS or a known host name,
and must get its answer when the database that sessions live in is away.
"""

from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from crm_llm.celery import app
from generation.llm_client.secrets import SecretsUnavailable
from generation.stores import breakers, keys

log = structlog.get_logger(__name__)

TIMEOUT_S = 2

OK = "ok"
UNREACHABLE = "unreachable"


class HealthMiddleware:
    """Answer `/healthz` and `/readyz`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.answers.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It asks nothing else: a dead database is no reason to restart it."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether this process can serve people, with every dependency named.

    A request is stored without the broker and drafted when it is back, and a cache only saves time. So
    only the database takes this process out of service; the others are named for whoever looks.
    """
    database, migrations = _database()
    ready = (database, migrations) == (OK, OK)
    checks = {
        "database": database,
        "migrations": migrations,
        "broker": broker(),
        "cache": _cache(),
        "model": "set up" if keys.model_is_set_up() else "not set up",
        "breakers": _told(_breakers) if ready else "unknown",
        "keys": _told(_keys) if ready else "unknown",
    }
    degraded = UNREACHABLE in checks.values() or not {checks["breakers"], checks["keys"]} <= {OK, "none"}
    status = "unavailable" if not ready else "degraded" if degraded else OK
    return JsonResponse(
        {"status": status, "checks": checks},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def _breakers() -> str:
    """Return `ok`, or which models are given a rest: one call tries now and then whether they are back."""
    open_ones = {report.model for report in breakers.in_use() if not report.is_asked}
    return f"open: {', '.join(sorted(open_ones))}" if open_ones else OK


def _keys() -> str:
    """Return `ok`, `none`, or how many keys the provider refused. Nothing in it tells a key."""
    number = len(keys.api_keys())
    out = keys.keys_out()
    return f"{out} of {number} out" if out else OK if number else "none"


def _told(tell: Callable[[], str]) -> str:
    try:
        return tell()
    except SecretsUnavailable:
        return "unreadable"
    except DatabaseError:
        return "unknown"


def _database() -> tuple[str, str]:
    """Return the state of the database and of its tables, over a connection of its own.

    The pool would wait half a minute for a connection; a probe can't.
    """
    probe: BaseDatabaseWrapper = connection.copy()
    options = probe.settings_dict["OPTIONS"]
    options.pop("pool", None)
    options["timeout" if probe.vendor == "sqlite" else "connect_timeout"] = TIMEOUT_S
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
        return OK, _migrations(probe)
    except Exception as exc:  # noqa: BLE001 - whatever the driver raises, the answer is the same
        log.warning("health.database_unreachable", error=type(exc).__name__)
        return UNREACHABLE, "unknown"
    finally:
        probe.close()


def _migrations(probe: BaseDatabaseWrapper) -> str:
    executor = MigrationExecutor(probe)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "not applied" if pending else OK


def broker() -> str:
    """Return whether messages can be handed over: `ok` or `unreachable`."""
    folder = app.conf.broker_transport_options.get("data_folder_out")
    if folder and str(app.conf.broker_write_url).startswith("filesystem"):
        return OK if Path(folder).is_dir() else UNREACHABLE
    try:
        with app.connection_for_write(connect_timeout=TIMEOUT_S) as link:
            link.ensure_connection(max_retries=1, timeout=TIMEOUT_S)
            link.channel()  # Redis is reached only now
    except Exception as exc:  # noqa: BLE001 - each transport has its own errors
        log.warning("health.broker_unreachable", error=type(exc).__name__)
        return UNREACHABLE
    return OK


def _cache() -> str:
    if not settings.CACHE_URL:
        return "local memory"
    try:
        cache.get("health")
    except Exception as exc:  # noqa: BLE001 - each client has its own errors
        log.warning("health.cache_unreachable", error=type(exc).__name__)
        return UNREACHABLE
    return OK
