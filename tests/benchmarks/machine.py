"""How fast this machine is, beside the one that the goals in milliseconds of CPU were set on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from tests.benchmarks.figures import Figure
from tests.benchmarks.upstream import upstream

REFERENCE_US = 363.0
"""CPU of one plain `httpx.Client.post` over loopback there: 2 virtual cores of an AMD EPYC at 2.6 GHz."""


@dataclass(frozen=True)
class Machine:
    call_us: float
    """CPU of the same call here."""

    @property
    def slower(self) -> float:
        return self.call_us / REFERENCE_US

    def cpu(self, what: str, ms: float, goal_ms: float) -> Iterator[Figure]:
        """Give milliseconds of CPU as they were just measured, and as they count against their goal.

        What else runs here changes: the machine counts as fast as it was before and after, on average.
        """
        slower = (self.slower + measure().slower) / 2
        yield Figure(f"{what}, here", ms, "ms", None)
        yield Figure(what, ms / slower, "ms", goal_ms)

    def row(self) -> str:
        return (
            f"A plain httpx call costs {self.call_us:.0f} µs of CPU here and {REFERENCE_US:.0f} µs where the "
            f"goals were set: what is measured here counts at about 1/{self.slower:.2f}."
        )


def measure(rounds: int = 5, calls: int = 200) -> Machine:
    """Call a server one call after the other; the median round counts."""
    body = {"model": "any/model", "messages": [{"role": "user", "content": "Hello"}], "stream": False}
    spent = []
    with upstream() as address, httpx.Client(trust_env=False) as client:
        for _ in range(rounds):
            started = time.process_time()
            for _ in range(calls):
                client.post(f"{address}/plain/0/v1/chat/completions", json=body).json()
            spent.append((time.process_time() - started) / calls * 1e6)
    return Machine(sorted(spent)[rounds // 2])
