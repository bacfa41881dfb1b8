from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def keep_groups(sender: AppConfig, **kwargs: Any) -> None:
    """Put back groups that a flush took away; a migration makes them, with their rights in the admin."""
    from django.contrib.auth.models import Group

    from crm_llm.accounts.models import Role

    for name in Role.values:
        Group.objects.get_or_create(name=name)


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        post_migrate.connect(keep_groups, sender=self)
