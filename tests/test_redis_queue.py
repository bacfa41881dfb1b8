"""The queue on Redis makes one client for all that it sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from crm_llm import redis_queue
from tests.stack.parts import Redis


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    redis_queue.register()
    broker = Redis(tmp_path)
    try:
        with Connection(broker.url) as connection:
            yield connection
    finally:
        broker.close()


def test_messages_and_acknowledgements_share_a_client(connection: Connection) -> None:
    channel = connection.channel()

    with channel.conn_or_acquire() as first, channel.conn_or_acquire() as second:
        assert first is second


def test_a_reconnect_makes_a_new_client_over_the_new_pool(connection: Connection) -> None:
    channel = connection.channel()
    with channel.conn_or_acquire() as before:
        channel._disconnect_pools()

    with channel.conn_or_acquire() as after:
        assert after is not before
        assert after.ping()


def test_a_message_is_sent_taken_and_acknowledged(connection: Connection) -> None:
    queue = connection.SimpleQueue("work")
    queue.put({"n": 1})

    message = queue.get(timeout=5)
    message.ack()

    assert message.payload == {"n": 1}
    with pytest.raises(queue.Empty):
        queue.get_nowait()


def test_what_is_in_hand_is_booked_nowhere_and_not_handed_out_again(tmp_path: Path) -> None:
    redis_queue.register()
    broker = Redis(tmp_path)
    try:
        worker = Connection(broker.url, transport_options={"ack_emulation": False})
        queue = worker.SimpleQueue("work")
        queue.put({"n": 1})
        queue.get(timeout=5)
        with worker.channel().conn_or_acquire() as client:
            assert client.keys("unacked*") == []

        worker.close()

        with Connection(broker.url) as another, pytest.raises(queue.Empty):
            another.SimpleQueue("work").get_nowait()
    finally:
        broker.close()
