"""The fake model in a process of its own: it writes what each tool asks for, which takes it some time."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.bench import scratch
from tests.benchmarks.upstream import ROOT
from tests.stack.parts import wait_until


@contextmanager
def fake_model(latency_s: float) -> Iterator[str]:
    with scratch() as folder:
        ready = folder / "model.url"
        command = [sys.executable, "-m", "tests.fake_openrouter", "--latency", str(latency_s)]
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            wait_until(ready.exists, "the fake model answers")
            yield ready.read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)
