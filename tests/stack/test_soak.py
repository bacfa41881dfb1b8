"""A short run of `tests/benchmarks/soak.py`: workers are killed, and everything is still done once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack import soaking
from tests.stack.loaded import Copy
from tests.stack.parts import new_broker
from tests.stack.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture
def quick_stack(tmp_path: Path, model: FakeOpenRouter, copy_loaded: Copy) -> Iterator[Stack]:
    with (
        closing(new_broker(tmp_path)) as broker,
        closing(copy_loaded(tmp_path)) as database,
        Stack(tmp_path, database, broker, model_url=model.url, **soaking.QUICK_LEASES) as running,
    ):
        yield running


def test_killed_workers_lose_nothing_and_pay_nothing_twice_unknowingly(
    quick_stack: Stack, model: FakeOpenRouter
) -> None:
    seen = soaking.soak(quick_stack, model, drafts=40, kills=6)

    soaking.check(quick_stack, model, seen)
    assert seen.kills == 6
    assert seen.repeated > 0
