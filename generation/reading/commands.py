"""What a person can do or go to from the search, by right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models.search import words_of


@dataclass(frozen=True)
class Command:
    label: Any
    icon: str
    to: str
    """Name of the address."""
    also: Any = ""
    """Other words that people look for it by."""
    query: str = ""
    may: Callable[[User], bool] = lambda user: True

    @property
    def url(self) -> str:
        return reverse(self.to) + self.query

    def answers(self, asked: list[str]) -> bool:
        """Say whether each word is one of the command's, or the beginning of one."""
        own = words_of(f"{self.label} {self.also}")
        return all(any(word.startswith(part) for word in own) for part in asked)


COMMANDS = (
    Command(
        _("New campaign"),
        "plus",
        "generation:campaign_new",
        _("create add brief"),
        may=lambda user: user.is_marketer,
    ),
    Command(
        _("Review queue"),
        "eye",
        "review:queue",
        _("approve reject decide"),
        may=lambda user: user.is_reviewer,
    ),
    Command(
        _("Team"),
        "chart",
        "review:team",
        _("board figures median reviewers reasons"),
        may=lambda user: user.is_reviewer,
    ),
    Command(_("Drafts that need you"), "text", "generation:drafts", _("my mine"), "?status=needs-you"),
    Command(_("Home"), "home", "dashboard", _("dashboard start")),
    Command(_("Campaigns"), "flag", "generation:campaigns"),
    Command(_("Drafts"), "text", "generation:drafts"),
    Command(_("Brands"), "shield", "generation:brands", _("kit voice colours logo")),
    Command(_("Rules"), "check", "generation:rules", _("checks compliance")),
    Command(
        _("Audit log"),
        "shield",
        "review:audit",
        _("history who when export"),
        may=lambda user: user.may_read_audit,
    ),
    Command(
        _("Prompts"),
        "edit",
        "admin:generation_prompt_changelist",
        _("templates models"),
        may=lambda user: user.is_staff and user.has_perm("generation.view_prompt"),
    ),
    Command(
        _("Your account"),
        "user",
        "accounts:profile",
        _("preferences profile theme dark density shortcuts time zone language sign out"),
    ),
    Command(_("Notifications"), "inbox", "review:notifications", _("inbox told unread")),
    Command(_("Mail about notifications"), "mail", "review:mail_preference", _("settings mute digest")),
)


def commands(user: User, asked: list[str]) -> list[Command]:
    """Return what `user` may do that answers to every word; all of it where nothing is asked."""
    return [command for command in COMMANDS if command.may(user) and command.answers(asked)]
