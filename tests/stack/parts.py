"""The servers that a stack stands on: the embedded ones, or PostgreSQL and Redis of the test's own."""

import os
import shutil
import socket
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

DEADLINE_S = 60.0


def wait_until(condition: Callable[[], Any], what: str, *, timeout_s: float = DEADLINE_S) -> Any:
    """Return what the condition gives once it is true.

    Raises:
        AssertionError: it was not in time; `what` says what was waited for.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {timeout_s:.0f} seconds in vain until {what}.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class SQLite:
    name = "db.sqlite3"

    def __init__(self, folder: Path) -> None:
        self.file = folder / self.name
        self.url = f"sqlite:///{self.file}"

    def copy(self, folder: Path) -> "SQLite":
        """Return a copy in another folder. Nobody may be using this one."""
        other = SQLite(folder)
        shutil.copy(self.file, other.file)
        return other

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def close(self) -> None:
        """The folder goes with the test."""


class PostgreSQL:
    """A database on the server that DATABASE_URL names: a new one, or the one of that name."""

    def __init__(self, server_url: str, name: str = "", *, template: str = "template1") -> None:
        self.name = name or f"crm_llm_stack_{uuid.uuid4().hex[:12]}"
        self.server_url = server_url
        self.url = urlunsplit(urlsplit(server_url)._replace(path=f"/{self.name}"))
        if not name:
            self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')

    def copy(self, folder: Path) -> "PostgreSQL":
        """Return a copy on the same server. Nobody may be using this one."""
        return PostgreSQL(self.server_url, template=self.name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]

    def close(self) -> None:
        self._on_server(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


class Folder:
    """The embedded broker: files in the stack's own folder."""

    url = ""

    def __init__(self, var: Path) -> None:
        self.messages = var / "queue" / "messages"
        self.away = var / "queue" / "away"

    def stop(self) -> None:
        self.messages.rename(self.away)

    def start(self) -> None:
        self.away.rename(self.messages)

    def close(self) -> None:
        """The folder goes with the test."""


class Redis:
    """A Redis process of the test's own: it can be stopped, and nobody else's messages are in it."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("redis-server")
        if found is None:
            pytest.skip("redis-server is not installed")
        self.program, self.folder, self.port = found, folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen(
            [self.program, *options, "--dir", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        wait_until(lambda: answers(self.port), "Redis answers")

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self.process.kill()
        self.process.wait()
        self.process = None

    def close(self) -> None:
        self.stop()


Database = SQLite | PostgreSQL
Broker = Folder | Redis


def new_database(folder: Path, name: str = "") -> Database:
    """Return a database of the kind that this run of the suite is about: an empty one, or one made before."""
    url = os.environ.get("DATABASE_URL", "")
    return PostgreSQL(url, name) if url.startswith("postgres") else SQLite(folder)


def new_broker(folder: Path) -> Broker:
    """Return the broker that goes with the database: Redis with PostgreSQL, else the embedded one."""
    return Redis(folder) if os.environ.get("DATABASE_URL", "").startswith("postgres") else Folder(folder)
