"""The product as it runs: web, worker and scheduler as processes, asked over HTTP and the command line."""

import html
import json
import os
import re
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from tests.stack.parts import Broker, Database, answers, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "sample-password-of-the-tests"


class Stack:
    """Processes over one database and one broker. All are ended with it."""

    def __init__(
        self, folder: Path, database: Database, broker: Broker, *, model_url: str = "", **env: str
    ) -> None:
        self.folder = folder
        self.database = database
        self.broker = broker
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "crm_llm.settings",
            "SECRET_KEY": "only-for-tests-" + "x" * 50,
            "DEBUG": "on",
            "DEMO_PASSWORD": PASSWORD,
            "VAR_DIR": str(folder),
            "DATABASE_URL": database.url,
            "CELERY_BROKER_URL": broker.url,
            "CELERY_WORKER_CONCURRENCY": "4",
            "OPENROUTER_BASE_URL": model_url,
            "LLM_TOTAL_TIMEOUT_S": "5",
            "LLM_READ_TIMEOUT_S": "4",
            "GENERATION_LEASE_S": "6",
            "SWEEP_INTERVAL_S": "0.5",
            "REQUEUE_AFTER_S": "2",
            **env,
        }

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            self.kill(process)

    # Processes

    def load(self) -> None:
        """Make the tables, the people and the campaigns."""
        self.manage("migrate", "--verbosity", "0")
        code = (
            "from crm_llm.demo.sample_data.people import load_people;"
            "from crm_llm.demo.sample_data.campaigns import load_campaigns;"
            f"load_people({PASSWORD!r}); load_campaigns()"
        )
        self.manage("shell", "--verbosity", "0", "--command", code)

    def start_web(self) -> subprocess.Popen[bytes]:
        options = ("--threads", "4", "--no-control-socket", "--bind", f"127.0.0.1:{self.port}")
        web = self._start("web", "gunicorn", "crm_llm.wsgi", *options)
        wait_until(lambda: answers(self.port), "the pages are served")
        return web

    def start_worker(self) -> subprocess.Popen[bytes]:
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")
        return self._start("worker", "celery", "-A", "crm_llm", "worker", *quiet)

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "celery", "-A", "crm_llm", "beat", "--pidfile", "")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and its children at once, as the kernel does when memory runs out."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def manage(self, *arguments: str, succeeds: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of `manage.py` to its end."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,  # a machine that measures something else is slow
        )
        assert ended.returncode == 0 or not succeeds, ended.stderr
        return ended

    def request_draft(self, *arguments: str) -> dict[str, Any]:
        """Request a draft of the sample campaign from the command line; return what it prints."""
        printed = self.manage("request_draft", "spring-sale", "email", "--json", *arguments).stdout
        found: dict[str, Any] = json.loads(printed)
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.rows(query)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _start(self, name: str, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process


class Browser:
    """A person at the pages, without scripts: follows links and sends forms as they are."""

    def __init__(self, address: str, username: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=30)
        self.submit("/accounts/login/", username=username, password=PASSWORD)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def submit(self, path: str, **changes: str) -> httpx.Response:
        """Open a page and send its form back with some fields changed."""
        page = self.http.get(path)
        assert page.status_code == httpx.codes.OK, f"{path}: {page.status_code}"
        values = fields_of(page.text) | changes
        return self.http.post(path, data=values, headers={"Referer": str(page.url)})


class _Fields(HTMLParser):
    """Collects what a browser would send of the form that holds the most fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name, form = got.get("name", ""), self.forms[-1]
        if tag == "input" and name and got.get("type") not in ("submit", "button"):
            if got.get("type") not in ("radio", "checkbox") or "checked" in got:
                form[name] = got.get("value", "on" if got.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in got or self.select not in form):
            form[self.select] = got.get("value", "")
        elif tag == "textarea":
            self.textarea = name
            form[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.forms:
            self.forms[-1][self.textarea] += data


def fields_of(page: str) -> dict[str, str]:
    parser = _Fields()
    parser.feed(page)
    parser.close()
    return max(parser.forms, key=len)


def errors_of(page: str) -> str:
    """Return the words of a page, for the message of a test that failed."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))[:2000]
