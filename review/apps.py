from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# What prompt admins may open in the admin, beyond what the migration of the groups gave them: verbs by model.
PROMPT_ADMINS_MAY = {
    "alert": ["change", "view"],
    "asset": ["view"],
    "brandkitversion": ["view"],
    "breaker": ["add", "change", "view"],
    "budget": ["add", "change", "delete", "view"],
    "budgetperiod": ["view"],
    "calltext": ["view"],
    "candidate": ["view"],
    "contact": ["add", "change", "delete", "view"],
    "judgeverdict": ["view"],
    "keystate": ["change", "view"],
    "ledgerentry": ["view"],
    "modelprice": ["add", "change", "delete", "view"],
    "modeltier": ["change", "view"],
    "ratelimit": ["add", "change", "delete", "view"],
    "rulesetting": ["add", "change", "delete", "view"],
}

# The same of the review: who has to approve is theirs to say.
PROMPT_ADMINS_SAY = ("reviewpolicy", "reviewstage")


def keep_groups(sender: AppConfig, **kwargs: Any) -> None:
    """Put back groups that a flush took away, and give prompt admins the rights that came later."""
    from django.contrib.auth.models import Group, Permission

    from crm_llm.accounts.models import Role

    groups = {name: Group.objects.get_or_create(name=name)[0] for name in Role.values}
    names = [f"{verb}_{model}" for model, verbs in PROMPT_ADMINS_MAY.items() for verb in verbs]
    rights = Permission.objects.filter(content_type__app_label="generation", codename__in=names)
    of_review = Permission.objects.filter(
        content_type__app_label="review", content_type__model__in=PROMPT_ADMINS_SAY
    )
    groups[Role.PROMPT_ADMIN].permissions.add(*rights, *of_review)


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        post_migrate.connect(keep_groups, sender=self)
