from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "crm_llm.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from crm_llm import checks  # noqa: F401 - registers them
