"""Liquid, twice: the prompts that admins write, and the merge tags that a sending system fills.

Templates see plain values only. Loops, output and names are bounded, and the filters are a short
list: filters that multiply text (`replace`, `split`, `date`, `times`) could fill the memory.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import LiquidError, UndefinedError
from liquid.static_analysis import TemplateAnalysis

from generation.brief import Value
from generation.fences import CODE_VARIABLE, DataTag, unfenced

MAX_SOURCE = 64_000
"""Characters of a template. Longer ones are refused before they are parsed."""

PROMPT_FILTERS = frozenset(
    [
        "append",
        "capitalize",
        "compact",
        "default",
        "downcase",
        "escape",
        "first",
        "join",
        "last",
        "lstrip",
        "map",
        "minus",
        "plus",
        "prepend",
        "reverse",
        "rstrip",
        "size",
        "slice",
        "sort",
        "sort_natural",
        "strip",
        "strip_newlines",
        "truncate",
        "truncatewords",
        "uniq",
        "upcase",
        "where",
    ]
)
PROMPT_TAGS = frozenset(
    [
        "#",
        "assign",
        "break",
        "case",
        "comment",
        "content",
        "continue",
        "data",
        "echo",
        "for",
        "if",
        "illegal",
        "output",
        "unless",
    ]
)
MERGE_FILTERS = frozenset({"capitalize", "default", "downcase", "strip", "upcase"})
MERGE_TAGS = frozenset({"content", "illegal", "output"})


# ---- text from outside -------------------------------------------------------------------------

_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_EMOJI = "\U0001f000-\U0001faff\u2190-\u2bff\u3030\u303d\u3297\u3299©®"
_JOINED_SCRIPTS = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff"
# Controls, bidirectional marks, zero-width characters, the tag block and variation selectors carry
# words past a reader's eyes. Three uses are honest and stay: emoji joined by U+200D, emoji styled
# by U+FE0F, and joiners between letters of Arabic and Indic scripts.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
    f"|(?<![{_EMOJI}0-9#*])\ufe0f"
    f"|(?<![{_EMOJI}\ufe0f{_JOINED_SCRIPTS}])\u200d|\u200d(?![{_EMOJI}{_JOINED_SCRIPTS}])"
    f"|(?<![{_JOINED_SCRIPTS}])\u200c|\u200c(?![{_JOINED_SCRIPTS}])"
)


_PLAIN = re.compile(r"[\t\n -~]*")
"""Most texts in English: nothing in it is hidden, and nothing can be written another way."""


def visible_text(text: str) -> str:
    """Return the text in NFC, with plain line breaks and without characters that can't be seen."""
    if _PLAIN.fullmatch(text):
        return text
    text = _LINE_BREAKS.sub("\n", text)
    while (shorter := _INVISIBLE.sub("", text)) != text:
        text = shorter
    return unicodedata.normalize("NFC", text)


_BRACKETS = str.maketrans("<>＜＞﹤﹥", "‹›‹›‹›")
_TURNS = re.compile(r"\[(/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS))\]")
"""What begins another turn in chat templates whose tokens are written without angle brackets."""


def fenced(value: Any) -> Any:
    """Return a copy of plain data whose strings can't close the fence they are put in.

    `<` and `>`, wide ones too, become `‹` and `›`, so that `</data>` in a brief stays words, and so do the
    marks of turns that chat templates write without them; what can't be seen goes.

    Raises:
        TypeError: the value is more than strings, numbers, dates, lists and dictionaries.
    """
    if isinstance(value, str):
        text = visible_text(value).translate(_BRACKETS)
        return _TURNS.sub(r"(\1)", text) if "[" in text else text
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): fenced(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fenced(item) for item in value]
    raise TypeError(f"A template takes plain values, not {type(value).__name__}.")


# ---- prompts -----------------------------------------------------------------------------------


class Problem(Value):
    """One fault of a template. Lines and columns count from 1."""

    line: int
    column: int
    message: str


