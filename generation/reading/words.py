"""The words of one revision, read as its tool reads them: fields to compare, documents to look at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from pydantic import BaseModel

from generation.brief import BrandKit, Picture, Rendering
from generation.checks.types import CheckContext, Claim
from generation.exceptions import WrongState
from generation.liquid import fill_merge_tags, merge_tags_in
from generation.llm_tools import UnknownTool, get_tool
from generation.llm_tools.base import EditableField, InvalidContent, Tool
from generation.llm_tools.pictures import embedded
from generation.models import Candidate, Generation, Revision
from generation.rendering import rendering_of, with_bodies

_HEADING = re.compile(r"^#{1,2} ")
"""How a page without a picture marks one."""
A_FEW_CHARACTERS = 360


class UnreadableWords(WrongState):
    """The tool that wrote a revision is gone, or reads another form of content by now."""


@dataclass(frozen=True)
class ShownLink:
    text: str
    url: str

    @property
    def host(self) -> str:
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""


@dataclass(frozen=True)
class Words:
    tool: Tool[Any, Any]
    content: BaseModel
    rendering: Rendering

    @property
    def kit(self) -> BrandKit:
        return self.rendering.kit

    @cached_property
    def fields(self) -> list[EditableField]:
        return self.tool.editable_fields(self.content)

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The label and the text of each field, as people read them: a picture is what it shows."""
        return [(field.label, self.shown(field)) for field in self.fields]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The same without the places where no picture stands: there is nothing to compare."""
        return [
            (field.label, self.shown(field)) for field in self.fields if field.text or not field.is_picture
        ]

    def shown(self, field: EditableField, text: str | None = None) -> str:
        """Return the field's text, or another for it, as people read it."""
        text = field.text if text is None else text
        if not field.is_picture:
            return text
        picture = self.rendering.picture(text)
        return picture.alt if picture else _("A picture that is gone") if text else _("No picture")

    @property
    def read(self) -> list[EditableField]:
        """Return the fields as people read them: a picture that is there is what it shows."""
        return [
            field.model_copy(update={"text": self.shown(field)}) if field.is_picture and field.text else field
            for field in self.fields
        ]

    @property
    def pictured(self) -> list[tuple[EditableField, Picture | None]]:
        """Return each field that is not empty, with its picture where it is the place of one."""
        return [
            (field, self.rendering.picture(field.text) if field.is_picture else None)
            for field in self.fields
            if field.text
        ]

    @cached_property
    def html(self) -> str:
        """The HTML document; empty where the tool makes none."""
        return self.tool.render(self.content, self.rendering, "html") if "html" in self.tool.formats else ""

    @property
    def main_format(self) -> str:
        """The document to look at first."""
        return "html" if "html" in self.tool.formats else self.tool.formats[0]

    def document(self, format: str) -> str:
        """Return the rendered document, with merge tags as the sending system takes them."""
        if format == "html":
            return self.html
        return self.tool.render(self.content, self.rendering, format)

    def file(self, format: str) -> bytes:
        """Return the document, or one of the tool's further files, as it is handed out."""
        return self.tool.export(self.content, self.rendering, format)

    @property
    def samples(self) -> dict[str, str]:
        """What the merge tags come to where no contact is chosen."""
        return {tag.name: tag.sample for tag in self.kit.merge_tags}

    def filled(
        self, format: str, document: str | None = None, values: Mapping[str, str] | None = None
    ) -> str:
        """Return the document as a contact of these values reads it, or as the kit's samples have it."""
        values = self.samples if values is None else values
        if format == "html":
            values = {name: escape(value) for name, value in values.items()}
        return fill_merge_tags(self.document(format) if document is None else document, values)

    @property
    def beginning(self) -> list[str]:
        """Return the first paragraphs as a reader gets them, without a picture."""
        fields = [field.text for field in self.fields if field.is_words and field.text]
        text = self.filled("txt") if "txt" in self.tool.formats else "\n\n".join(fields)
        paragraphs, length = [], 0
        for part in re.split(r"\n\s*\n|\n(?=- |https?://)", text):
            words = _HEADING.sub("", " ".join(part.split()))
            if words and length < A_FEW_CHARACTERS:
                paragraphs.append(words)
                length += len(words)
        return paragraphs

    @property
    def has_merge_tags(self) -> bool:
        """Readers get different words, so that a preview shows those of a sample contact."""
        return bool(self.kit.merge_tags) and any(merge_tags_in(field.text) for field in self.fields)

    def previewed(self) -> "Words":
        """Return the same words with their pictures in the document itself. At most one query.

        The frame of a preview has no origin: its requests carry no cookie, and would be asked to sign in.
        """
        rendering = self.rendering
        if not rendering.bodies:
            rendering = with_bodies(rendering, self.content)
        return Words(self.tool, self.content, embedded(rendering))

    @cached_property
    def size(self) -> int:
        """Bytes of the HTML document."""
        return len(self.html.encode())

    @cached_property
    def links(self) -> list[ShownLink]:
        """Every different link of the HTML document, in reading order."""
        reader = _LinkReader()
        reader.feed(self.html)
        return list(dict.fromkeys(reader.links))

    def claims(self, context: CheckContext) -> list[Claim]:
        return self.tool.claims(self.content, context)


def words_of(generation: Generation, revision: Revision | Candidate | None = None) -> Words:
    """Read a revision of the draft, the current one if none is given, with the brand as it is now.

    Raises:
        UnreadableWords: there are none, or today's tools can't read them.
    """
    revision = revision or generation.current_revision
    if revision is None:
        raise UnreadableWords(_("This draft has no words yet."))
    try:
        tool = get_tool(generation.tool)
        content = tool.stored(revision.content, revision.schema_version)
    except (UnknownTool, InvalidContent) as exc:
        raise UnreadableWords(_("The tool that wrote these words can’t read them any more.")) from exc
    return words_from(generation, content)


def words_from(generation: Generation, content: BaseModel) -> Words:
    tool = get_tool(generation.tool)
    return Words(tool, content, rendering_of(generation, tool, content))


class _LinkReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[ShownLink] = []
        self._url = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            url = dict(attrs).get("href") or ""
            # Where else on the same page a link leads, nobody has to check.
            self._url, self._text = "" if url.startswith("#") else url, []

    def handle_data(self, data: str) -> None:
        if self._url:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url:
            self.links.append(ShownLink(" ".join("".join(self._text).split()), self._url))
            self._url = ""
