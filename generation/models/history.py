"""Rows that are written once. The application neither updates nor deletes them."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model, covariant=True)


class HistoryIsAppendOnly(TypeError):
    """Somebody tried to change or delete a row of the record."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise HistoryIsAppendOnly(f"{self.model.__name__} rows are never updated.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsAppendOnly(f"{self.model.__name__} rows are never updated.")

    def delete(self) -> NoReturn:
        raise HistoryIsAppendOnly(f"{self.model.__name__} rows are never deleted.")


ERASED = "[erased]"
"""What is read where words were erased."""


class ErasableQuerySet(AppendOnlyQuerySet[M]):
    """Rows with words that the law may force out. `review.erasure` alone does so, and tells of it."""

    words: ClassVar[tuple[str, ...]] = ("body",)
    """The columns that hold them."""

    def erase(self) -> int:
        """Put `ERASED` in the place of each text, and return how many there were."""
        return sum(
            models.QuerySet.update(self.exclude(**{f"{column}__in": ["", ERASED]}), **{column: ERASED})
            for column in self.words
        )


class AppendOnly(models.Model):
    """Base of the record: a row is inserted once and then only read."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryIsAppendOnly(f"{type(self).__name__} rows are never updated.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsAppendOnly(f"{type(self).__name__} rows are never deleted.")
