"""The breakers' states, shared by all workers as rows of the database.

Each process reads all of them once a second, in one SELECT, and writes only around failures: while all is
well a call costs nothing here. Answers beside failures are added up in the process and written once a second.
"""

import random as random_module
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.lease import release_connection
from generation.llm_client import breaker
from generation.llm_client.breaker import SECOND, Admission, Forced, Outcome, Rules, State, Verdict
from generation.llm_client.exceptions import BreakerOpen, ComeBackLater, DayUsedUp
from generation.llm_client.limits import LONGEST_TURN_S
from generation.models import AuditAction, Breaker
from generation.models.guard import EVERY_KEY
from generation.stores import alerts, keys, routes
from generation.stores.copies import SharedCopy

log = structlog.get_logger(__name__)

COPY_S = 1.0
"""How old a process's copy of the states may be."""
ALERT = "breaker.open"
_TRIES = 5

Name = tuple[str, str]
Change = Callable[[State, int], State]


@dataclass(frozen=True)
class Report:
    """One breaker, for whoever looks."""

    model: str
    key: str
    """The key's fingerprint; empty for a server that needs none, or where an admin decided for every key."""
    state: str
    """`closed`, `open`, `half_open` (one is about to try it, or does), `forced_open` or `forced_closed`."""
    failures: int
    open_until: datetime | None
    last_error: str

    @property
    def is_asked(self) -> bool:
        return self.state in ("closed", "forced_closed")


class DatabaseBreakers:
    """Keeps states in the database. One a process, which all threads share."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        """Begin without a copy. `clock` is the time of day in seconds, which processes agree on."""
        self._clock = clock
        self._random = random
        self._copy = SharedCopy(self._read, ttl_s=COPY_S, clock=clock)
        self._answers: Counter[tuple[Name, int]] = Counter()

    def admit(self, model: str, key: str) -> Admission:
        """Let a call through. Asks the database once a second at most.

        Raises:
            BreakerOpen, DayUsedUp: not now.
        """
        copy = self._copy.get()
        everywhere, here = copy.get((model, EVERY_KEY), _UNKNOWN), copy.get((model, key), _UNKNOWN)
        state = everywhere if everywhere.forced is not Forced.NOT else here
        now = self._now()
        ruling = breaker.verdict(state, now)
        if ruling is Verdict.ASK:
            return Admission(model, key, state.era, counts=state.forced is Forced.NOT)
        if ruling is Verdict.TRY:
            token = uuid4().hex
            state = self._change(
                (model, key), lambda state, now: breaker.begun_probe(state, now, token=token, rules=_rules())
            )
            if state.probe == token:
                return Admission(model, key, state.era, probe=token)
            if breaker.verdict(state, now) is Verdict.ASK:
                return Admission(model, key, state.era, counts=state.forced is Forced.NOT)
        raise _resting(state, model, now)

    def ended(self, admission: Admission, outcome: Outcome, error_type: str = "") -> None:
        """Take in how a call ended: one write after a failure or a try, none otherwise."""
        if not admission.counts:
            return
        name = (admission.model, admission.key)
        if admission.probe:
            self._change(
                name,
                lambda state, now: breaker.after_probe(
                    state, outcome, now, token=admission.probe, rules=_rules(), random=self._random
                ),
                error_type,
            )
        elif outcome is Outcome.FAILED:
            self._write_answers(name)
            self._change(
                name,
                lambda state, now: breaker.after_failure(
                    state, now, era=admission.era, rules=_rules(), random=self._random
                ),
                error_type,
            )
        elif outcome is Outcome.ANSWERED and breaker.is_counting(
            (self._copy.last or {}).get(name, _UNKNOWN), self._now(), _rules()
        ):
            self._answers[name, admission.era] += 1

    def day_used_up(self, admission: Admission, resets_at_s: float | None) -> None:
        """Rest until the provider's limit for the day is lifted: no draft finds out a second time."""
        if not admission.counts:
            return
        resets_at = None if resets_at_s is None else round(resets_at_s * SECOND)
        self._change(
            (admission.model, admission.key),
            lambda state, now: breaker.after_last_of_the_day(state, now, resets_at=resets_at),
            DayUsedUp.error_type,
        )

    def forget(self) -> None:
        """Drop the copy: the next call reads the states anew."""
        self._copy.forget()
        self._answers.clear()

    def _now(self) -> int:
        return round(self._clock() * SECOND)

    def _read(self) -> dict[Name, State]:
        self._write_answers()
        return {(row.model, row.key_fingerprint): _state(row) for row in Breaker.objects.all()}

    def _write_answers(self, only: Name | None = None) -> None:
        for name, era in [key for key in list(self._answers) if only in (None, key[0])]:
            number = self._answers.pop((name, era), 0)
            if number:
                self._change(
                    name,
                    lambda state, now, era=era, number=number: breaker.after_answers(  # type: ignore[misc]
                        state, now, era=era, number=number, rules=_rules()
                    ),
                )

    def _change(self, name: Name, change: Change, error_type: str = "") -> State:
        """Apply a rule to the state as it is stored, and return what is stored then."""
        try:
            state = _changed(name, change, self._now(), error_type)
        finally:
            release_connection()
        if self._copy.last is not None:
            self._copy.last[name] = state
        return state


def snapshot() -> tuple[Report, ...]:
    """Return every breaker as it is stored, for probes and people. One SELECT."""
    now = round(time.time() * SECOND)
    return tuple(_report(row, now) for row in Breaker.objects.all())


