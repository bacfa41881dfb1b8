import io
import json
import sys
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def redact(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run the command on these bytes and return what it wrote."""

    def run(data: bytes, *arguments: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        out = io.StringIO()
        call_command("redact", *arguments, stdout=out)
        return out.getvalue()

    return run


def test_text_is_written_as_a_model_would_see_it(redact: Callable[..., str]) -> None:
    text = "Grüße an jane@example.com\r\nund 0171 1234567"

    assert redact(text.encode()) == "Grüße an [EMAIL_1]\r\nund [PHONE_1]"


def test_lines_are_answered_with_spans_in_the_original(redact: Callable[..., str]) -> None:
    lines = [
        {"text": "🌱 jane@example.com"},
        {"text": "Somos 612 345 678", "locale": "es-ES"},
        {"text": "Hi"},
    ]

    written = [
        json.loads(line)
        for line in redact(b"\n".join(json.dumps(line).encode() for line in lines), "--jsonl").splitlines()
    ]

    assert written == [
        {"text": "🌱 [EMAIL_1]", "spans": [{"start": 2, "end": 18, "type": "EMAIL"}]},
        {"text": "Somos [PHONE_1]", "spans": [{"start": 6, "end": 17, "type": "PHONE"}]},
        {"text": "Hi", "spans": []},
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "Line 2 is not JSON"),
        (b"[]", 'Line 2 has no "text"'),
        (b'{"text": 1}', 'Line 2 has no "text"'),
        (b'{"text": "x", "locale": 1}', 'Line 2 has a "locale"'),
    ],
)
def test_bad_line_is_named(redact: Callable[..., str], line: bytes, message: str) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        redact(b'{"text": "a"}\n' + line + b"\n", "--jsonl")

    assert caught.value.returncode == 1


def test_input_that_is_not_utf8_is_refused(redact: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="not UTF-8"):
        redact(b"\xff")