class PromptTemplateError(ValueError):
    """A prompt template that can't be rendered. The message is a sentence without the values."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message}"


class _Bounded(Environment):
    loop_iteration_limit = 500
    output_stream_limit = 64_000
    local_namespace_limit = 50_000


def _environment(filters: Collection[str], tags: Collection[str]) -> Environment:
    environment = _Bounded(undefined=StrictUndefined)
    environment.add_tag(DataTag)
    environment.filters = {name: call for name, call in environment.filters.items() if name in filters}
    environment.tags = {name: tag for name, tag in environment.tags.items() if name in tags}
    return environment


_PROMPTS = _environment(PROMPT_FILTERS, PROMPT_TAGS)
_MERGING = _environment(MERGE_FILTERS, MERGE_TAGS)


def _position(source: str, index: int) -> tuple[int, int]:
    before = source[: max(index, 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _refuse(error: Exception, source: str) -> NoReturn:
    token = getattr(error, "token", None)
    message = str(getattr(error, "message", "")) or "the template is too deep or too large"
    if isinstance(error, UndefinedError):
        message = f"There is no value for {message.removesuffix(' is undefined')}"
    line, column = _position(source, token.start_index if token is not None else 0)
    raise PromptTemplateError(message[:1].upper() + message[1:] + ".", line, column) from error


def render_prompt(source: str, variables: Mapping[str, Any], *, fence_code: str = "") -> str:
    """Return the template filled with the variables, each of them made safe for a fence.

    Args:
        fence_code: goes into the lines of every fence (`generation.fences.code_of`).

    Raises:
        PromptTemplateError: the template is broken, too large, or names a variable that is missing.
        TypeError: a variable is not plain data.
    """
    safe = fenced(variables)
    if len(source) > MAX_SOURCE:
        raise PromptTemplateError(f"The template has more than {MAX_SOURCE:,} characters.", 1, 1)
    try:
        return _parsed_prompt(source).render(**safe, **{CODE_VARIABLE: fence_code}).strip()
    except (LiquidError, RecursionError, OverflowError, ValueError, TypeError) as error:
        _refuse(error, source)


@lru_cache(maxsize=64)
def _parsed_prompt(source: str) -> BoundTemplate:
    """Parse a template once: parsing costs a worker more than rendering, and few prompts are live."""
    return _PROMPTS.from_string(source)


def template_problems(
    source: str, allowed: Collection[str], *, banned: Collection[str] = ()
) -> list[Problem]:
    """Return what would stop the template from rendering, in reading order.

    `allowed` holds variables, either whole (`brand`, whose members are then not looked at) or by
    path (`brand.name`). `banned` holds those that people write, of which a system message may name none.
    """
    if len(source) > MAX_SOURCE:
        return [Problem(line=1, column=1, message=f"The template has more than {MAX_SOURCE:,} characters.")]
    try:
        try:
            analysis = _PROMPTS.from_string(source).analyze(include_partials=False)
        except (LiquidError, RecursionError, OverflowError, ValueError, TypeError) as error:
            _refuse(error, source)
    except PromptTemplateError as error:
        return [Problem(line=error.line, column=error.column, message=error.message)]
    unknown = _unknown_variables(analysis, frozenset(allowed), frozenset(banned))
    return _problems(source, {*unknown, *_unknown_filters(analysis)})


def _problems(source: str, found: Iterable[tuple[int, str]]) -> list[Problem]:
    problems = []
    for index, message in sorted(found):
        line, column = _position(source, index)
        problems.append(Problem(line=line, column=column, message=message))
    return problems


def fence_problems(source: str, people: Collection[str]) -> list[Problem]:
    """Return where a template writes people's text outside a data block; nothing where it has no syntax."""
    try:
        template = _parsed_prompt(source)
    except (LiquidError, RecursionError, OverflowError, ValueError, TypeError):
        return []
    return _problems(
        source,
        {
            (index, f"“{name}” is text from people: put it between {{% data “…” %}} and {{% enddata %}}.")
            for index, name in unfenced(template, people)
        },
    )


