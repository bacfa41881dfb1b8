from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def seed(sender: AppConfig, plan: Any = None, **kwargs: Any) -> None:
    """Give new tools their prompts, and tiers their rows, whenever `migrate` has brought the tables up."""
    from generation.prompt_services import ensure_prompts
    from generation.stores.routes import ensure_tiers

    ensure_prompts()
    ensure_tiers()


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Generation")

    def ready(self) -> None:
        from generation import column_changes
        from generation.history_guard import guard_after_migrate
        from generation.search_index import ensure_after_migrate

        column_changes.connect()
        post_migrate.connect(seed, sender=self)
        post_migrate.connect(guard_after_migrate, sender=self, dispatch_uid="guard_history")
        post_migrate.connect(ensure_after_migrate, sender=self, dispatch_uid="search_index")
