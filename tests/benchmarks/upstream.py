"""A model server that is never the bottleneck: what it answers is rendered before anybody asks.

`http://host:port/plain/200/v1/chat/completions` answers one JSON body after 200 ms, `/stream/200/…` the same
words in 20 chunks, one write each, whatever the request says. It runs in a process of its own, so that its
work is not counted: `python -m tests.benchmarks.upstream` prints its address.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[2]
CHUNKS = 20
WORDS = ['{"text": "', *(f"Word {number} of an answer that is " for number in range(CHUNKS - 2)), '"}']
TEXT = "".join(WORDS)
_HEAD = {"id": "gen-0000000001", "created": 1_787_300_000, "model": "any/model", "provider": "Any"}
_USAGE = {
    "prompt_tokens": 300,
    "completion_tokens": 140,
    "total_tokens": 440,
    "cost": 0.00123,
    "is_byok": False,
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
_LINES = b"HTTP/1.1 200 OK\r\nX-Generation-Id: gen-0000000001\r\n"


def _plain() -> list[bytes]:
    message = {"role": "assistant", "content": TEXT, "refusal": None, "reasoning": None}
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}
    body = json.dumps({**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _USAGE}).encode()
    return [_LINES + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)]


def _stream() -> list[bytes]:
    head = {**_HEAD, "object": "chat.completion.chunk"}

    def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return json.dumps({**head, "choices": [choice]}).encode()

    words = [chunk({"role": "assistant", "content": words}) for words in WORDS]
    last = [chunk({"content": ""}, "stop"), json.dumps({**head, "choices": [], "usage": _USAGE}).encode()]
    events = [b"data: %b\n\n" % data for data in (*words, *last, b"[DONE]")]
    start = _LINES + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    return [start, *(b"%x\r\n%b\r\n" % (len(event), event) for event in events), b"0\r\n\r\n"]


ANSWERS = {b"plain": _plain(), b"stream": _stream()}


class Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.loop = asyncio.get_running_loop()
        self.transport = cast(asyncio.Transport, transport)
        self.seen = b""

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, found, body = self.seen.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(body) < int(length or 0):
            return
        self.seen = b""
        kind, latency_ms = head.split(b"/", 3)[1:3]
        self.loop.call_later(int(latency_ms) / 1000, self.send, ANSWERS[kind], 0)

    def send(self, pieces: list[bytes], at: int) -> None:
        """Send one piece in a turn of the loop, so that other connections get theirs in between."""
        if self.transport.is_closing():
            return
        self.transport.write(pieces[at])
        if at + 1 < len(pieces):
            self.loop.call_soon(self.send, pieces, at + 1)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


@contextmanager
def upstream() -> Iterator[str]:
    """Run the server; give its address, to which `/plain/0/v1` or the like is added."""
    command = [sys.executable, "-m", "tests.benchmarks.upstream"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield cast(Any, process.stdout).readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=10)


if __name__ == "__main__":
    asyncio.run(_serve())
