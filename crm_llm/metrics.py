"""Figures for Prometheus, read from the database: every process gives the same, whichever is asked.

What stands now (drafts at work, breakers, alerts) is counted as it stands. What happens (drafts, calls,
tokens, money) is counted over the last `WINDOW`, so that a scrape costs the same however long the history
is: each figure is read through an index, in a number of statements that does not grow.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from crm_llm.exposition import CONTENT_TYPE, Gauge, Labels, Number, exposition
from generation.llm_client.secrets import SecretsUnavailable
from generation.models import Alert, Generation, LLMCall
from generation.stores import breakers, keys, routes
from review import chain

log = structlog.get_logger(__name__)

PATH = "/metrics"

WINDOW = timedelta(minutes=15)

_Status = Generation.Status


class MetricsMiddleware:
    """Answer `/metrics`, before any middleware that asks for a host name, TLS or a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return metrics(request) if request.path_info == PATH else self.get_response(request)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever brings the token. Without a token set, only a local installation answers."""
    token = settings.METRICS_TOKEN
    if not token and settings.ENVIRONMENT != "local":
        return _answer(404, "Set METRICS_TOKEN to read metrics here.\n")
    if token and not _brings(request, token):
        answer = _answer(401, "Bring the token: Authorization: Bearer …\n")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    if request.method not in ("GET", "HEAD"):
        answer = _answer(405, "Metrics can only be read.\n")
        answer.headers["Allow"] = "GET, HEAD"
        return answer
    try:
        page = exposition(list(gauges(timezone.now())), environment=settings.ENVIRONMENT)
    except DatabaseError as exc:
        log.warning("metrics.database_unreachable", error=type(exc).__name__)
        return _answer(503, "The database can't be read.\n")
    return _answer(200, page, CONTENT_TYPE)


def _brings(request: HttpRequest, token: str) -> bool:
    kind, _, brought = request.headers.get("Authorization", "").partition(" ")
    return constant_time_compare(brought.strip(), token) and kind.lower() == "bearer"


def _answer(status: int, text: str, content_type: str = "text/plain; charset=utf-8") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=content_type, headers={"Cache-Control": "no-store"})


def gauges(now: datetime) -> Iterator[Gauge]:
    yield Gauge(
        "crm_llm_window_seconds",
        "How far back the figures of recent drafts and calls go.",
        [({}, int(WINDOW.total_seconds()))],
    )
    yield from _drafts(now)
    yield from _calls(now)
    yield from _models()
    yield Gauge("crm_llm_alerts_open", "Alerts that nobody marked as done.", _alerts())
    yield Gauge(
        "crm_llm_audit_unsealed", "Audit entries that wait for their seal.", [({}, chain.waiting_entries())]
    )


def _drafts(now: datetime) -> Iterator[Gauge]:
    unfinished = Generation.objects.filter(status__in=[_Status.QUEUED, _Status.RUNNING]).order_by()
    rows = list(unfinished.values_list("tool", "status").annotate(n=Count("pk"), oldest=Min("created_at")))
    yield Gauge(
        "crm_llm_drafts_unfinished",
        "Drafts that wait for a worker or are being written.",
        [({"tool": tool, "status": status}, n) for tool, status, n, _oldest in rows],
    )
    waiting = [oldest for _tool, status, _n, oldest in rows if status == _Status.QUEUED]
    age = max((now - min(waiting)).total_seconds(), 0.0) if waiting else 0.0
    yield Gauge(
        "crm_llm_oldest_waiting_draft_seconds",
        "Since when the oldest draft waits for a worker; 0 when none does.",
        [({}, age)],
    )
    recent = Generation.objects.filter(created_at__gte=now - WINDOW).order_by()
    yield Gauge(
        "crm_llm_recent_drafts",
        "Drafts that were requested within the window, by what has become of them.",
        [
            ({"tool": tool, "status": status, "source": source}, n)
            for tool, status, source, n in recent.values_list("tool", "status", "source").annotate(
                n=Count("pk")
            )
        ],
    )


def _calls(now: datetime) -> Iterator[Gauge]:
    """Tell of the attempts at models: one aggregate over those that began within the window."""
    rows = (
        LLMCall.objects.filter(started_at__gte=now - WINDOW)
        .order_by()
        .values("generation__tool", "model_asked", "status")
        .annotate(
            n=Count("pk"),
            input=Sum("input_tokens"),
            output=Sum("output_tokens"),
            usd=Sum("cost"),
            open=Count("pk", filter=Q(cost=None) & ~Q(status=LLMCall.Status.FAILED)),
        )
    )
    calls: list[tuple[Labels, Number]] = []
    tokens: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    cost: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    unknown: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        name = (row["generation__tool"], row["model_asked"])
        calls.append((_named(*name) | {"status": row["status"]}, row["n"]))
        for direction in ("input", "output"):
            tokens[*name, direction] += row[direction] or 0
        cost[name] += row["usd"] or Decimal(0)
        unknown[name] += row["open"]
    yield Gauge("crm_llm_recent_calls", "Attempts at a model that began within the window.", calls)
    yield Gauge(
        "crm_llm_recent_tokens",
        "Tokens of these attempts, as reported.",
        [(_named(tool, model) | {"direction": way}, n) for (tool, model, way), n in tokens.items()],
    )
    yield Gauge(
        "crm_llm_recent_cost_usd",
        "US dollars that these attempts cost, as far as they are known.",
        [(_named(*name), usd) for name, usd in cost.items()],
    )
    yield Gauge(
        "crm_llm_recent_calls_of_unknown_cost",
        "Those of these attempts that may have been charged, at a cost that is not known (yet).",
        [(_named(*name), n) for name, n in unknown.items()],
    )


def _named(tool: str, model: str) -> Labels:
    return {"tool": tool, "model": model}


def _models() -> Iterator[Gauge]:
    """Tell which models and keys are left out at present; nothing of them while the keys can't be read."""
    try:
        resting = {report.model for report in breakers.in_use() if not report.is_asked}
        out, number = keys.keys_out(), len(keys.api_keys())
    except SecretsUnavailable:
        return
    yield Gauge(
        "crm_llm_breaker_open",
        "1 for a model that is not asked at present with at least one key.",
        [({"model": model}, int(model in resting)) for model in routes.models_in_use()],
    )
    yield Gauge("crm_llm_keys", "Keys that calls are made with.", [({}, number)])
    yield Gauge("crm_llm_keys_out", "Those of them that the provider refused.", [({}, out)])


def _alerts() -> list[tuple[Labels, Number]]:
    open_ones: Any = Alert.objects.open().order_by().values_list("kind", "severity")
    return [
        ({"kind": kind, "severity": severity}, n) for kind, severity, n in open_ones.annotate(n=Count("pk"))
    ]
