"""What an approver outside reads of a draft: its frozen document and its words, and nothing from inside."""

from html import escape

from django.utils.functional import cached_property

from generation.liquid import fill_merge_tags
from generation.llm_tools.pictures import data_uri, used_in
from generation.models import Rendition
from generation.reading.words import UnreadableWords, Words, words_of
from generation.rendering import bodies_of
from review.models import OutsideAnswer, OutsideLink


class Visit:
    """One look at the version that a link is for. A part is fetched when a template asks for it."""

    def __init__(self, link: OutsideLink) -> None:
        self.link = link

    @cached_property
    def words(self) -> Words | None:
        try:
            return words_of(self.link.generation, self.link.revision)
        except UnreadableWords:
            return None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The label and the text of each field that is not empty, with the kit's samples filled in."""
        words = self.words
        if words is None:
            return []
        shown = [(field.label, words.shown(field)) for field in words.fields if field.text]
        return [(label, fill_merge_tags(text, words.samples)) for label, text in shown]

    @cached_property
    def answers(self) -> list[OutsideAnswer]:
        return list(self.link.answers.all())

    @property
    def decision(self) -> OutsideAnswer | None:
        return next((one for one in self.answers if one.kind != OutsideAnswer.Kind.COMMENTED), None)

    def document(self) -> tuple[str, str]:
        """Return the frozen document as its readers get it, with its format; empty where none was kept.

        Merge tags have the kit's samples, and pictures are inside: the frame may load nothing.
        """
        kept = self.link.generation.frozen_renditions
        format = "html" if "html" in kept else next(iter(sorted(kept)), "")
        documents = Rendition.objects.filter(revision=self.link.revision, format=format)
        found = documents.filter(sha256=kept.get(format, ""))
        body = found.values_list("body", flat=True).first() or ""
        if self.words is None:
            return body, format
        if format == "html":
            body = self._with_pictures(body, self.words)
        return self.words.filled(format, body), format

    def _with_pictures(self, body: str, words: Words) -> str:
        pictures = used_in(words.content, words.rendering)
        bodies = dict(bodies_of(pictures))
        for picture in pictures:
            if picture.sha256 in bodies:
                body = body.replace(escape(picture.url), data_uri(picture, bodies[picture.sha256]))
        return body
