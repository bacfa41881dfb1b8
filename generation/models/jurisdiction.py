"""Whose law a campaign is under, and which trade it is in, as people read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Jurisdiction(models.TextChoices):
    US = "US", _("United States")
    CALIFORNIA = "US-CA", _("California")
    NEW_YORK = "US-NY", _("New York")
    CANADA = "CA", _("Canada")
    EU = "EU", _("European Union")
    GERMANY = "DE", _("Germany")
    FRANCE = "FR", _("France")
    UK = "UK", _("United Kingdom")
    AUSTRALIA = "AU", _("Australia")


class Sector(models.TextChoices):
    ADULT = "adult", _("Adult content")
    ALCOHOL = "alcohol", _("Alcohol")
    CFD = "cfd", _("Contracts for difference")
    CHILDREN = "children", _("For children")
    CRYPTO = "crypto", _("Crypto assets")
    EVENTS = "events", _("Tickets and lodging")
    FINANCE = "finance", _("Finance")
    FOOD = "food", _("Food and drink")
    GAMBLING = "gambling", _("Gambling")
    HOUSING_JOBS = "housing_jobs", _("Housing and jobs")
    MEDICINE = "medicine", _("Prescription medicine")
    POLITICAL = "political", _("Politics")
    SUPPLEMENT = "supplement", _("Food supplements")
    TOBACCO = "tobacco", _("Tobacco and vapes")


def jurisdiction_names(codes: list[str] | tuple[str, ...]) -> list[str]:
    """Return what people call them; a code that is gone stays as it is."""
    known = dict(Jurisdiction.choices)
    return [str(known.get(code, code)) for code in codes]
