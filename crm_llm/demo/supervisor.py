"""Start child processes, keep them running, and leave none behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

POLL_S = 0.1


@dataclass(frozen=True)
class Program:
    """What to run: a module with its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    descriptors: tuple[int, ...] = ()
    """Open files that the child inherits."""


class KeepsStopping(RuntimeError):
    """A child stopped too often. Its text is for the person who started it."""


@dataclass
class _Child:
    program: Program
    log: Path
    process: "subprocess.Popen[bytes]"
    stops: list[float] = field(default_factory=list)


class Supervisor:
    """Runs programs, each as the leader of a process group of its own.

    `say` gets a sentence whenever something happens that a person should know.
    """

    def __init__(
        self,
        *,
        logs: Path,
        env: Mapping[str, str],
        cwd: Path,
        say: Callable[[str], None],
        grace_s: float = 5.0,
        restarts: int = 5,
        restarts_within_s: float = 60.0,
    ) -> None:
        self._logs = logs
        self._env = dict(env)
        self._cwd = cwd
        self._say = say
        self._grace_s = grace_s
        self._restarts = restarts
        self._restarts_within_s = restarts_within_s
        self._children: list[_Child] = []
        self._asked_to_stop = threading.Event()
        self._lifeline: tuple[int, int] | None = None

    @property
    def is_stopping(self) -> bool:
        return self._asked_to_stop.is_set()

    @contextmanager
    def running(self, programs: Iterable[Program]) -> Iterator[None]:
        """Run the programs until the block ends or fails; Ctrl-C, SIGTERM and SIGHUP only ask it to end."""
        signals = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: go on without the terminal
            signals.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._on_signal) for number in signals}
        self._logs.mkdir(parents=True, exist_ok=True)
        self._lifeline = os.pipe()
        try:
            for program in programs:
                log = self._logs / f"{program.name}.log"
                log.unlink(missing_ok=True)
                self._children.append(_Child(program, log, self._start(program, log)))
            yield
        finally:
            self._stop()
            for end in self._lifeline:
                os.close(end)
            for number, handler in before.items():
                signal.signal(number, handler)

    def watch(self, *, until: Callable[[], bool] = lambda: False, timeout_s: float | None = None) -> bool:
        """Restart what stops, until `until` holds (True), or time is up or somebody asked to stop (False).

        Raises:
            KeepsStopping: a program stopped more often than it may.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not self.is_stopping and (deadline is None or time.monotonic() < deadline):
            self._restart_the_stopped()
            if until():
                return True
            self._asked_to_stop.wait(POLL_S)
        return False

    def _start(self, program: Program, log: Path) -> "subprocess.Popen[bytes]":
        assert self._lifeline is not None
        reading_end = self._lifeline[0]
        command = [sys.executable, "-m", "crm_llm.demo.launch", str(reading_end), program.module]
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - the demo's own programs
                [*command, *program.arguments],
                cwd=self._cwd,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(reading_end, *program.descriptors),
            )

    def _restart_the_stopped(self) -> None:
        for child in self._children:
            status = child.process.poll()
            if status is None or self.is_stopping:
                continue
            _kill_group(child.process.pid)
            now = time.monotonic()
            child.stops = [at for at in child.stops if at > now - self._restarts_within_s] + [now]
            if len(child.stops) > self._restarts:
                raise KeepsStopping(
                    f"The {child.program.name} process keeps stopping ({_how(status)}). "
                    f"The end of {child.log}:\n{_tail(child.log)}"
                )
            self._say(f"The {child.program.name} process stopped ({_how(status)}); it is started again.")
            self._asked_to_stop.wait(0.2 * len(child.stops))
            child.process = self._start(child.program, child.log)

    def _stop(self) -> None:
        """Ask each child to finish, wait for calls in flight, then end what is left of its group."""
        self._asked_to_stop.set()
        for child in self._children:
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + self._grace_s
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        for child in self._children:
            _kill_group(child.process.pid)
            child.process.wait()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.is_stopping:
            # Asked twice: wait no longer.
            self._grace_s = 0.0
            for child in self._children:
                _kill_group(child.process.pid)
        self._asked_to_stop.set()


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
