"""Judges: a cheap model is asked one question about the words of another, and quotes what it means.

A judge may ask for a look (`check`); it never approves, and never stops an approval by itself. What it says
counts only where its quotation stands in the words.
"""

from generation.judges.base import Judge, UnknownJudge
from generation.judges.questions import BRAND_VOICE, HIDDEN_INSTRUCTION, TONE, UNSUPPORTED

JUDGES: dict[str, Judge] = {
    judge.name: judge for judge in (BRAND_VOICE, TONE, UNSUPPORTED, HIDDEN_INSTRUCTION)
}


def get_judge(name: str) -> Judge:
    """Return the judge.

    Raises:
        UnknownJudge: there is none of that name.
    """
    try:
        return JUDGES[name]
    except KeyError:
        raise UnknownJudge(f"There is no judge named {name!r}. There are: {', '.join(JUDGES)}.") from None
