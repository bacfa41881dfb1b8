"""Read the review queue: what waits, for whom, and what comes next. Nothing here changes a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_llm import keyset
from crm_llm.accounts.models import User
from crm_llm.counting import CountedOften, counted
from crm_llm.keyset import Page, page
from generation.models import ON_TIME, QUEUE_ORDER, Brand, Generation
from generation.models.generation import GenerationQuerySet
from generation.reading import standing
from review import day
from review.gate import Gate, gates_of
from review.minor import own_edits
from review.models import Decision, Notification
from review.risk import Risk, risk_of
from review.selection import Selection, is_free
from review.writers import writers_of

PEOPLE = ("requested_by", "held_by", "assigned_to")
_OF_ROW = (
    *QUEUE_ORDER, "tool", "title", "due_at", "held_until", "brand", "parent", "reused_revision", "source",
    "risk_band", "risk_causes", "must_fix", "to_check", "top_finding", "campaign__name",
    *(f"{person}__{name}" for person in PEOPLE for name in ("first_name", "last_name", "username")),
)  # fmt: skip
"""Reading all of these rows takes longer than finding them."""

STEP = 20
"""How many drafts are looked through at a time for one that a person can decide."""


def waiting(user: User) -> GenerationQuerySet:
    """Return the drafts under review that `user` may see."""
    return Generation.objects.visible_to(user).in_queue()


def page_of(selection: Selection, *, now: datetime, cursor: str, size: int) -> Page[Generation]:
    """Return a page of a selection, with what a row shows joined, and nothing else."""
    drafts = selection.drafts.filter(selection.where(now))
    if "rule" in selection.chosen:  # no index has these in order
        return page(drafts, by=QUEUE_ORDER, cursor=cursor, size=size, joined=_joined)
    return page(_joined(drafts), by=QUEUE_ORDER, cursor=cursor, size=size)


def _joined(drafts: QuerySet[Generation]) -> QuerySet[Generation]:
    return drafts.select_related("campaign", *PEOPLE).only(*_OF_ROW)


def counts(selection: Selection, *, now: datetime) -> dict[str, int]:
    """Count each view that the selection counts, under its filters, by its name, in one query.

    `waiting` and `late` are of the whole queue, `taken` and `undone` the decisions of the person's day,
    `fresh` those that the next page confirms, `could_decide` and `unread` what the frame of each page shows.
    """
    user, moments = selection.user, {"now": now, "midnight": day.midnight(), "since": now - day.RECENT}
    if selection.is_narrowed:
        return counted(**_to_count(selection, **moments))
    found = _COUNTS(user.is_superuser, person=user.pk, brands=tuple(selection.brands), **moments)
    return {"waiting": found["all"], "late": found["overdue"]} | found


def _to_count(
    selection: Selection, *, now: datetime, midnight: datetime, since: datetime
) -> dict[str, QuerySet[Any]]:
    user, queue = selection.user, selection.drafts
    today, undone = day.decisions(user, midnight), Q(verdict=Decision.Verdict.UNDONE)
    whole = {"waiting": queue, "late": queue.filter(queue_rank__lt=ON_TIME)} if selection.is_narrowed else {}
    unread = Notification.objects.filter(recipient=user, generation__brand__in=selection.brands).unread()
    return {
        **{view: queue.filter(selection.of_view(view, now)) for view in selection.counted_views},
        **whole,
        "taken": today.exclude(undone),
        "undone": today.filter(undone),
        "fresh": day.fresh(user, since),
        "could_decide": queue.filter(standing.could_review(user)),
        "unread": unread,
    }


def _of_whole_queue(
    is_superuser: bool, *, person: int, brands: tuple[int, ...], **moments: datetime
) -> dict[str, QuerySet[Any]]:
    selection = Selection(User(pk=person, is_superuser=is_superuser), {})
    selection.brands = list(brands)
    return _to_count(selection, **moments)


_COUNTS = CountedOften(_of_whole_queue)


@dataclass(frozen=True)
class Row:
    """One draft as the queue lists it for one person."""

    generation: Generation
    user: User
    now: datetime
    is_own: bool
    """Whether the person asked for these words or wrote some of them: somebody else is asked first."""
    gate: Gate
    """What is approved already, and what is missing."""
    is_lenient: bool = False
    """Whether the brand lets the person approve their own edits, if those are minor."""

    @cached_property
    def of_own(self) -> str:
        """Say what the person may do with their own words; empty for those of others."""
        if not self.is_own:
            return ""
        if self.generation.requested_by_id == self.user.pk:
            return _("You asked for this; another reviewer must decide.")
        edits = own_edits(self.generation, self.user) if self.is_lenient else None
        if edits and edits.is_minor:
            return _("You edited this. Your edit is minor, so you may approve it.")
        return _("You wrote part of this; another reviewer must approve it.")

    @cached_property
    def key(self) -> SafeString:
        return mark_safe(str(self.generation.pk))  # noqa: S308 - a UUID

    @property
    def address(self) -> str:
        return _address_of(self.generation.pk)

    @cached_property
    def risk(self) -> Risk:
        return risk_of(self.generation)

    @property
    def is_held(self) -> bool:
        return is_held(self.generation, self.now)

    @property
    def may_decide(self) -> bool:
        free = self.is_mine or not (self.is_held or self.is_kept)
        return free and not self.is_own and not self.gate.obstacle(self.user)

    @property
    def is_kept(self) -> bool:
        """Whether a lead keeps it for somebody else."""
        return self.generation.assigned_to_id not in (None, self.user.pk)

    @property
    def is_mine(self) -> bool:
        return self.is_held and self.generation.held_by_id == self.user.pk

    @property
    def is_overdue(self) -> bool:
        return self.generation.due_at is not None and self.generation.due_at < self.now

    @property
    def is_due_soon(self) -> bool:
        due = self.generation.due_at
        return due is not None and self.now <= due < self.now + timedelta(hours=4)


@lru_cache(maxsize=4096)
def _address_of(draft: UUID) -> str:
    """Many people read the same front of the queue, and each address takes a while to write."""
    return reverse("review:item", args=[draft])


def rows_of(drafts: Sequence[Generation], user: User, *, now: datetime) -> list[Row]:
    """Return the drafts as the queue lists them."""
    writers, gates = writers_of(drafts), gates_of(drafts)
    edited = {
        draft.brand_id
        for draft in drafts
        if user.pk in writers[draft.pk] and draft.requested_by_id != user.pk
    }
    brands = Brand.objects.filter(pk__in=edited, own_minor_edits=True) if edited else Brand.objects.none()
    lenient = set(brands.values_list("pk", flat=True))
    return [
        Row(
            draft,
            user,
            now,
            is_own=user.pk in writers[draft.pk],
            gate=gates[draft.pk],
            is_lenient=draft.brand_id in lenient,
        )
        for draft in drafts
    ]


def is_held(generation: Generation, now: datetime) -> bool:
    return (
        generation.held_by_id is not None
        and generation.held_until is not None
        and generation.held_until > now
    )


def free(selection: Selection, *, now: datetime) -> QuerySet[Generation]:
    """Return what nobody else holds and the person did not ask for, in the order of the queue."""
    user = selection.user
    open_to_them = is_free(now) & (Q(assigned_to=None) | Q(assigned_to=user))
    drafts = selection.drafts.filter(open_to_them | Q(held_by=user)).exclude(requested_by=user)
    return drafts.filter(selection.where(now))


def after(generation: Generation) -> Any:
    """Match what stands behind `generation` in the queue."""
    return keyset.behind(QUEUE_ORDER, _standing(generation))


def before(generation: Generation) -> Any:
    return keyset.ahead(QUEUE_ORDER, _standing(generation))


def _standing(generation: Generation) -> list[Any]:
    """Where a draft stands. One that was decided a moment ago keeps the rank it was read with."""
    return [getattr(generation, column) for column in QUEUE_ORDER]


def next_for(
    user: User,
    *,
    now: datetime,
    behind: Generation | None = None,
    selection: Selection | None = None,
) -> Generation | None:
    """Return what `user` can decide next: behind the given draft, else from the front of the selection."""
    drafts = free(selection or Selection(user, {}), now=now)
    if behind is not None and behind.queue_rank is not None:
        drafts = drafts.exclude(pk=behind.pk)
        return _first_of_others(drafts.filter(after(behind)), user) or _first_of_others(drafts, user)
    return _first_of_others(drafts, user)


def _first_of_others(drafts: QuerySet[Generation], user: User) -> Generation | None:
    """Return the first draft that `user` wrote no words of and is asked to approve.

    Read in steps: most queues end at the first.
    """
    step = list(drafts[:STEP])
    while step:
        writers, gates = writers_of(step), gates_of(step)
        for draft in step:
            if user.pk not in writers[draft.pk] and not gates[draft.pk].obstacle(user):
                return draft
        step = list(drafts.filter(after(step[-1]))[:STEP]) if len(step) == STEP else []
    return None


@dataclass(frozen=True)
class Place:
    """Where a draft stands in the queue, and its neighbours there."""

    number: int
    total: int
    previous: Generation | None
    next: Generation | None


def place_of(generation: Generation, user: User, selection: Selection | None = None) -> Place | None:
    """Return where a draft under review stands in the selection; None for any other. Two queries."""
    if generation.queue_rank is None or not generation.is_under_review:
        return None
    selection = selection or Selection(user, {})
    queue = selection.drafts.filter(selection.where(timezone.now()))
    found = counted(ahead=queue.filter(before(generation)), total=queue)
    ahead = queue.filter(before(generation)).order_by(*keyset.backwards(QUEUE_ORDER))
    nearest = Q(pk=Subquery(ahead.values("pk")[:1])) | Q(
        pk=Subquery(queue.filter(after(generation)).values("pk")[:1])
    )
    beside = list(Generation.objects.filter(nearest).only(*QUEUE_ORDER))
    here = _standing(generation)
    return Place(
        number=found["ahead"] + 1,
        total=found["total"],
        previous=next((one for one in beside if _standing(one) < here), None),
        next=next((one for one in beside if _standing(one) > here), None),
    )


def holds(user: User, *, now: datetime) -> QuerySet[Generation]:
    """Return what others hold or what is kept for them, of what `user` may see; what is held comes first."""
    held = waiting(user).filter(held_by__isnull=False, held_until__gt=now).exclude(held_by=user)
    kept = waiting(user).filter(is_free(now), assigned_to__isnull=False).exclude(assigned_to=user)
    with_others = (held | kept).select_related("held_by", "assigned_to")
    return with_others.order_by(F("held_until").asc(nulls_last=True))
