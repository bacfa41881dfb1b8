"""People with fixed roles, and guards that keep tests away from the network."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from crm_llm.accounts.models import Role, User
from tests.factories import UserFactory

_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address!r}.")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def person(username: str, *roles: Role, **fields: Any) -> User:
    """Make a user in the groups; they are made too, since a flush between tests drops them."""
    user = UserFactory(username=username, **fields)
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


@pytest.fixture(autouse=True)
def no_broker(settings: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep messages in memory: what is drafted in a test is drafted by calling the task's body."""
    from crm_llm.celery import app

    previous = app.conf.broker_url
    app.conf.broker_url = "memory://"
    yield
    app.conf.broker_url = previous
