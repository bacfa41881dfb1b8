"""Where the words of a rendered document stand in the fields that it was made of."""

import re
from collections.abc import Callable

from generation.checks.types import Draft, Finding, TextField


def _start_of(words: str, text: str) -> int:
    """Return where the words stand: as a link's, as whole words, or inside others; -1 where they don't."""
    said = re.escape(words)
    for pattern in (rf"(?<=\[){said}(?=\]\()", rf"(?<!\w){said}(?!\w)"):
        if match := re.search(pattern, text):
            return match.start()
    return text.find(words)


def field_saying(draft: Draft, words: str) -> TextField | None:
    """Return the field that holds these words of the document, so that a finding can point at it."""
    wanted = " ".join(words.split())
    if not wanted:
        return None
    lines = [(one, " ".join(one.text.split())) for one in draft.fields]
    holding = [(one, line) for one, line in lines if wanted in line]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda line: line == wanted,
        lambda line: f"[{wanted}](" in line,
        lambda line: True,
    )
    return next((one for test in tests for one, line in holding if test(line)), None)


def placed(draft: Draft, words: str, finding: Finding) -> Finding:
    """Return the finding at the field that holds the words, or as it is where none does."""
    found = field_saying(draft, words)
    if found is None:
        return finding.model_copy(update={"quote": words[:300]}) if words else finding
    start = _start_of(words, found.text)
    place = (
        {"start": start, "end": start + len(words), "quote": words} if start >= 0 else {"quote": found.text}
    )
    return finding.model_copy(update={"field": found.path, **place})
