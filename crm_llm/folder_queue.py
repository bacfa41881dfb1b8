"""The embedded queue: kombu's filesystem transport, made safe for several processes.

As it ships, a reader can take a message or a binding that is still being written, and then ends (1.4 %
of the messages on two busy cores); and a worker ends when the folder is away for a moment. Here files
appear whole, by a rename, and a folder that is away is an empty one.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

ALIAS = "filesystem"


class Channel(filesystem.Channel):
    # kombu's own two signatures differ.
    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Add a message. Names sort by time, so that the oldest is taken first."""
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, message)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message. Renaming it away settles which of several workers has it."""
        for name in self._messages(queue):
            path = Path(self.data_folder_in) / name
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        raise Empty

    def _purge(self, queue: str) -> int:
        count = 0
        for name in self._messages(queue):
            with suppress(FileNotFoundError):
                (Path(self.data_folder_in) / name).unlink()
                count += 1
        return count

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _messages(self, queue: str) -> list[str]:
        try:
            names = os.listdir(self.data_folder_in)
        except FileNotFoundError:
            return []
        return sorted(name for name in names if name.partition(".")[2] == f"{queue}.msg")

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as table:
            if binding not in table:
                table.insert(0, binding)

    def _delete(self, queue: str, *args: Any, **kwargs: Any) -> None:
        exchange, routing_key, pattern = args[:3]
        self._purge(queue)
        with self._changing(exchange) as table, suppress(ValueError):
            table.remove(filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or ""))

    @contextmanager
    def _changing(self, exchange: str) -> Iterator[list[Any]]:
        """Give the exchange's bindings to be changed by this process alone, and write them if they were."""
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]
        try:
            self.control_folder.mkdir(parents=True, exist_ok=True)
            with file.with_suffix(".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                before = self.get_table(exchange)
                table = list(before)
                yield table
                if table != before:
                    _write_whole(file, table)
        except OSError as exc:
            raise ChannelError(f"Cannot write {file}") from exc


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(path: Path, value: Any) -> None:
    """Write a file so that nobody sees half of it."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_text(dumps(value), encoding="utf-8")
        part.replace(path)
    except OSError as exc:
        raise ChannelError(f"Cannot write {path}") from exc


def register() -> None:
    """Put this transport in the place of kombu's own, for every URL that begins with `filesystem://`."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"
