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
    "broken characters in a comment": (b": \xff\n\ndata: one\n\n", ["one"]),
    "nothing": (b"", []),
    "JSON is no event": (b'{\n"data": 1\n}', []),
}


@pytest.mark.parametrize(("stream", "events"), STREAMS.values(), ids=STREAMS)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_events_do_not_depend_on_how_bytes_are_split(stream: bytes, events: list[str], size: int) -> None:
    reader = EventReader()

    found = [event for at in range(0, len(stream), size) for event in reader.feed(stream[at : at + size])]

    assert found + reader.finish() == events


def read(chunks: list[bytes]) -> list[str] | None:
    """Return the events; None where the data is no UTF-8."""
    reader = EventReader()
    try:
        return [event for chunk in chunks for event in reader.feed(chunk)] + reader.finish()
    except UnicodeDecodeError:
        return None


def test_broken_characters_are_no_words() -> None:
    assert read([b"data: \xff\n\n"]) is None


@given(
    st.lists(
        st.sampled_from([b"data:", b"\n", b"\r", b" ", b":", b"\xc3", b"\xbc", b"a"]) | st.binary(max_size=8)
    )
)
def test_any_bytes_are_read_alike_however_they_are_split(chunks: list[bytes]) -> None:
    assert read(chunks) == read([b"".join(chunks)])
