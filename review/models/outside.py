"""Somebody without an account who is asked about one version of one draft, by a link."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from generation.models import Generation, Revision
from generation.models.history import AppendOnly, ErasableQuerySet
from review.models.reviewing import Decision


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def open(self, now: datetime) -> Self:
        """Links that still let somebody in, if the draft is what it was."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class OutsideLink(models.Model):
    """One person's way to one version of a draft, and the right to decide once.

    The address itself is kept nowhere: only its hash is.
    """

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    frozen_hash = models.CharField(max_length=64)
    """The bytes that the link is about. Other ones make it void."""
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    """When the page was first asked for, which a mail scanner does too. It uses nothing up."""
    decided_at = models.DateTimeField(null=True)
    """When it was used to approve or to ask for changes. That is possible once."""
    refused_at = models.DateTimeField(null=True)
    """When it was first tried after its end."""

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("link for an approver outside")
        verbose_name_plural = _("links for approvers outside")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "generation",
                Lower("email"),
                condition=Q(revoked_at=None, decided_at=None),
                name="outside_link_one_open_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return str(_("%(name)s (outside)") % {"name": self.name})


class OutsideAnswer(AppendOnly):
    """What an approver outside said about the version that their link is for."""

    class Kind(models.TextChoices):
        APPROVED = "approved", _("Approves")
        CHANGES_REQUESTED = "changes_requested", _("Asks for changes")
        COMMENTED = "commented", _("Comments")

    link = models.ForeignKey(OutsideLink, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=20, choices=Kind)
    body = models.TextField(max_length=2000, blank=True)
    """Erasable, where the law asks for it."""
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    """The approval of a stage that it counted as; null where it is advice."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ErasableQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        verbose_name = _("answer from outside")
        verbose_name_plural = _("answers from outside")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["link"],
                condition=Q(kind__in=["approved", "changes_requested"]),
                name="outside_answer_one_decision_a_link",
            ),
            models.CheckConstraint(
                condition=Q(kind="approved") | ~Q(body=""), name="outside_answer_says_something"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["approved", "changes_requested", "commented"]),
                name="outside_answer_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link}: {self.kind}"