def in_use() -> tuple[Report, ...]:
    """Return the breakers of the models and keys that a call may be made with today."""
    models, names = set(routes.models_in_use()), {EVERY_KEY, *keys.names_in_use()}
    return tuple(report for report in snapshot() if report.model in models and report.key in names)


@transaction.atomic
def force(*, by: User, model: str, key: str = EVERY_KEY, to: Breaker.Forced, reason: str) -> Breaker:
    """Decide in the breaker's place whether a model is asked, until that is taken back.

    Workers follow within a second. With `to` NOT the breaker decides again, and starts as closed.
    """
    row, _created = Breaker.objects.select_for_update().get_or_create(model=model, key_fingerprint=key)
    released = to == Breaker.Forced.NOT
    before = row.forced
    Breaker.objects.filter(pk=row.pk).update(
        **_columns(State(era=row.era + 1, forced=Forced(to.value))),
        forced_by=None if released else by,
        forced_reason="" if released else reason[:300],
        changed_at=timezone.now(),
        version=row.version + 1,
    )
    audit.record(
        AuditAction.BREAKER_RELEASED if released else AuditAction.BREAKER_FORCED,
        on=row,
        by=by,
        before={"forced": before},
        after={"forced": to.value},
        reason=reason,
    )
    alerts.clear(ALERT, subject((model, key)))
    row.refresh_from_db()
    return row


def _changed(name: Name, change: Change, now: int, error_type: str) -> State:
    for _try in range(_TRIES):
        with transaction.atomic():
            # The lock spares PostgreSQL the repetition; that nobody wrote in between is seen to by `version`.
            row, _created = Breaker.objects.select_for_update().get_or_create(
                model=name[0], key_fingerprint=name[1]
            )
            before = _state(row)
            after = change(before, now)
            if after is before:
                return before
            columns = _columns(after) | ({"last_error": error_type[:60]} if error_type else {})
            if after.is_open != before.is_open:
                columns["changed_at"] = timezone.now()
            mine = Breaker.objects.filter(pk=row.pk, version=row.version)
            if mine.update(version=row.version + 1, **columns):
                _announce(name, before, after, now, error_type)
                return after
    log.warning("llm.breaker_not_written", model=name[0])
    return before


def _announce(name: Name, before: State, after: State, now: int, error_type: str) -> None:
    if after.is_open and after.era != before.era:
        rest_s = (after.open_until - now) / SECOND
        log.warning(
            "llm.breaker_opened", model=name[0], key=name[1], error_type=error_type, rest_s=rest_s,
            openings=after.openings,
        )  # fmt: skip
    if after.day_used_up and not before.day_used_up:
        message = _("The provider’s limit for the day is used up. It is asked again once that is lifted.")
        alerts.raise_alert(ALERT, subject(name), message)
    elif after.is_open and not before.is_open:
        message = _("It kept failing (%(error)s). One call tries it now and then, until it answers.")
        alerts.raise_alert(ALERT, subject(name), message % {"error": error_type.replace("_", " ")})
    elif before.is_open and not after.is_open:
        log.info("llm.breaker_closed", model=name[0], key=name[1])
        alerts.clear(ALERT, subject(name))


def subject(name: Name) -> str:
    """Return what an alert about a model, asked with a key, is about."""
    model, key = name
    return f"{model}, key {key[:8]}" if key else model


def _resting(state: State, model: str, now: int) -> ComeBackLater:
    if state.forced is Forced.OPEN:
        return BreakerOpen(
            "An admin has switched this model off for now.",
            model=model,
            advice="Ask an admin when it is back.",
        )
    resting = DayUsedUp if state.day_used_up else BreakerOpen
    return resting(model=model, retry_after_s=breaker.rest_left_s(state, now))


def _rules() -> Rules:
    # Who was let through may wait for a turn before the call itself.
    return Rules(probe_s=settings.LLM_TOTAL_TIMEOUT_S + LONGEST_TURN_S)


_UNKNOWN = State()


def _state(row: Breaker) -> State:
    return State(
        is_open=row.state == Breaker.State.OPEN,
        window_began=row.window_began_us,
        failures=row.failures,
        successes=row.successes,
        open_until=row.open_until_us,
        openings=row.openings,
        probe=row.probe,
        probe_ends=row.probe_ends_us,
        era=row.era,
        forced=Forced(row.forced),
        day_used_up=row.state == Breaker.State.OPEN and row.last_error == DayUsedUp.error_type,
    )


def _columns(state: State) -> dict[str, Any]:
    return {
        "state": Breaker.State.OPEN if state.is_open else Breaker.State.CLOSED,
        "window_began_us": state.window_began,
        "failures": state.failures,
        "successes": state.successes,
        "open_until_us": state.open_until,
        "openings": state.openings,
        "probe": state.probe,
        "probe_ends_us": state.probe_ends,
        "era": state.era,
        "forced": state.forced.value,
    }


def _report(row: Breaker, now: int) -> Report:
    state = _state(row)
    if state.forced is not Forced.NOT:
        name = f"forced_{state.forced.value}"
    elif not state.is_open:
        name = "closed"
    else:
        name = "open" if now < state.open_until else "half_open"
    until = datetime.fromtimestamp(state.open_until / SECOND, UTC) if name == "open" else None
    return Report(row.model, row.key_fingerprint, name, state.failures, until, row.last_error)


BREAKERS = DatabaseBreakers()
