"""Shows what a model would be sent of a text."""

import io
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from generation.llm_client.privacy.control_characters import visible
from generation.llm_client.privacy.redaction import Redactor


class Command(BaseCommand):
    help = "Read text on standard input and write it as a model would be sent it: without personal data."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--locale", default="", help="language of the text, such as de-AT")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='read lines of {"text": …, "locale"?: …}, write lines of {"text": …, "spans": […]}',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        redactor = Redactor()
        # Bytes, so that neither the terminal's encoding nor its line ends change the text.
        stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
        try:
            if options["jsonl"]:
                for number, line in enumerate(stdin, start=1):
                    if line.strip():
                        self.stdout.write(_redacted_line(redactor, number, line, options["locale"]))
            else:
                self.stdout.write(
                    redactor.redact(visible(stdin.read()), locale=options["locale"]).text, ending=""
                )
        except UnicodeDecodeError:
            raise CommandError("The input is not UTF-8.") from None
        finally:
            stdin.detach()


def _redacted_line(redactor: Redactor, number: int, line: str, locale: str) -> str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise CommandError(f"Line {number} is not JSON: {exc}") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise CommandError(f'Line {number} has no "text".')
    if not isinstance(record.get("locale") or "", str):
        raise CommandError(f'Line {number} has a "locale" that is no text.')
    text, locale = record["text"], record.get("locale") or locale
    # The spans count the characters of the original, the text is without those that nobody sees.
    redacted = redactor.redact(text, locale=locale)
    sent = redacted.text if (plain := visible(text)) == text else redactor.redact(plain, locale=locale).text
    return json.dumps({"text": sent, "spans": [span._asdict() for span in redacted.spans]})
