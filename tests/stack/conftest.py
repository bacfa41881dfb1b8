"""A running stack over a fake model, torn down with the test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.loaded import Copy, loaded
from tests.stack.parts import new_broker
from tests.stack.stack import Stack


@pytest.fixture
def model() -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as fake:
        yield fake


@pytest.fixture(scope="session")
def copy_loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with loaded(tmp_path_factory) as copy:
        yield copy


@pytest.fixture
def stack(tmp_path: Path, model: FakeOpenRouter, copy_loaded: Copy) -> Iterator[Stack]:
    with (
        closing(new_broker(tmp_path)) as broker,
        closing(copy_loaded(tmp_path)) as database,
        Stack(tmp_path, database, broker, model_url=model.url) as running,
    ):
        yield running
