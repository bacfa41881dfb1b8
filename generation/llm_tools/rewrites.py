"""Rewrites of an earlier version: what a model is asked for, and what of its answer is used.

A plain retry may change everything outside the locked parts. A verb, such as "shorten", changes the
texts alone: lists, choices and links stay as they were.
"""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from generation.brief import Value
from generation.llm_tools.base import EditableField, InvalidContent, Tool
from generation.llm_tools.fields import validated
from generation.llm_tools.scoping import NoSuchPart, merged, retold


class Verb(StrEnum):
    """What a person can have done to the words of a draft, beside trying again."""

    SHORTEN = "shorten"
    LENGTHEN = "lengthen"
    SIMPLIFY = "simplify"
    TONE = "tone"
    """`option` is the tone."""
    TRANSLATE = "translate"
    """`option` is the code of the language."""


TONES = {
    "warm": "warm, close and calm",
    "matter_of_fact": "matter-of-fact: what, when, how much, and no adjectives",
    "playful": "playful, with a light touch and no puns on the name",
    "urgent": "clear about the end date, without pressure or capitals",
}
"""Tones with what a writer makes of them. A tool may offer others, which are taken by their names."""

_WISHES = {
    Verb.SHORTEN: "Please make it shorter.",
    Verb.LENGTHEN: "Please make it longer.",
    Verb.SIMPLIFY: "Please make it simpler.",
    Verb.TONE: "Please change the tone.",
    Verb.TRANSLATE: "Please translate it.",
}
_STAYS = "Every offer, number, price, date, condition, name, link address and merge tag stays."
_TASKS = {
    Verb.SHORTEN: (
        "Make the earlier version shorter by about a third. Cut repetition, padding and side remarks first, "
        f"then merge sentences; do not cut what a reader needs to act. {_STAYS}"
    ),
    Verb.LENGTHEN: (
        "Make the earlier version longer by about a third. Say more of what the facts, the offer and the key "
        "message hold: what it means to the reader, how it works, what is included. Where they hold nothing "
        f"more, write less rather than fill. Invent nothing. {_STAYS}"
    ),
    Verb.SIMPLIFY: (
        "Write the earlier version in simpler words: sentences of up to twelve words, one thought each, "
        "everyday words, active voice, no jargon, no idioms, so that a reader of twelve and one who "
        f"learns the language can follow. It may get a little shorter, and says the same. {_STAYS}"
    ),
    Verb.TONE: (
        "Change the tone of the earlier version to this one: {option}. Say the same things in the same order "
        f"and about the same length; only how it sounds changes. {_STAYS}"
    ),
    Verb.TRANSLATE: (
        "Translate the earlier version into the language with the code “{option}”, in which all of the "
        "answer is written. Translate what is meant, the way a good writer of that language would put it, "
        "with the form of address that its readers expect. Numbers and dates keep their values and are "
        "written as that language writes them; codes, names of products and brands, link addresses and "
        "merge tags are not translated. Add nothing and leave nothing out."
    ),
}


class Rewrite(Value):
    """What a request changes of an earlier version, and what it keeps."""

    verb: Verb | None = None
    option: str = ""
    scope: str = ""
    """Path of the one part to be changed; empty for the whole."""
    locks: tuple[str, ...] = ()
    """Paths of parts that stay."""

    @property
    def keeps_words(self) -> bool:
        """Whether words of the earlier version are in the new one, untouched or told again."""
        return bool(self.verb or self.scope or self.locks)

    @property
    def needs_earlier(self) -> bool:
        """Whether a model can do nothing without seeing the earlier version."""
        return bool(self.verb or self.scope)

    @property
    def wish(self) -> str:
        """The wish in a colleague's words, for the place that the prompt has for it."""
        return _WISHES[self.verb] if self.verb else ""

    @property
    def task(self) -> str:
        """What is asked of a model in our own words; empty where the prompt says all."""
        said = []
        if self.verb:
            option = TONES.get(self.option, self.option.replace("_", " "))
            said.append(_TASKS[self.verb].format(option=option))
            said.append(
                "This is a rewrite and not a new text: keep the number and order of all parts. What is said "
                "above about the way in, another opening and the number of words does not apply to it."
            )
        if self.scope:
            said.append(
                f"Change only `{self.scope}` of the JSON. Repeat everything else as it is in the earlier "
                "version; what you change elsewhere is thrown away. The new words must fit to what "
                "stands before and after them, without repeating it."
            )
        if self.locks:
            names = ", ".join(f"`{path}`" for path in self.locks)
            said.append(f"Keep these parts of the JSON word for word as in the earlier version: {names}.")
        return "\n".join(said)

    def applied(self, tool: Tool[Any, Any], previous: BaseModel, new: BaseModel) -> BaseModel:
        """Return the content that the request comes to: `new` as far as it may change, else `previous`.

        Raises:
            InvalidContent: the new content lacks a part that it should bring, or the whole is not valid.
        """
        before, after = previous.model_dump(mode="json"), new.model_dump(mode="json")
        try:
            if self.verb:
                data = retold(before, after, self._told_again(tool.editable_fields(previous)))
            else:
                data = merged(before, after, scope=self.scope, locks=self.locks)
        except NoSuchPart as exc:
            raise InvalidContent([f"{exc.path} is missing."]) from exc
        content: BaseModel = validated(tool.content_model, data)
        return content

    def _told_again(self, fields: list[EditableField]) -> list[str]:
        return [
            field.path
            for field in fields
            if (not self.scope or within(field.path, self.scope))
            and not any(within(field.path, lock) for lock in self.locks)
            and field.is_words
            and not is_link(field.text)
        ]


def within(path: str, part: str) -> bool:
    """Say whether a path is that of the part, or inside it."""
    return path == part or path.startswith(f"{part}.")


def is_link(text: str) -> bool:
    """Say whether a text is an address and nothing else."""
    return text.startswith(("https://", "http://", "mailto:")) and len(text.split()) == 1
