from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def seed_prompts(sender: AppConfig, plan: Any = None, **kwargs: Any) -> None:
    """Give new tools their prompts whenever `migrate` has brought the tables up to date."""
    from generation.prompt_services import ensure_prompts

    ensure_prompts()


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Generation")

    def ready(self) -> None:
        post_migrate.connect(seed_prompts, sender=self)
