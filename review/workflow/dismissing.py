"""Findings that a reviewer dismisses: looked at, and no problem here."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Finding, Generation
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.models import FindingDismissal
from review.workflow.moves import clean_note, current_revision, must_hold, must_review


@transaction.atomic
def dismiss_finding(*, by: User, generation: Generation, finding: Finding, reason: str) -> None:
    """Put a finding of the current words aside, with the reason. Dismissed once, it stays as it is.

    Raises:
        NotAllowed: `by` does not hold the draft, or the finding must be fixed: that is overridden when the
            draft is approved, and in no other way.
        ReasonMissing: there is no reason.
        WrongState: the finding is about other words, or the draft is not in review.
    """
    must_review(by, generation)
    must_hold(by, generation)
    if finding.revision_id != current_revision(generation).pk:
        raise WrongState(_("This finding is about other words than those there are now."))
    if finding.severity == Finding.Severity.MUST_FIX:
        raise NotAllowed(_("What must be fixed can’t be dismissed. Fix it, or override it when you approve."))
    reason = clean_note(reason)[:300]
    if not reason:
        raise ReasonMissing(_("Say why it is no problem here."))
    try:
        with transaction.atomic():
            FindingDismissal.objects.create(finding=finding, by=by, reason=reason)
    except IntegrityError:
        return
    after = {"rule": finding.rule, "finding": finding.message, "comment": reason}
    audit.record(AuditAction.FINDING_DISMISSED, by=by, on=generation, after=after)
