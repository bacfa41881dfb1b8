"""People with fixed roles, and guards that keep tests away from the network."""

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from auditlog.context import disable_auditlog
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.test import Client
from kombu import pools

from crm_llm.accounts.models import Role, User
from crm_llm.celery import app
from crm_llm.errors import DomainError
from generation.stores import remembered
from generation.stores.breakers import BREAKERS
from generation.stores.keys import KEYS
from generation.stores.limits import LIMITS
from generation.stores.prices import SCALES
from tests.factories import UserFactory

# How long an example takes says more about the machine than about the code.
# The same examples each time: what makes the suite fail should be the change that it is run for. To look for
# examples that nobody has thought of, run the property tests with --hypothesis-profile=explore.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=3_000)
hypothesis.settings.load_profile("suite")

# Tests that commit flush all tables, which the audit log's triggers refuse: only test_chain.py has them.
post_migrate.disconnect(dispatch_uid="guard_history", sender=apps.get_app_config("generation"))

LONG = ("tests/browser/", "tests/stack/", "tests/test_demo.py", "tests/generation/test_outage.py")

_connect = socket.socket.connect


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address!r}.")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def fresh_copies() -> None:
    """Let each test begin as a process does that has not read the shared states yet."""
    BREAKERS.forget()
    KEYS.forget()
    LIMITS.forget()
    SCALES.forget()


def person(username: str, *roles: Role, **fields: Any) -> User:
    """Make a user in the groups; they are made too, since a flush between tests drops them."""
    user = UserFactory(username=username, **fields)
    with disable_auditlog():
        user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


@pytest.fixture
def marketer(db: None) -> User:
    return person("marketer", Role.MARKETER, first_name="Maya", last_name="Lindqvist")


@pytest.fixture
def reviewer(db: None) -> User:
    return person("reviewer", Role.REVIEWER, first_name="Ana", last_name="Ferreira")


@pytest.fixture
def reviewer2(db: None) -> User:
    return person("reviewer2", Role.REVIEWER, first_name="Tom", last_name="Okafor")


@pytest.fixture
def lead(db: None) -> User:
    return person("lead", Role.LEAD, first_name="Lea", last_name="Duval")


@pytest.fixture
def admin(db: None) -> User:
    return person(
        "admin", Role.PROMPT_ADMIN, is_staff=True, is_superuser=True, first_name="Priya", last_name="Rao"
    )


@pytest.fixture
def outsider(db: None) -> User:
    """A marketer and reviewer who is no member of a brand that has members."""
    return person("outsider", Role.MARKETER, Role.REVIEWER, first_name="Otto", last_name="Outside")


@pytest.fixture
def nobody(db: None) -> User:
    """Signed in, but in no group."""
    return person("nobody", first_name="Nora", last_name="Nobody")


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """Return a function that gives a signed-in test client."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def htmx() -> dict[str, str]:
    """Headers of a request that htmx makes."""
    return {"HX-Request": "true"}


def _use_broker(url: str, **options: Any) -> None:
    """Point Celery at a broker and drop the connections that it had pooled to another."""
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    app.conf.broker_transport_options = options
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Forget rows that stores keep in the process: the next test has others."""
    yield
    remembered.forget_all()


@pytest.fixture(scope="session", autouse=True)
def queue_in_memory() -> None:
    """Keep messages in memory: what is drafted in a test is drafted by calling the task's body."""
    _use_broker("memory://")


@pytest.fixture
def dead_broker() -> Iterator[None]:
    """Point the queue at a port where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _use_broker(f"redis://127.0.0.1:{port}/0", max_retries=1, interval_start=0, interval_step=0.1)
    yield
    _use_broker("memory://")


@pytest.fixture
def shared_db(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads share as processes do.

    SQLite's database in memory refuses a second writer at once, where the one in a file lets it wait.
    """
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, settings = connections["default"], connections.databases["default"]
    in_memory.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
        in_memory.connection.backup(file)
    name, settings["NAME"] = settings["NAME"], str(tmp_path / "db.sqlite3")
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"], settings["NAME"] = in_memory, name


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Return a function that starts its arguments at the same moment, each in a thread of its own.

    It returns what each returned, or the domain error that it raised.
    """

    def run(*calls: Callable[[], Any]) -> list[Any]:
        barrier = threading.Barrier(len(calls), timeout=10)

        def attempt(call: Callable[[], Any]) -> Any:
            try:
                connection.ensure_connection()
                barrier.wait()
                return call()
            except DomainError as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(attempt, calls))

    return run
