"""Where a draft can stand: with a worker, with people, and how risky it is. `Generation` has all of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Writing")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not written")
    CANCELLED = "cancelled", _("Cancelled")


class Stage(models.TextChoices):
    """Where a running draft is, for the progress that a person watches."""

    QUEUED = "queued", _("Queued")
    PREPARING = "preparing", _("Preparing the brief")
    WRITING = "writing", _("Writing")
    CHECKING = "checking", _("Checking")
    DONE = "done", _("Ready")


class Source(models.TextChoices):
    MODEL = "model", _("Written by a model")
    CACHE = "cache", _("From an earlier draft")
    TEMPLATE = "template", _("Template, not AI")


class ReviewStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Needs review")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    ARCHIVED = "archived", _("Archived")


class RiskBand(models.IntegerChoices):
    LOW = 0, _("Low")
    MEDIUM = 1, _("Medium")
    HIGH = 2, _("High")
