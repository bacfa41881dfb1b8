"""The long soak: `python -m tests.benchmarks.soak --drafts 2000 --kills 300`, half an hour on two cores.

Workers are killed by SIGKILL while drafts are written, the broker is restarted among the kills, and each
message arrives twice. At the end every draft is written once, every paid call is on record, and none was
repeated but those that were under way at a kill. `DATABASE_URL` chooses PostgreSQL with Redis; without it
SQLite and a folder. It ends only processes that it started, and nothing leaves the machine.
"""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.fake_openrouter import FakeOpenRouter
from tests.stack import soaking
from tests.stack.parts import new_broker, new_database
from tests.stack.stack import Stack


def main() -> None:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--drafts", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--restarts", type=int, default=3, help="of the broker")
    chosen = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name, FakeOpenRouter() as model:
        folder = Path(name)
        with (
            closing(new_broker(folder)) as broker,
            closing(new_database(folder)) as database,
            Stack(folder, database, broker, model_url=model.url, **soaking.QUICK_LEASES) as stack,
        ):
            stack.load()
            seen = soaking.soak(
                stack,
                model,
                drafts=chosen.drafts,
                kills=chosen.kills,
                restarts=chosen.restarts,
                timeout_s=60 + chosen.drafts,
            )
            print(f"{seen.row()}, in {time.monotonic() - started:.0f} s.", flush=True)
            try:
                soaking.check(stack, model, seen)
            except AssertionError as exc:
                sys.exit(f"It does not hold: {exc}")
    print("Every draft ended once, and every call and repeat is on record.")


if __name__ == "__main__":
    main()
