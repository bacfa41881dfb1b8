"""`manage.py demo` as a person starts and stops it."""

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.stack.parts import free_port, wait_until
from tests.stack.stack import ROOT, Browser, errors_of

START_S = 60.0


class Demo:
    """A demo in a process of its own, and the words it printed so far."""

    def __init__(self, var: Path, port: int) -> None:
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        command = [sys.executable, "manage.py", "demo", "--no-browser", "--port", str(port)]
        self.address = f"http://127.0.0.1:{port}"
        self.words = ""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env | {"VAR_DIR": str(var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.words += line

    def wait_until_ready(self) -> None:
        def is_ready() -> bool:
            assert self.process.poll() is None, self.words
            return "Stop with Ctrl-C" in self.words

        wait_until(is_ready, "the demo is ready", timeout_s=START_S)

    def password(self, username: str) -> str:
        found = re.search(rf"^ +{username} +(\S+) ", self.words, re.MULTILINE)
        assert found, self.words
        return found[1]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        status = self.process.wait(timeout=30)
        self.reader.join(timeout=5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[list[Demo]]:
    started: list[Demo] = []
    yield started
    for demo in started:
        if demo.process.poll() is None:
            demo.process.kill()
            demo.wait()


def children_of(var: Path) -> list[int]:
    """Return the processes that were started with this VAR_DIR and still run."""
    mark = f"VAR_DIR={var}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def is_served(address: str) -> bool:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.stack
def test_starts_answers_stops_and_keeps_its_data(
    tmp_path: Path, demos: list[Demo], monkeypatch: pytest.MonkeyPatch
) -> None:
    var, port = tmp_path / "var", free_port()
    demos.append(first := Demo(var, port))
    first.wait_until_ready()
    assert stat.S_IMODE((var / "local.env").stat().st_mode) == 0o600
    assert {first.password(name) for name in ("marketer", "reviewer", "reviewer2", "lead", "admin")}
    assert "No model is set up" in first.words
    monkeypatch.setattr("tests.stack.stack.PASSWORD", first.password("marketer"))
    with Browser(first.address, "marketer") as maya:
        home = maya.http.get("/")
        assert home.status_code == 200
        assert "Spring sale" in home.text
        asked = maya.submit("/campaigns/spring-sale/drafts/new/email/", key_message="Kept over a restart.")
        assert asked.is_redirect, errors_of(asked.text)
        draft = asked.headers["location"]
        wait_until(lambda: "Template, not AI" in maya.http.get(draft).text, "the draft is written")
    assert first.stop() == 0
    assert wait_until(lambda: children_of(var) == [], "nothing is left running", timeout_s=10) is True
    assert not is_served(first.address)

    demos.append(second := Demo(var, port))
    second.wait_until_ready()
    assert second.password("marketer") == first.password("marketer")
    with Browser(second.address, "marketer") as maya:
        assert "Template, not AI" in maya.http.get(draft).text
    assert second.stop(signal.SIGTERM) == 0
    assert wait_until(lambda: children_of(var) == [], "nothing is left running", timeout_s=10) is True


@pytest.mark.stack
def test_children_follow_a_demo_that_was_killed(tmp_path: Path, demos: list[Demo]) -> None:
    var = tmp_path / "var"
    demos.append(demo := Demo(var, free_port()))
    demo.wait_until_ready()
    assert len(children_of(var)) > 3
    demo.process.kill()
    demo.wait()
    assert wait_until(lambda: children_of(var) == [], "nothing is left running", timeout_s=20) is True


@pytest.mark.stack
def test_part_that_dies_is_started_again(tmp_path: Path, demos: list[Demo]) -> None:
    demos.append(demo := Demo(tmp_path / "var", free_port()))
    demo.wait_until_ready()
    workers = [
        pid
        for pid in children_of(tmp_path / "var")
        if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]
    os.kill(workers[0], signal.SIGKILL)
    wait_until(lambda: "worker process stopped (signal 9); it is started again" in demo.words, "it says so")
    assert demo.stop() == 0


def test_port_in_use_is_said_in_words(settings: Any) -> None:
    settings.DEBUG = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} can’t be used.*make demo PORT={port + 1}"):
            call_command("demo", port=port, no_browser=True)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("ENVIRONMENT", "production", "only where ENVIRONMENT is local"), ("DEBUG", False, "needs DEBUG=on")],
)
def test_refuses_to_run_on_a_server(settings: Any, name: str, value: object, words: str) -> None:
    settings.DEBUG = True
    setattr(settings, name, value)
    with pytest.raises(CommandError, match=words):
        call_command("demo", no_browser=True)
