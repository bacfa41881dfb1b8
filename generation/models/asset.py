"""Pictures that people uploaded: what is said of them, and their bytes in rows of their own."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.brief import Picture, picture_key
from generation.models.campaign import Brand, Campaign
from generation.models.history import AppendOnly
from generation.models.urls import published


class AssetFile(AppendOnly):
    """The bytes of a picture, by their hash: stored once, whoever uploads them, and never changed.

    They are in the database so that every host of an installation has them, and a backup is whole.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=20)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture file")
        verbose_name_plural = _("picture files")
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=["image/jpeg", "image/png"]), name="asset_file_type_known"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        brands = Brand.objects.visible_to(user).values("pk")
        return self.filter(Q(brand__in=brands) | Q(campaign__brand__in=brands))

    def active(self) -> Self:
        return self.filter(is_archived=False)


class Asset(models.Model):
    """A picture of one campaign, or the logo of one brand. Its words can be edited, its bytes never."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="assets"
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="assets")
    """Set for a logo only: a campaign's pictures go where the campaign goes."""
    file = models.ForeignKey(AssetFile, on_delete=models.PROTECT, related_name="+", db_column="sha256")
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text=_("Bytes"))
    alt = models.CharField(_("alt text"), max_length=250)
    licence = models.CharField(_("licence"), max_length=200)
    original_name = models.CharField(_("file name"), max_length=120)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_archived = models.BooleanField(_("archived"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(fields=["campaign", "id"], name="asset_of_campaign"),
            models.Index(fields=["brand", "id"], name="asset_of_brand"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign=None, brand__isnull=False) | Q(campaign__isnull=False, brand=None),
                name="asset_of_a_campaign_or_a_brand",
            ),
            models.CheckConstraint(condition=~Q(alt="") & ~Q(licence=""), name="asset_says_what_it_is"),
            models.UniqueConstraint(fields=["campaign", "file"], name="asset_once_a_campaign"),
            models.UniqueConstraint(fields=["brand", "file"], name="asset_once_a_brand"),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def sha256(self) -> str:
        return str(self.file_id)

    @property
    def key(self) -> str:
        return picture_key(self.sha256)

    @property
    def picture(self) -> Picture:
        """The picture as drafts see it."""
        return published(
            Picture(
                key=self.key,
                sha256=self.sha256,
                alt=self.alt,
                width=self.width,
                height=self.height,
                media_type=self.media_type,
            )
        )
