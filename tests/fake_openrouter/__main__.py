"""Runs the fake as a process of its own: `python -m tests.fake_openrouter --ready-file var/fake.url`."""

import argparse
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tests.fake_openrouter.scenarios import by_name
from tests.fake_openrouter.server import FakeOpenRouter


def main() -> None:
    parser = argparse.ArgumentParser(prog="fake_openrouter", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--ready-file", type=Path, help="the base URL is written here once requests are served"
    )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer begins")
    parser.add_argument(
        "--chunk-delay", type=float, default=0.0, help="seconds between the chunks of a stream"
    )
    parser.add_argument("--key", action="append", default=[], help="an accepted API key; any when left out")
    parser.add_argument("--plain-openai", action="store_true", help="refuse what only OpenRouter understands")
    parser.add_argument("--default", default="ok", help="scenario of every request, such as http:503")
    options = parser.parse_args()
    fake = FakeOpenRouter(
        keys=options.key,
        openrouter=not options.plain_openai,
        default=by_name(options.default),
        latency_s=options.latency,
        chunk_delay_s=options.chunk_delay,
        host=options.host,
        port=options.port,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with fake:
        print(fake.url, flush=True)
        if options.ready_file:
            # Renamed into place, so that nobody reads half of it.
            beside = options.ready_file.with_suffix(".new")
            beside.write_text(fake.url)
            beside.rename(options.ready_file)
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
