"""What people say about a draft: comments on its words or on the whole, and what became of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models import Generation, Revision
from generation.models.history import AppendOnly, ErasableQuerySet


class CommentQuerySet(ErasableQuerySet["Comment"]):
    def public(self) -> Self:
        """What everybody who sees the draft may read, and what is handed out with its record."""
        return self.filter(is_internal=False)

    def visible_to(self, user: User) -> Self:
        return self.all() if user.is_reviewer else self.public()


class Comment(AppendOnly):
    """Something said about a revision: of words of it where they are quoted, of all of it otherwise."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True)
    """What it answers. Replies have none of their own: a thread is one level deep."""
    body = models.TextField(max_length=2000)
    """Erasable, where the law asks for it."""
    is_internal = models.BooleanField(default=False)
    """Among reviewers: never shown to marketers, never exported."""
    field = models.CharField(max_length=80, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.CharField(max_length=500, blank=True)
    """The characters from `start` to `end` of the field's text in that revision, as they are there."""
    key = models.CharField(max_length=32, blank=True)
    """Of the form it was sent with, so that a form that is sent twice counts once."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["generation", "id"], name="comment_of_draft")]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="comment_sent_once"),
            models.CheckConstraint(
                condition=Q(quote="", field="", start=None, end=None)
                | (~Q(quote="") & ~Q(field="") & Q(parent=None, end__gt=F("start"))),
                name="comment_quotes_words_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]


class CommentEvent(AppendOnly):
    """A thread was resolved, or opened again. The newest one holds."""

    class Kind(models.TextChoices):
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    """Of two people who do the same at the same moment, one gets it."""
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("resolution of a comment")
        verbose_name_plural = _("resolutions of comments")
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="comment_event_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.by}"
