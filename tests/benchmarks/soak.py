"""Workers that are killed by SIGKILL while they write, half an hour long: only on request (`--only soak`).

The broker is restarted among the kills, and each message arrives twice. At the end every draft is written
once, every paid call is on record, and none was repeated but those that were under way at a kill.
`DATABASE_URL` chooses PostgreSQL with Redis; without it SQLite and a folder. It ends only processes that it
started, and nothing leaves the machine.
"""

from collections.abc import Iterator
from contextlib import closing

from tests.benchmarks.bench import Bench, scratch
from tests.benchmarks.figures import Figure
from tests.fake_openrouter import FakeOpenRouter
from tests.stack import soaking
from tests.stack.parts import new_broker, new_database
from tests.stack.stack import Stack

DRAFTS, KILLS, RESTARTS = 2000, 300, 3
QUICK_DRAFTS, QUICK_KILLS = 60, 8


def soak(bench: Bench) -> Iterator[Figure]:
    """Give what was counted.

    Raises:
        AssertionError: a draft is lost or written twice, or a call or its repetition is not on record.
    """
    drafts, kills = (QUICK_DRAFTS, QUICK_KILLS) if bench.quick else (DRAFTS, KILLS)
    with (
        scratch() as folder,
        FakeOpenRouter() as model,
        closing(new_broker(folder)) as broker,
        closing(new_database(folder)) as database,
        Stack(folder, database, broker, model_url=model.url, **soaking.QUICK_LEASES) as stack,
    ):
        stack.load()
        seen = soaking.soak(
            stack,
            model,
            drafts=drafts,
            kills=kills,
            restarts=1 if bench.quick else RESTARTS,
            timeout_s=60 + drafts,
        )
        soaking.check(stack, model, seen)
    yield Figure("drafts, each written once", seen.drafts, "", None)
    yield Figure("kills of a worker", seen.kills, "", None)
    yield Figure("calls that reached the model, all on record", seen.calls, "", drafts + seen.under_way)
    yield Figure("drafts that another worker took up again, all on record", seen.repeated, "", None)
