"""Takes out characters that nobody sees: they hide words from people, or split what a detector looks for.

What a script or an emoji needs stays: joiners between emoji and inside words of Arabic, Indic and some other
scripts, one variation selector after an emoji or an ideograph, the tags of three flags.
"""

import re

_HIDDEN = (
    "\x00-\x08", "\x0e-\x1f", "\x7f-\x84", "\x86-\x9f", "\u00ad", "\u034f", "\u061c", "\u115f-\u1160",
    "\u17b4-\u17b5", "\u180b-\u180f", "\u200b-\u200f", "\u202a-\u202e", "\u2060-\u206f", "\u3164",
    "\ufe00-\ufe0f", "\ufeff", "\uffa0", "\ufff0-\ufffb", "\U0001bca0-\U0001bca3",
    "\U0001d173-\U0001d17a", "\U000e0000-\U000e0fff",
)  # fmt: skip
_HIDDEN_CHARACTERS = frozenset(
    chr(code) for each in _HIDDEN for code in range(ord(each[0]), ord(each[-1]) + 1)
)
_ASCII_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]+")
_ALL = re.compile(f"[{''.join(_HIDDEN)}]+")
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_JOINING = re.compile(
    "[\u0600-\u06ff\u0700-\u077f\u0780-\u07ff\u0860-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af"
    "\ufb50-\ufdff\ufe70-\ufefc]"
)
_ZWNJ, _ZWJ, _TEXT_STYLE, _EMOJI_STYLE = "\u200c", "\u200d", "\ufe0e", "\ufe0f"
_SOMETIMES_NEEDED = frozenset("\u200c\u200d\ufe0e\ufe0f\ufe00\ufe01\ufe02").union(
    map(chr, range(0xE0020, 0xE0080)), map(chr, range(0xE0100, 0xE01F0))
)
_FLAGS = {
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
}


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees."""
    if text.isascii():
        return _ASCII_CONTROLS.sub("", text)
    return _ALL.sub(_kept, text)


def seen_through(text: str) -> tuple[str, list[int] | None]:
    """Return what is visible of `text`, and where each character of it stood; None: where it stands."""
    if _is_plain(text):
        return text, None
    pieces: list[str] = []
    positions: list[int] = []
    at = 0
    for run in _ALL.finditer(text):
        start, end = run.span()
        pieces.append(text[at:start])
        positions.extend(range(at, start))
        if kept := _kept(run):
            # What is kept is the beginning of the run, or all of it.
            pieces.append(kept)
            positions.extend(range(start, start + len(kept)))
        at = end
    pieces.append(text[at:])
    positions.extend(range(at, len(text)))
    return "".join(pieces), positions


def _is_plain(text: str) -> bool:
    """Tell quickly that all of a text is visible."""
    return _HIDDEN_CHARACTERS.isdisjoint(set(text))


def _kept(run: re.Match[str]) -> str:
    """Return what of a run of such characters has its place between its two neighbours."""
    hidden = run[0]
    if hidden[0] not in _SOMETIMES_NEEDED:
        return ""
    text = run.string
    before = text[run.start() - 1] if run.start() else ""
    after = text[run.end()] if run.end() < len(text) else ""
    if hidden in (_ZWNJ, _ZWJ):
        if _JOINING.match(before) and (_JOINING.match(after) or hidden == _ZWJ):
            return hidden
        return hidden if hidden == _ZWJ and _EMOJI.match(before) and _EMOJI.match(after) else ""
    if hidden[0] in (_EMOJI_STYLE, _TEXT_STYLE):
        return _kept_style(hidden, before, after)
    if before == "\U0001f3f4" and hidden in _FLAGS:
        return hidden
    is_ideographic = "\ufe00" <= hidden[0] <= "\ufe02" or "\U000e0100" <= hidden[0] <= "\U000e01ef"
    return hidden[0] if is_ideographic and _IDEOGRAPH.match(before) else ""


def _kept_style(hidden: str, before: str, after: str) -> str:
    if _EMOJI.match(before):
        joins = hidden[:2] == _EMOJI_STYLE + _ZWJ and len(hidden) == 2 and _EMOJI.match(after)
        return hidden if joins else hidden[0]
    return hidden[0] if before and before in "#*0123456789" and after == "\u20e3" else ""
