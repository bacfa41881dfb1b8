"""The record of who did what, when and why; sealed afterwards, never changed."""

import hashlib
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.canonical import stable_json
from generation.models.campaign import Brand
from generation.models.history import AppendOnly, AppendOnlyQuerySet


class AuditAction(models.TextChoices):
    """What can happen. The value is stored, the label is the middle of a sentence: "Ana … ." """

    CAMPAIGN_CREATED = "campaign.created", _("created the campaign")
    CAMPAIGN_EDITED = "campaign.edited", _("edited the campaign")
    CAMPAIGN_DUPLICATED = "campaign.duplicated", _("duplicated the campaign")
    CAMPAIGN_ARCHIVED = "campaign.archived", _("archived the campaign")
    CAMPAIGN_RESTORED = "campaign.restored", _("restored the campaign")
    ASSET_UPLOADED = "asset.uploaded", _("added a picture")
    ASSET_EDITED = "asset.edited", _("edited the words of a picture")
    ASSET_ARCHIVED = "asset.archived", _("archived a picture")
    ASSET_RESTORED = "asset.restored", _("restored a picture")
    DRAFT_REQUESTED = "draft.requested", _("requested a draft")
    DRAFT_WRITTEN = "draft.written", _("wrote the draft")
    DRAFT_FAILED = "draft.failed", _("could not write the draft")
    DRAFT_CANCELLED = "draft.cancelled", _("cancelled the draft")
    DRAFT_RETRIED = "draft.retried", _("asked for the draft again")
    DRAFT_EDITED = "draft.edited", _("edited the words")
    DRAFT_SUBMITTED = "draft.submitted", _("submitted the draft for review")
    DRAFT_RECALLED = "draft.recalled", _("recalled the draft")
    DRAFT_ASSIGNED = "draft.assigned", _("decided who reviews the draft")
    DRAFT_CLAIMED = "draft.claimed", _("began to review the draft")
    DRAFT_REFROZEN = "draft.refrozen", _("took in the brand's new details")
    DRAFT_TAKEN_OVER = "draft.taken_over", _("took over the review")
    DRAFT_HANDOVER_ASKED = "draft.handover_asked", _("asked to take over the review")
    DRAFT_HANDED_OVER = "draft.handed_over", _("handed the review over")
    DRAFT_RELEASED = "draft.released", _("released the draft")
    DRAFT_CLAIM_EXPIRED = "draft.claim_expired", _("ended a review that ran out of time")
    DRAFT_STAGE_APPROVED = "draft.stage_approved", _("approved a stage of the draft")
    DRAFT_APPROVED = "draft.approved", _("approved the draft")
    DRAFT_RULES_SET_ASIDE = "draft.rules_set_aside", _("approved the draft outside the rules")
    DRAFT_CHANGES_REQUESTED = "draft.changes_requested", _("requested changes")
    DRAFT_REJECTED = "draft.rejected", _("rejected the draft")
    DRAFT_DECISION_UNDONE = "draft.decision_undone", _("undid the decision")
    DRAFT_WITHDRAWN = "draft.withdrawn", _("withdrew the approval")
    DRAFT_REOPENED = "draft.reopened", _("reopened the draft")
    DRAFT_SUPERSEDED = "draft.superseded", _("replaced the draft with a newer one")
    DRAFT_ARCHIVED = "draft.archived", _("archived the draft")
    DRAFT_REMINDED = "draft.reminded", _("reminded those who can approve the draft")
    DRAFT_OVERDUE = "draft.overdue", _("found the draft overdue")
    DRAFT_ESCALATED = "draft.escalated", _("told the review leads that the draft waits too long")
    DRAFT_COMMENTED = "draft.commented", _("commented")
    DRAFT_COMMENT_RESOLVED = "draft.comment_resolved", _("resolved a comment")
    DRAFT_COMMENT_REOPENED = "draft.comment_reopened", _("opened a comment again")
    OUTSIDE_INVITED = "outside.invited", _("made a link for an approver outside")
    OUTSIDE_REVOKED = "outside.revoked", _("revoked the link of an approver outside")
    OUTSIDE_OPENED = "outside.opened", _("opened the link")
    OUTSIDE_REFUSED = "outside.refused", _("tried the link after its end")
    OUTSIDE_APPROVED = "outside.approved", _("approved the draft from outside")
    OUTSIDE_CHANGES_REQUESTED = "outside.changes_requested", _("asked for changes from outside")
    OUTSIDE_COMMENTED = "outside.commented", _("commented from outside")
    FINDING_DISMISSED = "draft.finding_dismissed", _("dismissed a finding")
    DRAFT_DOWNLOADED = "draft.downloaded", _("downloaded the draft")
    KIT_SAVED = "kit.saved", _("changed the brand kit")
    KIT_RESTORED = "kit.restored", _("went back to an earlier brand kit")
    RULE_DECIDED = "rule.decided", _("decided about the rule")
    RULE_RESET = "rule.reset", _("let the rule be as usual")
    PROMPT_VERSION_SAVED = "prompt.version_saved", _("saved a prompt version")
    PROMPT_PUBLISHED = "prompt.published", _("set a prompt version live")
    PROMPT_ROLLED_BACK = "prompt.rolled_back", _("rolled the prompt back")
    TIER_EDITED = "tier.edited", _("changed which models are asked")
    PRICE_ENTERED = "price.entered", _("entered a model's price")
    PRICE_REMOVED = "price.removed", _("removed a model's price")
    BREAKER_FORCED = "breaker.forced", _("decided whether the model is asked")
    BREAKER_RELEASED = "breaker.released", _("let the breaker decide again")
    KEY_TRIED_AGAIN = "key.tried_again", _("put the key back to use")
    BUDGET_CORRECTED = "budget.corrected", _("corrected what a budget counts")
    ALERT_DONE = "alert.done", _("marked the alert as done")
    RECORD_ADDED = "record.added", _("added a record")
    RECORD_CHANGED = "record.changed", _("changed a record")
    RECORD_DELETED = "record.deleted", _("deleted a record")
    AUDIT_EXPORTED = "audit.exported", _("exported the audit log")
    AUDIT_ERASED = "audit.erased", _("erased what entries of the audit log quoted")


