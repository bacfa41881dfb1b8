"""Server-sent events out of bytes, as they come off the wire.

The rules are those of https://html.spec.whatwg.org/multipage/server-sent-events.html, with one addition:
a `data` value that begins with `:` is a comment that a proxy wrapped, and is skipped.
"""

import re

_LINE_END = re.compile(rb"\r\n|\n|\r")


class EventReader:
    """Takes bytes however they were split and gives back the data of each finished event.

    `feed` and `finish` raise UnicodeDecodeError for data that is no UTF-8: words are not guessed.
    """

    def __init__(self) -> None:
        self._tail: list[bytes] = []
        """Pieces of a line that has not ended; joined once, so that many small pieces stay linear."""
        self._data: list[str] = []
        self._at_start = True

    def feed(self, chunk: bytes) -> list[str]:
        if b"\n" not in chunk and b"\r" not in chunk and not self._ends_in_cr():
            self._tail.append(chunk)
            return []
        whole = b"".join([*self._tail, chunk]) if self._tail else chunk
        # A last CR may be half of a CRLF: it waits for the next chunk.
        held = b"\r" if whole.endswith(b"\r") else b""
        *lines, rest = _lines_of(whole.removesuffix(held))
        rest += held
        self._tail = [rest] if rest else []
        return self._take(lines)

    def finish(self) -> list[str]:
        """Return the event that the end of the stream closes: not every server sends the last blank line."""
        rest, self._tail = b"".join(self._tail), []
        return self._take([*_lines_of(rest), b""])

    def _ends_in_cr(self) -> bool:
        return bool(self._tail) and self._tail[-1].endswith(b"\r")

    def _take(self, lines: list[bytes]) -> list[str]:
        events = []
        for line in lines:
            if self._at_start:
                line, self._at_start = line.removeprefix(b"\xef\xbb\xbf"), False
            if not line:
                if self._data:
                    events.append("\n".join(self._data))
                    self._data = []
            elif line.startswith(b"data:"):
                value = line[5:].removeprefix(b" ").decode()
                if not value.startswith(":"):
                    self._data.append(value)
        return events


def _lines_of(text: bytes) -> list[bytes]:
    """Split at every line end. Almost every server uses LF alone, which is quick to split at."""
    return _LINE_END.split(text) if b"\r" in text else text.split(b"\n")
