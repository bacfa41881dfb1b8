"""Many workers against one budget, as threads and as processes: together they never overspend."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from generation.llm_client.exceptions import BudgetExceeded
from generation.models import Alert, BudgetPeriod, LedgerEntry, LLMCall
from generation.stores import bookkeeping, ledger
from tests.factories import BudgetFactory, DraftRequestFactory, GenerationFactory, LLMCallFactory
from tests.generation.money import counts, known_to_all, reserve, settle, settle_at_reserved

pytestmark = pytest.mark.usefixtures("shared_db")

PROCESSES, THREADS = 4, 8


def spend(call: LLMCall, amount: Decimal = Decimal("0.03")) -> str:
    """Reserve and settle one call, as a worker does: two transactions."""
    try:
        with transaction.atomic():
            kept = ledger.reserve(call, amount, at=timezone.now())
    except BudgetExceeded as error:
        ledger.tell_refusal(error)
        return "refused"
    with transaction.atomic():
        ledger.settle(call, amount, reservation=kept)
    return "settled"


@pytest.mark.parametrize("age", ["just made", "known to all"])
def test_threads_never_spend_more_than_the_limit_together(at_once, age):
    budget = BudgetFactory(limit=Decimal("0.10"))
    BudgetFactory(scope="person", limit=Decimal(1))
    calls = LLMCallFactory.create_batch(12)
    if age == "known to all":
        known_to_all()

    results = at_once(*(partial(spend, call) for call in calls))

    assert results.count("settled") == 3
    assert BudgetPeriod.objects.get(budget=budget).spent == Decimal("0.09")
    assert bookkeeping.verify() == []


def test_of_two_who_settle_one_books(at_once):
    budget = BudgetFactory()
    call = reserve("0.03")

    at_once(*[partial(settle, call, "0.02")] * 2, *[partial(settle_at_reserved, call)] * 2)

    closing_entries = LedgerEntry.objects.filter(call=call, kind="settle")
    assert closing_entries.count() == 1
    assert BudgetPeriod.objects.get(budget=budget).spent == Decimal("0.02")
    assert bookkeeping.verify() == []


def test_of_many_who_reach_a_threshold_one_tells(at_once):
    BudgetFactory(limit=Decimal("0.10"), thresholds=[50])
    calls = [reserve("0.02") for _ in range(5)]
    known_to_all()

    at_once(*(partial(settle, call, "0.02") for call in calls))

    assert [alert.count for alert in Alert.objects.all()] == [1]


WORKER = """
import json, os, sys, threading
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from generation.models import LLMCall
from tests.generation.test_ledger_races import spend

def work(pks):
    done = []
    for call in LLMCall.objects.select_related("generation").filter(pk__in=pks):
        done.append(spend(call))
        connection.close()
    return done

shares = json.loads(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(len(shares)) as pool:
    print(json.dumps(sum(pool.map(work, shares), [])))
"""


def database_url() -> str:
    """Return the address of the test's own database, for other processes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """32 threads in four processes that wait for a word, each with two calls to make."""
    draft = GenerationFactory(request=DraftRequestFactory())
    calls = [LLMCallFactory(generation=draft, attempt=n).pk for n in range(2 * PROCESSES * THREADS)]
    shares = [calls[start : start + 2] for start in range(0, len(calls), 2)]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
    }
    root = Path(__file__).resolve().parent.parent.parent
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, json.dumps(shares[number::PROCESSES])],
            cwd=root,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    yield started
    for process in started:
        process.kill()
        process.communicate()


def test_four_processes_of_eight_threads_never_book_more_than_a_dollar(workers):
    budget = BudgetFactory(limit=Decimal(1), thresholds=[50, 80, 100])
    known_to_all()
    just_made = BudgetFactory(scope="tool", tool="email", limit=Decimal("1.5"), thresholds=[])
    connection.close()
    for process in workers:
        assert process.stdout.readline() == "ready\n"

    for process in workers:
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [result for process in workers for result in json.loads(process.communicate(timeout=60)[0])]

    booked = Decimal("0.99")
    assert (results.count("settled"), results.count("refused")) == (33, 31)
    assert LedgerEntry.objects.aggregate(booked=Sum("booked"), held=Sum("held")) == {
        "booked": booked,
        "held": 0,
    }
    assert counts(budget) == counts(just_made) == (booked, 0)
    assert bookkeeping.verify() == []
    told = Alert.objects.order_by("kind").values_list("kind", flat=True)
    assert list(told) == ["budget.threshold", "budget.threshold", "budget.used_up"]
