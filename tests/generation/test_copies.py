"""A copy of a small table that all threads share."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from generation.stores.copies import SharedCopy


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_it_is_read_again_once_it_is_old():
    clock, reads = Clock(), iter("abc")
    copy = SharedCopy(lambda: next(reads), ttl_s=2, clock=clock)
    assert (copy.last, copy.get(), copy.get(), copy.last) == (None, "a", "a", "a")
    clock.now += 2
    assert copy.get() == "b"
    copy.forget()
    assert copy.get() == "c"


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_the_first_reading_keeps_no_connection_from_the_reader():
    is_reading, is_free = threading.Event(), threading.Event()

    def read():
        is_reading.set()
        return "read" if is_free.wait(10) else "too late"

    def second():
        own = connections["default"]
        own.ensure_connection()
        close = own.close
        own.close = lambda: (close(), is_free.set())  # SQLite's in memory stays open
        return copy.get()

    copy = SharedCopy(read, ttl_s=2, clock=Clock())
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(copy.get)
        assert is_reading.wait(10)
        assert (pool.submit(second).result(), first.result()) == ("read", "read")
