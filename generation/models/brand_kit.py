"""What a brand says of itself, version by version. Which one is in force is a pointer of the brand."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.brief import BrandKit
from generation.canonical import content_hash
from generation.models.history import AppendOnly
from generation.models.urls import published

OF_THE_BRAND = frozenset({"name", "version"})
"""What a kit's value takes from the rows around it and not from its JSON."""


class BrandKitVersion(AppendOnly):
    brand = models.ForeignKey("generation.Brand", on_delete=models.PROTECT, related_name="kit_versions")
    number = models.PositiveIntegerField(_("version"))
    kit = models.JSONField()
    """A `BrandKit` without its name, which is the brand's, and its version, which is `number`."""
    checksum = models.CharField(max_length=64)
    note = models.CharField(_("what changed and why"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    """Null where it came with the brand."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["brand", "-number"]
        verbose_name = _("brand kit version")
        verbose_name_plural = _("brand kit versions")
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="brand_kit_number_once")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @classmethod
    def of(cls, kit: BrandKit, **fields: object) -> Self:
        """Return an unsaved version that holds the kit."""
        body = {name: value for name, value in kit.as_kept().items() if name not in OF_THE_BRAND}
        if body["logo"]:
            # Where pictures are published is a setting of the installation.
            body["logo"]["url"] = ""
        return cls(kit=body, checksum=content_hash(body), **fields)

    def value(self, name: str) -> BrandKit:
        """Return the kit as prompts, checks and renderers take it; `name` is the brand's."""
        kit = BrandKit.model_validate(self.kit | {"name": name, "version": self.number})
        return kit.model_copy(update={"logo": published(kit.logo)}) if kit.logo else kit
