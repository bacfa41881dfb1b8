"""The queue on Redis: kombu's transport, with one client for all that it sends.

The database knows what a worker has in hand, so nobody else books it (`ack_emulation` in the settings).

As it ships, every message and every acknowledgement makes a new `redis.Redis` over the same connection pool,
which copies a table of some 300 commands: a tenth of what a worker's interpreter does under load.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis

ALIAS = "redis"


class Channel(redis.Channel):
    do_restore = False
    """Whether messages in hand go back into the queue when the connection ends. Their work goes on, and what
    a dying worker leaves behind the sweep finds; putting them back into a broker that is gone takes long."""
    _sender: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        """Return the client of the event loop, made anew; or the shared one, which threads may share."""
        make = super()._create_client  # type: ignore[misc]  # the stubs do not know it
        if asynchronous:
            return make(asynchronous=True)
        # A reconnect drops the pool, and with it the client.
        if self._sender is None or self._sender.connection_pool is not self.pool:
            self._sender = make()
        return self._sender


class Transport(redis.Transport):
    Channel = Channel


def register() -> None:
    """Let `redis://` name this transport."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:{Transport.__qualname__}"
