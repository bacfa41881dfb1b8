"""What every measurement is given, and the servers that some of them need."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.machine import Machine
from tests.stack.parts import PostgreSQL, Redis
from tests.stack.stack import ROOT, Stack

POSTGRES = "postgres://127.0.0.1:5432/postgres"
STACK_ENV = {
    "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    "DEBUG": "off",
    "LOG_LEVEL": "WARNING",
    "LLM_TOTAL_TIMEOUT_S": "60",
    "LLM_READ_TIMEOUT_S": "30",
    "GENERATION_LEASE_S": "90",
    "REQUEUE_AFTER_S": "600",
    "PERSON_REQUESTS_PER_DAY": "0",
}


class NotMeasured(Exception):
    """What a measurement needs is not here. The words say what, and how to get it."""


@dataclass(frozen=True)
class Bench:
    machine: Machine
    peers: Path
    """The environment of the other clients; it may be missing."""
    quick: bool
    """Prove that it runs; the figures are worth nothing."""

    def times(self, number: int) -> int:
        return max(1, number // 10) if self.quick else number


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def desk_stack() -> Iterator[Stack]:
    """Give a stack that serves pages as in production. No model is asked."""
    env = {"ALLOWED_HOSTS": "testserver,127.0.0.1", "WEB_CONCURRENCY": str(os.cpu_count())}
    with postgres_stack("http://127.0.0.1:9/v1", **env) as stack:
        stack.env["STATIC_ROOT"] = str(stack.folder / "static")
        stack.manage("collectstatic", "--no-input", "--verbosity", "0")
        yield stack


@contextmanager
def postgres_stack(model_url: str, **env: str) -> Iterator[Stack]:
    """Give a stack over PostgreSQL and Redis, loaded with the sample campaign.

    Raises:
        NotMeasured: one of the servers is missing.
    """
    server_url = _postgres()
    with scratch() as folder:
        broker, database = _redis(folder), PostgreSQL(server_url)
        try:
            with Stack(folder, database, broker, model_url=model_url, **(STACK_ENV | env)) as stack:
                stack.load()
                yield stack
        finally:
            broker.close()
            database.close()


def ask(stack: Stack, module: str, *arguments: str) -> Any:
    """Run a module of this package in a process with the environment of a stack; return what it prints."""
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        cwd=ROOT, env=stack.env, capture_output=True, text=True, timeout=3600,
    )  # fmt: skip
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return json.loads(ended.stdout)


def _redis(folder: Path) -> Redis:
    if shutil.which("redis-server") is None:
        raise NotMeasured("redis-server is not installed.")
    return Redis(folder)


def _postgres() -> str:
    url = os.environ.get("DATABASE_URL", "")
    url = url if url.startswith("postgres") else POSTGRES
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as exc:
        raise NotMeasured(f"PostgreSQL does not answer: {exc}") from exc
    return url
