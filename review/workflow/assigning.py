"""Who a draft is kept for: a lead decides it, before anybody has begun to review."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation
from review import notifying
from review.exceptions import NotAllowed, WrongState
from review.models import NotificationKind
from review.workflow.moves import Status, must_see, wrong_state
from review.writers import writers_of


@transaction.atomic
def assign(*, by: User, generation: Generation, to: User | None) -> None:
    """Keep a waiting draft for `to`, or for nobody. Assigning it again to the same person changes nothing.

    Raises:
        NotAllowed: `by` is no review lead, or `to` could not decide about it.
        WrongState: it is not waiting, or somebody else has just decided who reviews it.
    """
    must_see(by, generation)
    if not by.is_lead:
        raise NotAllowed(_("Only review leads can assign a draft."))
    if to is not None:
        _must_be_able(to, generation)
    before = generation.assigned_to
    if before == to:
        return
    rows = Generation.objects.filter(
        pk=generation.pk, review_status=Status.SUBMITTED, assigned_to=generation.assigned_to_id
    )
    if not rows.update(assigned_to=to):
        raise WrongState(wrong_state(generation))
    generation.assigned_to = to
    audit.record(
        AuditAction.DRAFT_ASSIGNED,
        by=by,
        on=generation,
        before={"assigned_to": str(before) if before else ""},
        after={"assigned_to": str(to) if to else ""},
    )
    notifying.tell(NotificationKind.ASSIGNED, to=[to], on=generation, by=by)


def must_be_free_for(by: User, generation: Generation) -> None:
    """Leave a draft to the reviewer that it is kept for. Leads may take it all the same."""
    reviewer = generation.assigned_to
    if reviewer is not None and reviewer != by and not by.is_lead:
        raise NotAllowed(
            _("This draft is kept for %(name)s. A review lead can change that.") % {"name": reviewer}
        )


def _must_be_able(to: User, generation: Generation) -> None:
    if not to.is_reviewer or not Generation.objects.visible_to(to).filter(pk=generation.pk).exists():
        raise NotAllowed(_("%(name)s does not review drafts of this brand.") % {"name": to})
    if to.pk in writers_of([generation])[generation.pk]:
        raise NotAllowed(
            _("%(name)s wrote or asked for this draft, so somebody else must decide.") % {"name": to}
        )