def audit_actions() -> list[tuple[str, Any]]:
    """Return the choices of `AuditEntry.action`: by name, so that a new action needs no migration."""
    return list(AuditAction.choices)


class AuditEntryQuerySet(AppendOnlyQuerySet["AuditEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries about brands that `user` may see, and those about no brand (prompts)."""
        if user.is_authenticated and user.is_superuser:
            return self
        return self.filter(Q(brand=None) | Q(brand__in=Brand.objects.visible_to(user).values("pk")))


class AuditEntry(AppendOnly):
    """One business event, written by `generation.audit.record()` in the transaction of the change."""

    created_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The person; null when a worker or a model did it."""
    actor_label = models.CharField(max_length=160)
    """The name as it was then."""
    action = models.CharField(max_length=40, choices=audit_actions)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200, blank=True)
    generation = models.ForeignKey(
        "generation.Generation", on_delete=models.PROTECT, null=True, blank=True, related_name="audit_entries"
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(max_length=2000, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    payload_hash = models.CharField(max_length=64, blank=True)
    """Salted hash of the `AuditPayload` that was written with it; empty where there was none."""

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["generation", "-id"], name="audit_of_draft"),
            models.Index(fields=["actor", "-id"], name="audit_of_person"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
            models.Index(fields=["-created_at", "-id"], name="audit_newest"),
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.get_action_display()}"

    @property
    def is_erased(self) -> bool:
        """Say whether texts were quoted here that have been erased since."""
        return bool(self.payload_hash) and self._payload is None

    @property
    def said(self) -> str:
        """What the person said about it: a reason, or a comment or note as long as it is kept."""
        return self.reason or str(self.all_after.get("comment") or "")

    @property
    def all_before(self) -> dict[str, Any]:
        """What was there before, with the texts that can be erased as long as they are kept."""
        return {**self.before, **(self._payload.before if self._payload else {})}

    @property
    def all_after(self) -> dict[str, Any]:
        return {**self.after, **(self._payload.after if self._payload else {})}

    @property
    def _payload(self) -> "AuditPayload | None":
        if not self.payload_hash:
            return None
        try:
            return self.payload
        except AuditPayload.DoesNotExist:
            return None


class AuditPayload(models.Model):
    """Texts that an entry quotes: the one part of the record that the law may force out.

    The entry holds a salted hash of it, so that the chain stays whole when it is erased, and so that what is
    kept can be proved. Written once; `review.erasure` alone deletes it.
    """

    entry = models.OneToOneField(
        AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    salt = models.CharField(max_length=32)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("quoted text of an audit entry")
        verbose_name_plural = _("quoted texts of audit entries")

    def __str__(self) -> str:
        return f"{self.entry_id}"

    def hash(self) -> str:
        """Return the salted hash that belongs into the entry."""
        return payload_hash(self.salt, self.before, self.after)


def payload_hash(salt: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    return hashlib.sha256(f"{salt}\n{stable_json([before, after])}".encode()).hexdigest()


class AuditSeal(AppendOnly):
    """A link of the chain: the hash over an entry and the seal before it. `review.chain` makes and checks it.

    Seals follow entries within seconds, so that no business transaction waits for a global lock.
    """

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    """One moment for all that were sealed in one go; part of the hash."""

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_seal_counts_from_one"),
            models.UniqueConstraint(fields=["previous_hash"], name="audit_seal_chain_does_not_fork"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.hash[:12]}"
