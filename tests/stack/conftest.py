"""A running stack over a fake model, torn down with the test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.parts import Database, Folder, new_broker, new_database
from tests.stack.stack import Stack


@pytest.fixture
def model() -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as fake:
        yield fake


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with tables, people and campaigns, to be copied."""
    folder = tmp_path_factory.mktemp("loaded")
    with closing(new_database(folder)) as database:
        Stack(folder, database, Folder(folder)).load()
        yield database


@pytest.fixture
def stack(tmp_path: Path, model: FakeOpenRouter, loaded: Database) -> Iterator[Stack]:
    with (
        closing(new_broker(tmp_path)) as broker,
        closing(loaded.copy(tmp_path)) as database,
        Stack(tmp_path, database, broker, model_url=model.url) as running,
    ):
        yield running
