"""The whole product on one machine: database, sample world, web, worker and scheduler."""

import http.client
import logging
import os
import socket
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser

from crm_llm.demo import sample_data
from crm_llm.demo.sample_data import Person
from crm_llm.demo.supervisor import KeepsStopping, Program, Supervisor
from crm_llm.env import BASE_DIR, secret
from generation.stores.keys import model_is_set_up

START_TIMEOUT_S = 60.0


class Command(BaseCommand):
    help = "Run the product on this machine, with sample data. Stop it with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the pages are served (8000)")
        parser.add_argument("--no-browser", action="store_true", help="do not open a browser")

    def handle(self, *args: Any, port: int, no_browser: bool, **options: Any) -> None:
        _refuse_outside_of_a_workstation()
        listener = _listen(port)
        try:
            self._run(listener, open_browser=not no_browser)
        except KeepsStopping as exc:
            raise CommandError(str(exc)) from exc
        except KeyboardInterrupt:
            self._say("\nStopped before the start.")
        finally:
            listener.close()

    def _run(self, listener: socket.socket, *, open_browser: bool) -> None:
        self._say("Preparing the database and the sample data …")
        with _quiet_logs():
            call_command("migrate", verbosity=0)
            people = sample_data.load(password=secret("DEMO_PASSWORD"))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        logs = settings.VAR_DIR / "logs"
        supervisor = Supervisor(logs=logs, env=_child_environment(address), cwd=BASE_DIR, say=self._say)
        with supervisor.running(_programs(listener.fileno())):
            if supervisor.watch(until=lambda: _is_ready(address), timeout_s=START_TIMEOUT_S):
                self._welcome(address, people)
                if open_browser:
                    _open_browser(address)
                supervisor.watch()
            elif not supervisor.is_stopping:
                raise CommandError(f"The pages did not come up in {START_TIMEOUT_S:.0f} seconds. See {logs}.")
            self._say("\nStopping; calls in flight get five seconds …")
        self._say("Stopped. Your data is kept: start again to go on.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _welcome(self, address: str, people: Sequence[Person]) -> None:
        rows = "\n".join(f"  {who.username:<10} {who.password:<20} {who.about}" for who in people)
        model = (
            "A model is set up: drafts are written by it."
            if model_is_set_up()
            else "No model is set up: drafts are filled from templates, and say so.\n"
            "Set OPENROUTER_API_KEY or OPENROUTER_BASE_URL and start again for a model's words."
        )
        self._say(
            f"\nContent desk is ready: {address}/\n\n"
            f"  {'Sign in as':<10} {'with password':<20}\n{rows}\n\n"
            f"{model}\nLogs are in {settings.VAR_DIR / 'logs'}. Stop with Ctrl-C.\n"
        )


def _refuse_outside_of_a_workstation() -> None:
    if settings.ENVIRONMENT != "local":
        raise CommandError(
            f"ENVIRONMENT is {settings.ENVIRONMENT!r}. The demo makes users whose passwords it prints, "
            "so it runs only where ENVIRONMENT is local. See docs/operations.md for a real installation."
        )
    if not settings.DEBUG:
        raise CommandError("The demo serves static files from the source tree, which needs DEBUG=on.")


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Keep the terminal for people: what happens while sample data is loaded is no news."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _listen(port: int) -> socket.socket:
    """Return the socket that the web server will serve: taken now, so that nobody takes it in between."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
    except (OSError, OverflowError) as exc:
        listener.close()
        raise CommandError(
            f"Port {port} can’t be used: {getattr(exc, 'strerror', None) or exc}. "
            f"Stop what uses it, or choose another one: make demo PORT={port + 1}"
        ) from exc
    return listener


def _programs(listener: int) -> list[Program]:
    celery = ("-A", "crm_llm", "--quiet")
    web = ("crm_llm.wsgi", "--bind", f"fd://{listener}", "--threads", "8", "--no-control-socket")
    worker = (*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        Program("web", "gunicorn", (*web, "--graceful-timeout", "4"), descriptors=(listener,)),
        Program("worker", "celery", (*worker, "--loglevel", "INFO")),
        Program("scheduler", "celery", (*celery, "beat", "--pidfile", "", "--loglevel", "WARNING")),
    ]


def _child_environment(address: str) -> dict[str, str]:
    return {
        "CELERY_WORKER_CONCURRENCY": "8",
        "DJANGO_SETTINGS_MODULE": "crm_llm.settings",
        "PUBLIC_URL": address,
        **os.environ,
        "PYTHONUNBUFFERED": "1",
    }


def _is_ready(address: str) -> bool:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _open_browser(address: str) -> None:
    """Open a browser where there is a screen; a text browser would take over this terminal."""
    has_display = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if has_display or sys.platform == "darwin":
        webbrowser.open(address)
