"""Limits as admins set them, and their buckets: rows that all workers take from by conditional UPDATE.

Each process reads the limits every two seconds. Where there are none, as at the start, that is all.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import ngettext

from crm_llm.accounts.models import User
from generation.exceptions import TooManyRequests
from generation.lease import release_connection
from generation.llm_client.limits import NANO, Cost, Limit, wait_ns
from generation.models import PersonDay, RateBucket, RateLimit
from generation.stores.copies import SharedCopy

COPY_S = 2.0
"""How old a process's copy of the limits may be."""
_SHORTEST_WAIT_S = 0.01

Scope = RateLimit.Scope


class DatabaseLimits:
    """Keeps buckets in the database. One a process, which all threads share."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Begin without a copy. `clock` is the time of day in seconds, which processes agree on."""
        self._clock = clock
        self._copy = SharedCopy(_active, ttl_s=COPY_S, clock=clock)

    def over(self, model: str, key: str) -> Sequence[Limit]:
        """Return the limits of a call, those of everything among them. One SELECT every two seconds."""
        found: list[Limit] = []
        for scope, target in ((Scope.EVERYTHING, ""), (Scope.KEY, key), (Scope.MODEL, model)):
            limit = self.of(scope, target)
            if limit is None:
                continue
            name = f"{scope}:{target}"
            if limit.requests_per_minute:
                found.append(Limit(f"requests:{name}", "requests", limit.requests_per_minute))
            if limit.tokens_per_minute:
                found.append(Limit(f"tokens:{name}", "tokens", limit.tokens_per_minute))
        return found

    def of(self, scope: str, target: str) -> RateLimit | None:
        """Return the limit of one model, key or person: its own, or that of each."""
        limits = self._copy.get()
        return limits.get((scope, target)) or limits.get((scope, ""))

    def take(self, costs: Sequence[Cost], *, batch: bool) -> float:
        """Take from every bucket, or from none. Return 0 when it was taken, else the seconds to wait.

        Buckets are taken in the order of their names, so that nobody waits for anybody in a circle.
        """
        now = self._now()
        costs = sorted(costs, key=lambda cost: cost[0].name)
        try:
            with transaction.atomic():
                for limit, units in costs:
                    if not _taken(limit, units, now, batch=batch):
                        raise _Full
        except _Full:
            return self._wait(costs, now, batch=batch)
        finally:
            release_connection()
        return 0.0

    def give_back(self, costs: Sequence[Cost]) -> None:
        """Put back what was not used. A bucket gets no emptier than empty by it."""
        now = self._now()
        with transaction.atomic():
            for limit, units in sorted(costs, key=lambda cost: cost[0].name):
                moved: Combinable = F("empty_at_ns") - _number(units * limit.step_ns)
                if units > 0:
                    moved = Greatest(moved, Least(F("empty_at_ns"), _number(now)))
                RateBucket.objects.filter(pk=limit.name).update(empty_at_ns=moved)
        release_connection()

    def forget(self) -> None:
        """Drop the copy: the next call reads the limits anew."""
        self._copy.forget()

    def _now(self) -> int:
        return round(self._clock() * NANO)

    def _wait(self, costs: Sequence[Cost], now: int, *, batch: bool) -> float:
        """Return the seconds after which all of it might go through."""
        names = [limit.name for limit, _units in costs]
        filled = dict(RateBucket.objects.filter(pk__in=names).values_list("pk", "empty_at_ns"))
        waits = [wait_ns(one, filled.get(one.name, 0), units, now, batch=batch) for one, units in costs]
        return max(max(waits) / NANO, _SHORTEST_WAIT_S)


def _active() -> dict[tuple[str, str], RateLimit]:
    return {(limit.scope, limit.target): limit for limit in RateLimit.objects.filter(active=True)}


def count_request(by: User) -> None:
    """Count a request for drafts on this person's day, inside the transaction that stores it.

    Raises:
        TooManyRequests: it would be one too many; it says when the next day begins.
    """
    own = LIMITS.of(Scope.PERSON, by.username)
    allowed = settings.PERSON_REQUESTS_PER_DAY if own is None else own.requests_per_day
    if not allowed:
        return
    now = timezone.now().astimezone(ZoneInfo(by.time_zone))
    PersonDay.objects.get_or_create(person=by, day=now.date())
    today = PersonDay.objects.filter(person=by, day=now.date(), requests__lt=allowed)
    if not today.update(requests=F("requests") + 1):
        raise TooManyRequests(_come_back(allowed), until=_tomorrow(now))


class _Full(Exception):
    """A bucket had no room: what was taken from the others is rolled back."""


def _taken(limit: Limit, units: int, now: int, *, batch: bool) -> bool:
    after = Greatest(F("empty_at_ns"), _number(now)) + _number(limit.cost_ns(units))
    bucket = RateBucket.objects.filter(pk=limit.name)
    fits = bucket.filter(empty_at_ns__lte=limit.latest_ns(units, now, batch=batch))
    if fits.update(empty_at_ns=after):
        return True
    _bucket, is_new = RateBucket.objects.get_or_create(pk=limit.name)
    return is_new and bool(fits.update(empty_at_ns=after))


def _number(value: int) -> Value:
    """Say that it has 64 bits: PostgreSQL would be sent a bare number as one of 32."""
    return Value(value, output_field=BigIntegerField())


def _tomorrow(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _come_back(allowed: int) -> str:
    return ngettext(
        "You have asked for drafts once today, which is as often as you may. Come back tomorrow, or ask an "
        "admin for more.",
        "You have asked for drafts %(number)s times today, which is as often as you may. Come back tomorrow, "
        "or ask an admin for more.",
        allowed,
    ) % {"number": allowed}


LIMITS = DatabaseLimits()
