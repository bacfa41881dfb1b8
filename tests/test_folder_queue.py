"""The embedded queue, used by several at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from crm_llm.folder_queue import Channel

QUEUE = Queue("work", Exchange("work"), routing_key="work")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    return tmp_path


@contextmanager
def channel(folder: Path) -> Iterator[Channel]:
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    with Connection("filesystem://localhost", transport_options=options) as connection:
        opened = connection.channel()
        assert isinstance(opened, Channel)
        yield opened


def take_all(taker: Channel) -> list[int]:
    taken = []
    while True:
        try:
            taken.append(taker._get("work")["n"])
        except Empty:
            return taken


def run_together(*works: Callable[[], None]) -> None:
    """Run all at once and pass on the first failure."""
    failures: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as exc:  # noqa: BLE001 - it is passed on
            failures.append(exc)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_oldest_message_is_taken_first(folder: Path) -> None:
    with channel(folder) as queue:
        for n in range(5):
            queue._put("work", {"n": n})
        assert queue._size("work") == 5
        assert take_all(queue) == [0, 1, 2, 3, 4]


def test_queues_do_not_mix(folder: Path) -> None:
    with channel(folder) as queue:
        queue._put("other", {"n": 1})
        assert take_all(queue) == []
        assert queue._size("other") == 1


def test_message_on_its_way_is_not_seen(folder: Path) -> None:
    (folder / "messages" / "1_a.work.msg.b.part").write_text("{")
    with channel(folder) as queue:
        assert take_all(queue) == []


def test_each_message_is_taken_by_one_and_read_whole(folder: Path) -> None:
    total, taken = 300, [0] * 300

    def put() -> None:
        with channel(folder) as queue:
            for n in range(total):
                queue._put("work", {"n": n, "text": "x" * 5000})

    def take() -> None:
        with channel(folder) as queue:
            while sum(taken) < total:
                for n in take_all(queue):
                    taken[n] += 1

    run_together(put, take, take, take)
    assert taken == [1] * total


def test_bindings_of_several_processes_are_all_kept(folder: Path) -> None:
    def bind(number: int) -> Callable[[], None]:
        def work() -> None:
            with channel(folder) as queue:
                queue._queue_bind("work", f"key{number}", None, f"queue{number}")

        return work

    run_together(*(bind(number) for number in range(12)))
    with channel(folder) as queue:
        assert {row.queue for row in queue.get_table("work")} == {f"queue{n}" for n in range(12)}


def test_folder_that_is_away_is_empty_and_refuses_messages(folder: Path) -> None:
    with channel(folder) as queue:
        (folder / "messages").rmdir()
        assert take_all(queue) == []
        assert queue._size("work") == 0
        with pytest.raises(ChannelError, match="Cannot write"):
            queue._put("work", {"n": 1})


def test_publish_consume_purge_and_delete_through_kombu(folder: Path) -> None:
    with channel(folder) as opened:
        bound = QUEUE(opened)
        bound.declare()
        for n in (1, 2):
            bound.exchange.publish(bound.exchange.Message(f'{{"n": {n}}}'), routing_key="work")
        message = bound.get(no_ack=True)
        assert message is not None
        assert message.body == b'{"n": 1}'
        assert bound.purge() == 1
        bound.delete()
        assert opened.get_table("work") == []