def _unknown_variables(
    analysis: TemplateAnalysis, allowed: frozenset[str], banned: frozenset[str]
) -> Iterator[tuple[int, str]]:
    known = ", ".join(sorted(allowed)) or "none"
    for uses in analysis.globals.values():
        for use in uses:
            names = [segment for segment in use.segments if isinstance(segment, str)]
            path = ".".join(names)
            prefixes = {".".join(names[:end]) for end in range(1, len(names) + 1)}
            is_branch = any(name.startswith(f"{path}.") for name in allowed)
            if prefixes & allowed or is_branch:
                continue
            if prefixes & banned or any(name.startswith(f"{path}.") for name in banned):
                yield (
                    use.span.index,
                    f"“{path}” is text from people, which never goes into a system message. "
                    "Put it into the user message, in a data block.",
                )
            else:
                yield use.span.index, f"There is no variable “{path}”. There are: {known}."


def _unknown_filters(analysis: TemplateAnalysis) -> Iterator[tuple[int, str]]:
    for name, spans in analysis.filters.items():
        if name not in PROMPT_FILTERS:
            for span in spans:
                yield (
                    span.index,
                    f"There is no filter “{name}”. There are: {', '.join(sorted(PROMPT_FILTERS))}.",
                )


# ---- merge tags --------------------------------------------------------------------------------

_MERGE_CODE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\{|\}\}|\{%|%\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_FALLBACK = re.compile(r"""\|\s*default\s*:\s*("[^"]*"|'[^']*')""")


class MergeTagUse(Value):
    """One place in a text where the sending system fills something in, or would fail to."""

    name: str
    """Empty where the code is no merge tag."""
    fallback: str | None
    start: int
    end: int
    text: str
    problem: str = ""
    """A sentence, where the sending system could not read it."""


def merge_tags_in(text: str) -> list[MergeTagUse]:
    """Return every merge tag and every piece of template code in the text, in reading order."""
    return [_merge_tag(match) for match in _MERGE_CODE.finditer(text)]


def _merge_tag(match: re.Match[str]) -> MergeTagUse:
    code = match.group()
    name, fallback, problem = _read_merge_tag(code)
    return MergeTagUse(
        name=name, fallback=fallback, start=match.start(), end=match.end(), text=code, problem=problem
    )


@lru_cache(maxsize=512)
def _read_merge_tag(code: str) -> tuple[str, str | None, str]:
    if code.startswith("{%"):
        return "", None, "Only merge tags are allowed here, no template code."
    if len(code) < 5 or len(code) > 300:
        return "", None, "A merge tag needs two brackets before its name and two after it."
    try:
        analysis = _MERGING.from_string(code).analyze(include_partials=False)
    except (LiquidError, RecursionError, ValueError):
        return "", None, "The sending system could not read this merge tag."
    names = [str(use) for uses in analysis.globals.values() for use in uses]
    if len(names) != 1 or not _NAME.match(names[0]) or not set(analysis.filters) <= MERGE_FILTERS:
        return "", None, "A merge tag is one name, and a default where it may be missing."
    fallback = _FALLBACK.search(code)
    return names[0], fallback.group(1)[1:-1] if fallback else None, ""


def merge_tag_code(name: str, fallback: str = "") -> str:
    """Return a merge tag as the sending system reads it."""
    if not fallback:
        return f"{{{{ {name} }}}}"
    safe = fallback.translate({ord('"'): "’", ord("{"): None, ord("}"): None})
    return f'{{{{ {name} | default: "{safe}" }}}}'


def fill_merge_tags(text: str, values: Mapping[str, str]) -> str:
    """Return the text as one recipient reads it.

    An unknown or empty value gives way to the tag's fallback; without one, and where the code is
    broken, the text stays as it is, so that a person sees what is wrong.
    """

    def filled(match: re.Match[str]) -> str:
        use = _merge_tag(match)
        return values.get(use.name, "") or (match.group() if use.fallback is None else use.fallback)

    return _MERGE_CODE.sub(filled, text)
