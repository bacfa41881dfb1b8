"""`make bench`: measure what this costs, beside others where there are any, and hold it against the goals.

Each measurement has servers, databases and processes of its own, and takes them away again. Figures
depend on the machine and on what else it does: look at more than one run.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks.bench import Bench, NotMeasured
from tests.benchmarks.checks import checks
from tests.benchmarks.claims import labelled_claims
from tests.benchmarks.clients import clients
from tests.benchmarks.desk import desk
from tests.benchmarks.figures import Figure
from tests.benchmarks.latency import embedded_latency
from tests.benchmarks.layers import layers
from tests.benchmarks.machine import measure
from tests.benchmarks.pure import pure_functions
from tests.benchmarks.redaction import redaction
from tests.benchmarks.reviewers import reviewers
from tests.benchmarks.soak import soak
from tests.benchmarks.worker import worker

MEASUREMENTS: dict[str, Callable[[Bench], Iterable[Figure]]] = {
    "functions": pure_functions,
    "checks": checks,
    "claims": labelled_claims,
    "redaction": redaction,
    "clients": clients,
    "layers": layers,
    "latency": embedded_latency,
    "worker": worker,
    "desk": desk,
    "reviewers": reviewers,
    "soak": soak,
}
ON_REQUEST = {"soak"}
"""Half an hour each: measured where `--only` names them."""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=MEASUREMENTS, action="append", help="measure this; can be repeated")
    parser.add_argument("--quick", action="store_true", help="prove that it runs; the figures mean nothing")
    parser.add_argument("--check", action="store_true", help="exit status 1 when a goal is missed")
    parser.add_argument(
        "--peers", type=Path, default=Path(".venv-bench"), help="the other clients' environment"
    )
    return parser.parse_args()


def main() -> None:
    chosen = options()
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before the start.")
    figures: list[Figure] = []
    for name in chosen.only or [name for name in MEASUREMENTS if name not in ON_REQUEST]:
        machine = measure()  # anew: what else runs here changes
        print(f"\n{name}\n{machine.row()}", flush=True)
        try:
            for figure in MEASUREMENTS[name](Bench(machine, chosen.peers, chosen.quick)):
                figures.append(figure)
                print(figure.row(), flush=True)
        except NotMeasured as exc:
            print(f"Not measured: {exc}", flush=True)
    with_goal = [figure for figure in figures if figure.goal is not None]
    missed = sum(not figure.is_met for figure in with_goal)
    print(f"{len(with_goal) - missed} of {len(with_goal)} goals met.")
    if missed and chosen.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
