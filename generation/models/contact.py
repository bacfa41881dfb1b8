"""People whom a brand writes to. Their data fills previews and never goes into a prompt."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models.campaign import Brand


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(brand__in=Brand.objects.visible_to(user).values("pk"))

    def samples(self) -> Self:
        """Invented people, made to try drafts on."""
        return self.filter(is_sample=True)


class Contact(models.Model):
    brand = models.ForeignKey(
        Brand, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("brand")
    )
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    locale = models.CharField(_("language"), max_length=12, blank=True, help_text=_("Such as de-AT."))
    attributes = models.JSONField(
        _("further fields"), default=dict, blank=True, help_text=_("By the names of the brand's merge tags.")
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("An invented person whom previews may show.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["brand", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["brand", "is_sample", "id"], name="contact_of_brand")]

    def __str__(self) -> str:
        return self.full_name or self.email or str(_("Nobody known"))

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def merge_values(self) -> dict[str, str]:
        """Return what the merge tags of an email come to for this person; what is unknown is missing."""
        own: dict[str, Any] = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "full_name": self.full_name,
            "email": self.email,
            "company": self.company,
        }
        found = dict(self.attributes) | own if isinstance(self.attributes, dict) else own
        return {
            str(name): str(value).strip()
            for name, value in found.items()
            if isinstance(value, str | int) and str(value).strip()
        }
