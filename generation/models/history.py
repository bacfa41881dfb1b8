"""Rows that are written once. The application neither updates nor deletes them."""

from typing import Any, NoReturn, TypeVar

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
    """Rows whose `body` the law may force out. `review.erasure` alone does so, and tells of it."""

    def erase(self) -> int:
        """Put `ERASED` in the place of each body, and return how many there were."""
        return models.QuerySet.update(self.exclude(body__in=["", ERASED]), body=ERASED)


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
