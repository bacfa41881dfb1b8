import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.http.sse import EventReader

STREAMS = {
    "plain": (b"data: one\n\ndata: two\n\n", ["one", "two"]),
    "comments": (b": PROCESSING\n\ndata: one\n\n: more\n\n", ["one"]),
    "comment in a data line": (b"data: : PROCESSING\n\ndata: one\n\n", ["one"]),
    "CRLF": (b"data: one\r\n\r\ndata: two\r\n\r\n", ["one", "two"]),
    "CR": (b"data: one\r\rdata: two\r\r", ["one", "two"]),
    "no space": (b"data:one\n\n", ["one"]),
    "one space only": (b"data:  one\n\n", [" one"]),
    "lines of data": (b"data: {\ndata: }\n\n", ["{\n}"]),
    "other fields": (b"event: x\nid: 1\nretry: 5\ndata: one\n\n", ["one"]),
    "byte order mark": (b"\xef\xbb\xbfdata: one\n\n", ["one"]),
    "no last blank line": (b"data: one", ["one"]),
    "characters of many bytes": ("data: für 🌱\n\n".encode(), ["für 🌱"]),
    "broken characters": (b"data: \xff\n\n", ["\ufffd"]),
    "nothing": (b"", []),
    "JSON is no event": (b'{\n"data": 1\n}', []),
}


@pytest.mark.parametrize(("stream", "events"), STREAMS.values(), ids=STREAMS)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_events_do_not_depend_on_how_bytes_are_split(stream: bytes, events: list[str], size: int) -> None:
    reader = EventReader()

    found = [event for at in range(0, len(stream), size) for event in reader.feed(stream[at : at + size])]

    assert found + reader.finish() == events


@given(st.lists(st.binary(max_size=8)))
def test_any_bytes_are_read(chunks: list[bytes]) -> None:
    split, whole = EventReader(), EventReader()

    found = [event for chunk in chunks for event in split.feed(chunk)] + split.finish()

    assert found == whole.feed(b"".join(chunks)) + whole.finish()
