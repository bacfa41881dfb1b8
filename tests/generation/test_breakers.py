"""Breakers as rows: shared by processes, tried by one, forced by an admin."""

import itertools
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.llm_client.breaker import Outcome
from generation.llm_client.exceptions import BreakerOpen
from generation.llm_client.limits import LONGEST_TURN_S
from generation.models import Alert, AuditEntry, Breaker
from generation.stores import breakers
from generation.stores.breakers import DatabaseBreakers

pytestmark = pytest.mark.django_db

MODEL, KEY = "openai/gpt-5-mini", "0a1b2c3d"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def process(clock: Clock) -> DatabaseBreakers:
    """Return what one worker process knows."""
    return DatabaseBreakers(clock=clock, random=lambda: 0.0)


def fail(store: DatabaseBreakers, times: int = 1) -> None:
    for _ in range(times):
        store.ended(store.admit(MODEL, KEY), Outcome.FAILED, "provider_down")


def is_admitted(store: DatabaseBreakers, model: str = MODEL, key: str = KEY) -> bool:
    try:
        store.admit(model, key)
    except BreakerOpen:
        return False
    return True


def test_what_one_process_sees_holds_for_all_within_a_second(clock: Clock) -> None:
    one, other = process(clock), process(clock)
    assert is_admitted(other)
    fail(one, 5)

    assert not is_admitted(one)
    clock.now += 1
    assert not is_admitted(other)
    assert is_admitted(other, model="another/model")
    assert is_admitted(other, key="ffffffff")


def test_all_well_costs_one_read_a_second_and_no_write(clock: Clock) -> None:
    store = process(clock)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(100):
            store.ended(store.admit(MODEL, KEY), Outcome.ANSWERED)
    assert len(queries) == 1
    clock.now += 1
    with CaptureQueriesContext(connection) as queries:
        store.ended(store.admit(MODEL, KEY), Outcome.ANSWERED)
    assert len(queries) == 1
    assert not Breaker.objects.exists()


def test_answers_beside_failures_are_counted_in_one_write(clock: Clock) -> None:
    store = process(clock)
    fail(store)
    for _ in range(50):
        store.ended(store.admit(MODEL, KEY), Outcome.ANSWERED)
    fail(store)

    row = Breaker.objects.get()
    assert (row.failures, row.successes, row.state) == (2, 50, "closed")


def test_opening_and_closing_is_told_once(clock: Clock) -> None:
    store = process(clock)
    fail(store, 5)
    alert = Alert.objects.get(kind="breaker.open")
    assert MODEL in alert.subject
    assert alert.resolved_at is None

    clock.now += 5
    store.ended(store.admit(MODEL, KEY), Outcome.FAILED, "provider_down")
    clock.now += 10
    store.ended(store.admit(MODEL, KEY), Outcome.ANSWERED)

    alert = Alert.objects.get(kind="breaker.open")
    assert (alert.count, alert.resolved_at is None) == (1, False)
    assert is_admitted(store)


def test_one_of_several_processes_tries(clock: Clock) -> None:
    processes = [process(clock) for _ in range(3)]
    fail(processes[0], 5)
    clock.now += 5
    assert [is_admitted(store) for store in processes] == [True, False, False]


def test_a_try_whose_worker_died_is_followed_by_another(clock: Clock, settings: Any) -> None:
    dead, alive = process(clock), process(clock)
    fail(dead, 5)
    clock.now += 5
    dead.admit(MODEL, KEY)
    clock.now += settings.LLM_TOTAL_TIMEOUT_S
    assert not is_admitted(alive)
    clock.now += LONGEST_TURN_S
    assert is_admitted(alive)


def test_the_error_says_when_to_come_back(clock: Clock) -> None:
    store = process(clock)
    fail(store, 5)
    clock.now += 2
    with pytest.raises(BreakerOpen) as caught:
        store.admit(MODEL, KEY)
    assert caught.value.retry_after_s == 3


def test_an_admin_switches_a_model_off_for_every_key_and_on_again(clock: Clock, admin: Any) -> None:
    store = process(clock)
    breakers.force(by=admin, model=MODEL, to=Breaker.Forced.OPEN, reason="Wrong answers since noon.")
    with pytest.raises(BreakerOpen, match="admin"):
        store.admit(MODEL, KEY)

    breakers.force(by=admin, model=MODEL, to=Breaker.Forced.NOT, reason="Fixed.")
    clock.now += 1
    assert is_admitted(store)
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.action for entry in entries] == ["breaker.forced", "breaker.released"]
    assert [entry.reason for entry in entries] == ["Wrong answers since noon.", "Fixed."]
    assert entries[0].actor == admin


def test_a_model_that_must_be_asked_is_asked_whatever_happens(clock: Clock, admin: Any) -> None:
    store = process(clock)
    breakers.force(
        by=admin, model=MODEL, key=KEY, to=Breaker.Forced.CLOSED, reason="It is the check that fails."
    )
    fail(store, 20)
    assert is_admitted(store)
    assert Breaker.objects.get().failures == 0


def test_the_snapshot_names_each_state(admin: Any) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as now:
        store = DatabaseBreakers()
        fail(store, 5)
        breakers.force(by=admin, model="other/model", to=Breaker.Forced.OPEN, reason="Too dear.")
        assert states() == {MODEL: "open", "other/model": "forced_open"}
        now.shift(5)
        assert states()[MODEL] == "half_open"
        store.ended(store.admit(MODEL, KEY), Outcome.ANSWERED)
        assert states()[MODEL] == "closed"


def states() -> dict[str, str]:
    return {report.model: report.state for report in breakers.snapshot()}


@pytest.mark.usefixtures("shared_db")
def test_of_many_threads_in_many_processes_one_tries(at_once: Any, clock: Clock) -> None:
    fail(process(clock), 5)
    for _round, rest_s in zip(range(3), (5, 10, 20), strict=True):
        clock.now += rest_s
        stores = [process(clock) for _ in range(3)]
        asked = list(itertools.chain(*(([store] * 2) for store in stores)))

        def attempt(store: DatabaseBreakers) -> Any:
            try:
                return store, store.admit(MODEL, KEY)
            except BreakerOpen:
                return None

        admitted = [one for one in at_once(*(partial(attempt, store) for store in asked)) if one]
        assert len(admitted) == 1
        ((store, admission),) = admitted
        store.ended(admission, Outcome.FAILED, "provider_down")


@pytest.mark.usefixtures("shared_db")
def test_failures_at_the_same_moment_are_all_counted(at_once: Any, clock: Clock) -> None:
    stores = [process(clock) for _ in range(4)]
    at_once(*(partial(fail, store) for store in stores))
    assert Breaker.objects.get().failures == 4
    fail(stores[0])
    assert Breaker.objects.get().state == "open"
