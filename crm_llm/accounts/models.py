"""The person who signs in, what they prefer, and the groups that give rights."""

import zoneinfo
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The groups that a migration creates. Membership gives the right; being a superuser does not."""

    MARKETER = "Marketers", _("Marketers")
    REVIEWER = "Reviewers", _("Reviewers")
    LEAD = "Review leads", _("Review leads")
    PROMPT_ADMIN = "Prompt admins", _("Prompt admins")


def time_zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


class User(AbstractUser):
    class Theme(models.TextChoices):
        SYSTEM = "system", _("Like my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", _("Comfortable")
        COMPACT = "compact", _("Compact")

    class AfterDecision(models.TextChoices):
        NEXT = "next", _("Open the next draft")
        LIST = "list", _("Go back to the list")

    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", choices=time_zones)
    language = models.CharField(
        _("language"), max_length=8, default=settings.LANGUAGE_CODE, choices=settings.LANGUAGES
    )
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(_("density"), max_length=12, choices=Density, default=Density.COMFORTABLE)
    after_decision = models.CharField(
        _("after a decision"), max_length=8, choices=AfterDecision, default=AfterDecision.NEXT
    )
    """Where a reviewer is taken who has just decided on a draft."""
    shortcuts_on = models.BooleanField(_("single-key shortcuts"), default=True)

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        return (
            "".join(word[0] for word in (words[0], words[-1])).upper()
            if len(words) > 1
            else words[0][:2].upper()
        )

    @cached_property
    def _memberships(self) -> dict[int, str]:
        """The groups this person belongs to, id to name; one query, then remembered on the instance."""
        return dict(self.groups.values_list("pk", "name")) if self.is_active else {}

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the groups this person belongs to."""
        return frozenset(self._memberships.values())

    @property
    def group_ids(self) -> set[int]:
        return set(self._memberships)

    @property
    def is_marketer(self) -> bool:
        return Role.MARKETER in self.roles

    @property
    def is_lead(self) -> bool:
        return Role.LEAD in self.roles

    @property
    def is_reviewer(self) -> bool:
        """Leads review too."""
        return Role.REVIEWER in self.roles or self.is_lead

    @property
    def is_prompt_admin(self) -> bool:
        return Role.PROMPT_ADMIN in self.roles and self.is_staff

    @property
    def may_read_audit(self) -> bool:
        """Read the audit log, and the evidence of the drafts that they may see."""
        return self.is_lead or self.is_prompt_admin or self.is_superuser
