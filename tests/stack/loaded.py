"""Databases to start from. Migrating takes longer than most tests: it is done once a run, whichever of its
processes comes first, and the others copy what that one made."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.parts import Database, Folder, new_database
from tests.stack.stack import Stack

Copy = Callable[[Path], Database]
LOAD_DRAFTS = "from crm_llm.demo.sample_data.drafts import load_drafts; load_drafts()"


@contextmanager
def loaded(factory: pytest.TempPathFactory, *, drafts: bool = False) -> Iterator[Copy]:
    """Give what copies a database with people, campaigns and, if asked for, drafts into a folder."""
    root = factory.getbasetemp()
    # Each process of pytest-xdist has a folder of its own in the one of the run.
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / f"loaded-{drafts:d}"
    folder.mkdir(exist_ok=True)
    users, made = folder / "users", folder / "made"

    def use(change: int) -> int:
        """Count the processes that may still copy."""
        number = int(users.read_text() if users.exists() else 0) + change
        users.write_text(str(number))
        return number

    def copy(into: Path) -> Database:
        with _alone(folder):
            return original.copy(into)

    with _alone(folder):
        use(+1)
        original = new_database(folder, made.read_text() if made.exists() else "")
        if not made.exists():
            _fill(folder, original, drafts=drafts)
            made.write_text(original.name)
    try:
        yield copy
    finally:
        with _alone(folder):
            if use(-1) == 0:
                made.unlink()
                original.close()


def _fill(folder: Path, database: Database, *, drafts: bool) -> None:
    with FakeOpenRouter() as model, Stack(folder, database, Folder(folder), model_url=model.url) as stack:
        stack.load()
        if drafts:
            stack.manage("shell", "--verbosity", "0", "--command", LOAD_DRAFTS)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
