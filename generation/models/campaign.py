"""Brands, who works for them, and the campaigns that drafts are requested for."""

import zoneinfo
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User, time_zones
from generation.brief import BrandKit, Brief, FactItem, LinkItem, starter_kit
from generation.models.jurisdiction import Sector, jurisdiction_names
from generation.models.urls import WebAddressField


def short_text(label: object, limit: int) -> "models.TextField[str, str]":
    return models.TextField(label, max_length=limit, blank=True, validators=[MaxLengthValidator(limit)])  # type: ignore[arg-type]


class BrandQuerySet(models.QuerySet["Brand"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Brands without members, which are open to all, and those that `user` is a member of.

        Superusers see all: to see is not to decide.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        members = BrandMembership.objects.filter(brand=OuterRef("pk"))
        return self.filter(~Exists(members) | Exists(members.filter(user=user)))


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    kit_version = models.ForeignKey(
        "generation.BrandKitVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    """The version of the kit that is in force. Moved by `kit_services` only."""
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", choices=time_zones)
    own_minor_edits = models.BooleanField(
        _("reviewers approve their own minor edits"),
        default=False,
        help_text=_(
            "Few words, in paragraphs without a number, a link or a claim. Otherwise somebody else approves."
        ),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return self.name

    def today(self, now: datetime) -> date:
        """Return the date where the brand is: facts and offers begin and end by it."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    def kit(self) -> BrandKit:
        """Return the kit in force; a brand that has none yet gets the one that every brand begins with."""
        return self.kit_version.value(self.name) if self.kit_version else starter_kit(self.name)


class BrandMembership(models.Model):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brand_memberships"
    )

    class Meta:
        verbose_name = _("brand member")
        verbose_name_plural = _("brand members")
        constraints = [
            models.UniqueConstraint(fields=["brand", "user"], name="brand_membership_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.brand}"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(brand__in=Brand.objects.visible_to(user))

    def active(self) -> Self:
        return self.filter(status=Campaign.Status.ACTIVE)


class Campaign(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("brand")
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    objective = short_text(_("goal"), 2000)
    audience = short_text(_("audience"), 2000)
    audience_size = models.PositiveIntegerField(_("size of the audience"), null=True, blank=True)
    """How many people get it or see it. Null: unknown."""
    offer = short_text(_("offer"), 2000)
    languages = models.JSONField(_("languages"), default=list)
    jurisdictions = models.JSONField(_("countries"), default=list, blank=True)
    """Codes of `Jurisdiction`; none: those of the brand, or unknown."""
    sector = models.CharField(_("trade"), max_length=20, choices=Sector, blank=True, default="")
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("owner")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        indexes = [models.Index(fields=["status", "-created_at", "-id"], name="campaign_list")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "archived"]), name="campaign_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.status == self.Status.ARCHIVED

    @property
    def jurisdiction_names(self) -> list[str]:
        return jurisdiction_names(self.jurisdictions)

    def brief(self, *, now: datetime) -> Brief:
        """Return what a model may be told: no expired facts, no archived pictures. Four queries."""
        facts = [fact.item(number) for number, fact in enumerate(self.facts.all(), start=1)]
        today, kit = self.brand.today(now), self.brand.kit()
        return Brief(
            campaign=self.name,
            objective=self.objective,
            audience=self.audience,
            offer=self.offer,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            brand=kit,
            facts=tuple(fact for fact in facts if not fact.is_expired(today)),
            links=tuple(LinkItem(label=link.label, url=link.url) for link in self.links.all()),
            pictures=tuple(asset.picture for asset in self.assets.active()),
            jurisdictions=tuple(self.jurisdictions) or kit.jurisdictions,
            sector=self.sector,
            taken_at=now,
        )


class Fact(models.Model):
    """A statement that drafts may make, with where it comes from."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("fact"), max_length=500)
    source = models.CharField(_("source"), max_length=200)
    source_url = WebAddressField(_("source link"), max_length=500, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    lowest_30d = models.CharField(
        _("lowest price of the last 30 days"),
        max_length=40,
        blank=True,
        help_text=_("For a price reduction in the EU: what its percentage is counted from, like €64.00."),
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        indexes = [models.Index(fields=["campaign", "position", "id"], name="fact_order")]

    def __str__(self) -> str:
        return self.text

    def item(self, number: int) -> FactItem:
        return FactItem(
            key=f"F{number}",
            text=self.text,
            source=self.source,
            source_url=self.source_url,
            valid_until=self.valid_until,
            lowest_30d=self.lowest_30d,
        )

    def is_expired_on(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class Link(models.Model):
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = models.CharField(_("label"), max_length=80)
    url = WebAddressField(_("address"), max_length=500)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label
