"""Keeps the prices of models up to date, and says when they can't be relied on."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from generation.lease import release_connection
from generation.llm_client.exceptions import LLMError
from generation.llm_client.http.catalogue import read_catalogue
from generation.llm_client.prices import ModelFacts
from generation.models import LLMCall, ModelPrice
from generation.stores import alerts, keys, prices, routes, upstream

log = structlog.get_logger(__name__)

SYNC_EVERY = timedelta(hours=6)
MISSING_EVERY = timedelta(hours=1)
"""How soon the list is read again for a model that was not on it, or that no provider would answer for."""
STALE = timedelta(hours=48)
EXPIRING = timedelta(days=14)
JUMP = 3
"""A price this many times as high, or as low, is told of. It holds all the same: the provider charges it."""
BATCH = 200
_PRICES = ("prompt", "completion", "request", "cache_read", "cache_write")
_COLUMNS = (*_PRICES, "overrides", "context_length", "max_completion_tokens", "supported_parameters")


@dataclass(frozen=True)
class Synced:
    models: int
    unpriced: int
    """Of these, how many have no price: routers, and servers that name none."""


def keep_up(now: datetime) -> None:
    """Read the list when it is due, and tell of models that can't be relied on. For OpenRouter only.

    A list that can't be read is tried again at the next call; what is known stays in force.
    """
    if not keys.model_is_set_up() or not upstream.is_openrouter():
        return
    if _is_due(now):
        try:
            synced = sync(now)
        except LLMError as exc:
            log.warning("models.not_synced", error_type=exc.error_type, status=exc.status)
        else:
            log.info("models.synced", **asdict(synced))
    tell(now)


def sync(now: datetime) -> Synced:
    """Read the server's list of models and take over its prices. What an admin entered stays as it is.

    No connection is held while the server is asked.

    Raises:
        LLMError: the list could not be read. Nothing has changed.
    """
    release_connection()
    # OpenRouter shows its list to everyone; a bad key there must not hide the prices.
    key = "" if upstream.is_openrouter() else next(iter(keys.api_keys()), "")
    with upstream.reader(key) as reader:
        found = read_catalogue(reader)
    before = {row.model: row for row in ModelPrice.objects.filter(source=ModelPrice.Source.PROVIDER)}
    with transaction.atomic():
        ModelPrice.objects.bulk_create(
            [_row(facts, now) for facts in found],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["model", "source"],
            update_fields=[*_COLUMNS, "expires_on", "synced_at"],
        )
        _tell_of_jumps(before, found)
    prices.forget()
    return Synced(len(found), sum(not facts.is_priced for facts in found))


def tell(now: datetime) -> None:
    """Raise or clear what an admin should know of the models that are in use."""
    newest = newest_sync()
    _alert_if(
        newest is None or newest < now - STALE,
        "prices.stale",
        _("Model prices"),
        _("The prices of models could not be read for two days. Budgets go on with the last ones."),
    )
    known = _known(routes.models_in_use())
    for model in routes.models_in_use():
        rows = known.get(prices.listed_as(model), [])
        listed = newest is None or any(_is_current(row, newest) for row in rows)
        _alert_if(
            not listed,
            "model.unknown",
            model,
            _("The provider does not list this model. Check its name, or take it out of its tier."),
        )
        ends = min((row.expires_on for row in rows if row.expires_on), default=None)
        _alert_if(
            ends is not None and ends <= (now + EXPIRING).date(),
            "model.expiring",
            model,
            _("The provider may take this model away after %(day)s. Choose another for its tier.")
            % {"day": date_format(ends) if ends else ""},
        )


def newest_sync() -> datetime | None:
    """Return when the provider's list was last taken over."""
    found = ModelPrice.objects.filter(source=ModelPrice.Source.PROVIDER).aggregate(newest=Max("synced_at"))
    newest: datetime | None = found["newest"]
    return newest


def _is_due(now: datetime) -> bool:
    newest = newest_sync()
    if newest is None or newest <= now - SYNC_EVERY:
        return True
    if newest > now - MISSING_EVERY:
        return False
    models = routes.models_in_use()
    known = _known(models)
    return any(prices.listed_as(model) not in known for model in models) or _was_refused(newest)


def _was_refused(since: datetime) -> bool:
    """Say whether no provider took a call: the model may be gone, or dearer now than the price cap allows."""
    return LLMCall.objects.filter(started_at__gt=since, http_status=404).exists()


def _known(models: Iterable[str]) -> dict[str, list[ModelPrice]]:
    found: dict[str, list[ModelPrice]] = {}
    for row in ModelPrice.objects.filter(model__in={prices.listed_as(model) for model in models}):
        found.setdefault(row.model, []).append(row)
    return found


def _is_current(row: ModelPrice, newest: datetime | None) -> bool:
    """Say whether a row is on the newest list, or stands for itself."""
    return row.source == ModelPrice.Source.OPERATOR or row.synced_at == newest


def _row(facts: ModelFacts, now: datetime) -> ModelPrice:
    return ModelPrice(
        model=facts.model,
        source=ModelPrice.Source.PROVIDER,
        prompt=facts.prompt_usd,
        completion=facts.completion_usd,
        request=facts.request_usd,
        cache_read=facts.cache_read_usd,
        cache_write=facts.cache_write_usd,
        overrides=[override.model_dump(mode="json") for override in facts.overrides],
        context_length=facts.context_length,
        max_completion_tokens=facts.max_completion_tokens,
        supported_parameters=sorted(facts.supported_parameters),
        expires_on=facts.expires_on,
        synced_at=now,
    )


def _tell_of_jumps(before: Mapping[str, ModelPrice], found: Iterable[ModelFacts]) -> None:
    """Tell of the models that are in use; of four hundred others nobody wants to read."""
    in_use = {prices.listed_as(model) for model in routes.models_in_use()}
    for facts in found:
        row = before.get(facts.model)
        if row is None or facts.model not in in_use:
            continue
        for old, new in ((row.prompt, facts.prompt_usd), (row.completion, facts.completion_usd)):
            if old is not None and new is not None and _is_jump(old, new):
                message = _("The price for a million tokens went from $%(old)s to $%(new)s. It is in force.")
                told = {"old": f"{old.normalize():f}", "new": f"{new.normalize():f}"}
                alerts.raise_alert("prices.jump", facts.model, message % told)


def _is_jump(old: Decimal, new: Decimal) -> bool:
    low, high = sorted((old, new))
    return high >= low * JUMP and high > low


def _alert_if(holds: bool, kind: str, subject: str, message: str) -> None:
    if holds:
        alerts.raise_alert(kind, subject, message)
    else:
        alerts.clear(kind, subject)
