"""How the static templates take people's words into a text: whole sentences, cut with care."""

import re

from generation.brief import FactItem
from generation.checks.sources import missing_limits, stems_of
from generation.checks.text import emails_in, sentences_in
from generation.liquid import visible_text

# Key messages also hold wishes to the writer ("Lead with …"); they are not for readers.
_TO_THE_WRITER = re.compile(
    r"\A\W*(?:please|lead with|mention\b|write (?:it|in|about|like|as|the)|(?:don't|"
    r"do not|never) (?:mention|use|write|sound|say|"
    r"promise|call|make|overdo)|avoid|make sure|make it|use (?:a|an|the|short|plain|"
    r"simple|no)\b|keep (?:it|the|this)|"
    r"focus on|emphasi[sz]e|highlight|include|remember to|remind|stress|start with|"
    r"begin with|end with|say that|tell them|"
    r"questions go to|(?:the )?tone|not the|bitte|schreib\w*|erwähn\w*|betone\w*|"
    r"vermeide\w*|verwende\w*|achte\w*|"
    r"beginne mit|nenne\w*|fragen an)(?!\w)",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"\s+(?:and|or|of|on|in|to|the|a|an|for|from|with|at|by|und|oder|von|für|mit|der|"
    r"die|das|ab|bis|auf)\b[^,;:.]{0,24}\Z",
    re.IGNORECASE,
)
"""What can go from the end of a cut text: half a phrase says less than none."""


def for_readers(key_message: str) -> list[str]:
    """Return the sentences of a key message that are for readers, not for whoever writes."""
    text = visible_text(key_message)
    sentences = [text[start:end].strip() for start, end in sentences_in(text)]
    kept = [
        sentence
        for sentence in sentences
        if not _TO_THE_WRITER.match(sentence) and not any(emails_in(sentence))
    ]
    return [ended(sentence) for sentence in kept]


def line(text: str) -> str:
    return " ".join(visible_text(text).split())


def ended(text: str) -> str:
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def first_clause(text: str, length: int) -> str:
    """Return the first sentence, or its first clause where it is longer than `length`."""
    whole = line(text)
    first = next((whole[start:end] for start, end in sentences_in(whole)), "").rstrip(" .")
    return first if len(first) <= length else re.split(r"[,;:–—](?=\s)", first)[0].strip()


def cut(text: str, length: int) -> str:
    """Return the text no longer than `length`, cut between words and not in the middle of a phrase."""
    if len(text) <= length:
        return text
    short = text[: length + 1].rsplit(None, 1)[0][:length].rstrip(" ,;:–—-")
    shorter = _HANGING.sub("", short)
    return shorter if len(shorter) > length // 3 else short


def is_said(fact: FactItem, said: str) -> bool:
    """Tell whether a text says already what the fact does, its limits included."""
    stems = stems_of(fact.text)
    return bool(stems) and stems <= stems_of(said) and not missing_limits(fact.text, said)
