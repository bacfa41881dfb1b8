"""What drafts and campaigns are found by: their words, in an index of each database's own kind.

PostgreSQL has a GIN index over a text search vector, SQLite an FTS5 table; `generation.search_index` creates
them. Both only ever see words that `words_of` made plain, so that a search finds the same on both.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models.campaign import Brand, Campaign
from generation.models.generation import Generation

LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def words_of(text: str) -> list[str]:
    """Return the different words of a text without case, accents and marks: "Größe" is "grosse".

    They hold letters and digits only, so that none of them can be syntax of a query.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = _BEYOND_ASCII.sub(_without_accents, plain)
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(bare)))


def _without_accents(found: re.Match[str]) -> str:
    return "".join(letter for letter in found[0] if not unicodedata.combining(letter))


class WordsField(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """Words that `words_of` returned, with a space between them. Its one lookup is `hold`."""


@WordsField.register_lookup
class Hold(Lookup):
    """Every word given is in the text, or is the beginning of one that is: "kaffee" finds "Kaffeebohnen".

    A single letter stands for itself alone: as a beginning it would be found nearly everywhere.
    """

    lookup_name = "hold"
    prepare_rhs = False
    rhs: Sequence[str]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Compare with the indexed expression.

        The words stand in the statement and not beside it: whether to begin at the index or at the newest
        row depends on how common they are, which a plan made for any words would have to guess.
        """
        column, params = self.process_lhs(compiler, connection)
        wanted = " & ".join(f"''{word}''{':*' if len(word) > 1 else ''}" for word in self._words())
        return f"{VECTOR.format(words=column)} @@ CAST('{wanted}' AS tsquery)", list(params)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **kwargs: Any
    ) -> tuple[str, list[Any]]:
        column = self.lhs
        row = f"{compiler.quote_name_unless_alias(column.alias)}.{connection.ops.quote_name('id')}"
        table = connection.ops.quote_name(fts_table(column.target.model))
        wanted = " AND ".join(f'"{word}"{"*" if len(word) > 1 else ""}' for word in self._words())
        return f"{row} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [wanted]  # noqa: S608

    def _words(self) -> Sequence[str]:
        """Return the words, which are put into a statement: so nothing but words may be among them."""
        if not self.rhs or not all(_WORD.fullmatch(word) for word in self.rhs):
            raise ValueError("Only words from words_of() can be looked up.")
        return self.rhs


VECTOR = "array_to_tsvector(string_to_array({words}, ' '))"
"""The expression that PostgreSQL indexes. Its own parser would take `tea/coffee` for a file."""


def fts_table(model: type[models.Model]) -> str:
    """Return the name of SQLite's index of the words of `model`."""
    return f"{model._meta.db_table}_fts"


class SearchWordsQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if user.is_authenticated and user.is_superuser:
            return self
        return self.filter(brand__in=Brand.objects.visible_to(user).values("pk"))


class SearchWords(models.Model):
    """What one thing is found by, written by `generation.searching` in the transaction of the thing."""

    # Copied from the thing, so that rights need no join.
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    words = WordsField()

    objects: ClassVar[Any] = SearchWordsQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["brand", "-id"], name="%(class)s_newest")]

    def __str__(self) -> str:
        return f"{self.words[:60]}"


class DraftWords(SearchWords):
    generation = models.OneToOneField(Generation, on_delete=models.CASCADE, related_name="search")

    class Meta(SearchWords.Meta):
        verbose_name = _("words of a draft")
        verbose_name_plural = _("words of drafts")


class CampaignWords(SearchWords):
    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="search")

    class Meta(SearchWords.Meta):
        verbose_name = _("words of a campaign")
        verbose_name_plural = _("words of campaigns")


INDEXED: tuple[type[SearchWords], ...] = (DraftWords, CampaignWords)
