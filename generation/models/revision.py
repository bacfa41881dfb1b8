"""The words of a draft. Revision 1 is the model's; each edit by a person is a new one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.models.generation import Generation
from generation.models.history import AppendOnly


class Revision(AppendOnly):
    class Origin(models.TextChoices):
        MODEL = "model", _("Written by the model")
        CACHE = "cache", _("From an earlier draft")
        TEMPLATE = "template", _("Filled from the template")
        PERSON = "person", _("Edited")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    content = models.JSONField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    content_hash = models.CharField(max_length=64)
    words = models.PositiveIntegerField(default=0)
    checks_run = models.PositiveSmallIntegerField(default=0)
    passed = models.JSONField(default=list, blank=True)
    """What the checks found in order when the words were stored, in a person's words."""
    claims_found = models.PositiveSmallIntegerField(null=True)
    """How many `RevisionClaim` rows it has; null where it was stored before claims were kept."""
    kit_version = models.PositiveIntegerField(default=0)
    """Number of the brand kit that the words were checked with; 0 where kits had no versions yet."""
    note = models.CharField(max_length=300, blank=True)
    writers = models.JSONField(default=list, blank=True)
    """Ids of people, beside the author, who asked for words that were taken over here, or wrote some."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["generation", "number"], name="revision_number_once_a_draft"),
            models.CheckConstraint(
                condition=~Q(origin="person") | Q(author__isnull=False),
                name="revision_by_a_person_names_the_person",
            ),
        ]

    def __str__(self) -> str:
        return f"r{self.number}"


class RevisionClaim(AppendOnly):
    """What a revision claimed, and what the campaign said to it when the words were stored."""

    class Status(models.TextChoices):
        SUPPORTED = "supported", _("Supported")
        DERIVED = "derived", _("Follows from a fact")
        CONTRADICTED = "contradicted", _("Contradicts a fact")
        NO_SOURCE = "no_source", _("No source")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="claims")
    field = models.CharField(max_length=80)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Status)
    fact_key = models.CharField(max_length=20, blank=True)
    fact_text = models.CharField(max_length=500, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("claim in a text")
        verbose_name_plural = _("claims in texts")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["supported", "derived", "contradicted", "no_source"]),
                name="revision_claim_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Candidate(AppendOnly):
    """Words that a model wrote for a draft and that were not chosen. They can be read, and taken over."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="candidates")
    number = models.PositiveSmallIntegerField()
    """In the order in which they were written, the chosen one counted."""
    content = models.JSONField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    content_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=120, blank=True)
    must_fix = models.PositiveSmallIntegerField(default=0)
    to_check = models.PositiveSmallIntegerField(default=0)
    notes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.UniqueConstraint(fields=["generation", "number"], name="candidate_number_once_a_draft"),
        ]

    def __str__(self) -> str:
        return str(_("Candidate %(n)s") % {"n": self.number})


class Rendition(AppendOnly):
    """A document as its audience gets it, kept byte for byte when its draft is submitted."""

    class Format(models.TextChoices):
        HTML = "html", "HTML"
        TEXT = "txt", _("Plain text")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=8)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["revision", "format", "sha256"], name="rendition_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.sha256[:12]}"
