"""Real child processes, started and stopped by the demo's supervisor."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_llm.demo.supervisor import KeepsStopping, Program, Supervisor

ROOT = Path(__file__).resolve().parent.parent
DEADLINE_S = 15.0

CHILDREN = {
    # Notes its own pid and that of a helper in the same group, then sleeps.
    "sleeper": """
        import os, subprocess, sys, time
        helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        with open("pids", "a") as file:
            file.write(f"{os.getpid()}\\n{helper.pid}\\n")
        time.sleep(600)
    """,
    "stubborn": """
        import os, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with open("pids", "a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(600)
    """,
    "polite": """
        import os, signal, sys, time
        def finish(number, frame):
            open("finished", "w").close()
            sys.exit()
        signal.signal(signal.SIGTERM, finish)
        with open("pids", "a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(600)
    """,
    "broken": """
        raise SystemExit("there is no such colour")
    """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for name, code in CHILDREN.items():
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(code))
    yield tmp_path
    for pid in pids(tmp_path):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def supervisor(folder: Path, said: list[str], **options: float) -> Supervisor:
    env = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}
    return Supervisor(logs=folder / "logs", env=env, cwd=folder, say=said.append, **options)  # type: ignore[arg-type]


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def is_alive(pid: int) -> bool:
    """Say whether the process runs; one that ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_children_and_their_children_end_with_the_block(folder: Path) -> None:
    subject = supervisor(folder, [])
    with subject.running([Program("web", "sleeper")]):
        assert subject.watch(until=lambda: len(pids(folder)) == 2, timeout_s=DEADLINE_S)
        assert all(is_alive(pid) for pid in pids(folder))
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(folder)))


def test_child_may_finish_what_it_does(folder: Path) -> None:
    subject = supervisor(folder, [])
    with subject.running([Program("worker", "polite")]):
        assert subject.watch(until=lambda: len(pids(folder)) == 1, timeout_s=DEADLINE_S)
    assert (folder / "finished").exists()


def test_child_that_does_not_listen_is_ended_after_the_grace(folder: Path) -> None:
    subject = supervisor(folder, [], grace_s=0.3)
    with subject.running([Program("worker", "stubborn")]):
        assert subject.watch(until=lambda: len(pids(folder)) == 1, timeout_s=DEADLINE_S)
    assert wait_for(lambda: not is_alive(pids(folder)[0]))


def test_child_that_stops_is_started_again(folder: Path) -> None:
    said: list[str] = []
    subject = supervisor(folder, said)
    with subject.running([Program("worker", "polite")]):
        assert subject.watch(until=lambda: len(pids(folder)) == 1, timeout_s=DEADLINE_S)
        os.kill(pids(folder)[0], signal.SIGKILL)
        assert subject.watch(until=lambda: len(pids(folder)) == 2, timeout_s=DEADLINE_S)
    assert said == ["The worker process stopped (signal 9); it is started again."]


def test_child_that_keeps_stopping_ends_the_whole_with_its_last_words(folder: Path) -> None:
    subject = supervisor(folder, [], restarts=1)
    with (
        pytest.raises(KeepsStopping, match="there is no such colour"),
        subject.running([Program("web", "sleeper"), Program("worker", "broken")]),
    ):
        subject.watch(timeout_s=DEADLINE_S)
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(folder)))


def test_signal_asks_the_block_to_end(folder: Path) -> None:
    subject = supervisor(folder, [])
    before = signal.getsignal(signal.SIGTERM)
    with subject.running([Program("web", "polite")]):
        os.kill(os.getpid(), signal.SIGTERM)
        assert subject.watch(timeout_s=DEADLINE_S) is False
        assert subject.is_stopping
    assert signal.getsignal(signal.SIGTERM) is before


def test_second_signal_waits_no_longer(folder: Path) -> None:
    subject = supervisor(folder, [], grace_s=600)
    with subject.running([Program("worker", "stubborn")]):
        assert subject.watch(until=lambda: len(pids(folder)) == 1, timeout_s=DEADLINE_S)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
    assert wait_for(lambda: not is_alive(pids(folder)[0]))


def test_children_follow_a_supervisor_that_was_killed(folder: Path) -> None:
    code = """
        import os, sys
        from pathlib import Path
        from crm_llm.demo.supervisor import Program, Supervisor
        subject = Supervisor(logs=Path("logs"), env=os.environ, cwd=Path(), say=print)
        with subject.running([Program("web", "sleeper")]):
            subject.watch()
    """
    env = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], cwd=folder, env=env)
    assert wait_for(lambda: len(pids(folder)) == 2)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: not any(is_alive(pid) for pid in pids(folder)))
