"""How the team is doing: what waits, how long decisions take, what they say. Nothing here changes a draft.

Everything is read from the decisions of a span of days, newest first and a bounded number of them, in one
query; medians and shares are worked out here, so that they are the same on every database.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from crm_llm.counting import counted
from generation.models import ON_TIME, Brand
from review.models import Decision, Submission
from review.queue import waiting

SPANS = (7, 30, 90)
USUAL_SPAN = 30
MOST_READ = 10_000
FEW = 10
"""Of fewer decisions no share and no median is shown: one more would turn it round."""
MOST_REASONS = 6

_Verdict = Decision.Verdict
_DECIDED = frozenset(
    [_Verdict.STAGE_APPROVED, _Verdict.APPROVED, _Verdict.CHANGES_REQUESTED, _Verdict.REJECTED]
)
_PASSED = frozenset([_Verdict.STAGE_APPROVED, _Verdict.APPROVED])


@dataclass(frozen=True)
class Taken:
    """One decision that stands."""

    person: int | None
    """None: somebody without an account."""
    verdict: str
    reasons: tuple[str, ...]
    took: timedelta | None
    """Since the draft was submitted; None where that is not known."""
    is_first: bool
    """No decision that stood was taken on the draft before."""


@dataclass
class Figures:
    """What a person, or the team, decided in the span."""

    taken: list[Taken] = field(default_factory=list)

    @property
    def decided(self) -> int:
        return len(self.taken)

    @cached_property
    def times(self) -> list[float]:
        return [one.took.total_seconds() for one in self.taken if one.took is not None]

    @property
    def median_s(self) -> float | None:
        """Median seconds from submission to decision; None where there are too few to say."""
        return median(self.times) if len(self.times) >= FEW else None

    @cached_property
    def firsts(self) -> int:
        return sum(one.is_first for one in self.taken)

    @cached_property
    def passed(self) -> int:
        return sum(one.is_first and one.verdict in _PASSED for one in self.taken)

    @property
    def pass_percent(self) -> int | None:
        """How many of a hundred drafts were approved the first time; None where there are too few to say."""
        return round(100 * self.passed / self.firsts) if self.firsts >= FEW else None


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    share: int
    """Of the longest bar, in percent."""
    person: User | None = None
    figures: Figures | None = None


@dataclass(frozen=True)
class Board:
    days: int
    since: datetime
    is_cut: bool
    """There were more decisions in the span than are read: `since` is the moment of the oldest one read."""
    waiting: int
    overdue: int
    oldest: datetime | None
    team: Figures
    own: Figures
    people: list[Bar]
    """Each reviewer who decided something, who decided most first. Empty for those who don't lead."""
    reasons: list[Bar]


def board(user: User, days: int, *, now: datetime, most: int = MOST_READ) -> Board:
    """Return the figures of the brands that `user` may see. Four queries, whatever there is to count."""
    since = now - timedelta(days=days)
    rows = list(_read(user, since)[: most + 1])
    is_cut = len(rows) > most
    rows = rows[:most]
    taken = list(_standing(reversed(rows)))
    of_person: dict[int | None, Figures] = {}
    for one in taken:
        of_person.setdefault(one.person, Figures()).taken.append(one)
    queue = waiting(user)
    counts = counted(waiting=queue, overdue=queue.filter(queue_rank__lt=ON_TIME))
    return Board(
        days=days,
        since=rows[-1]["created_at"] if is_cut else since,
        is_cut=is_cut,
        **counts,
        oldest=queue.order_by("submitted_at").values_list("submitted_at", flat=True).first(),
        team=Figures(taken),
        own=of_person.get(user.pk, Figures()),
        people=_people(of_person) if user.is_lead else [],
        reasons=_reasons(taken),
    )


def _read(user: User, since: datetime) -> QuerySet[Any, Any]:
    """Return the decisions of the span, newest first, with when their draft was last submitted."""
    before = Submission.objects.filter(
        generation=OuterRef("generation"), created_at__lte=OuterRef("created_at")
    )
    submitted = Subquery(before.order_by("-id").values("created_at")[:1], output_field=DateTimeField())
    earlier = Decision.objects.filter(generation=OuterRef("generation"), pk__lt=OuterRef("pk"))
    found = Decision.objects.filter(created_at__gte=since)
    if not user.is_superuser:
        found = found.filter(generation__brand__in=Brand.objects.visible_to(user).values("pk"))
    return (
        found.order_by("-created_at", "-id")
        .annotate(
            submitted=Coalesce("submission__created_at", submitted),
            has_earlier=Exists(earlier.filter(verdict__in=_DECIDED)),
        )
        .values(
            "generation_id", "decided_by_id", "verdict", "reasons", "created_at", "submitted", "has_earlier"
        )
    )


def _standing(rows: Iterable[dict[str, Any]]) -> Iterable[Taken]:
    """Yield the decisions that were not undone, from rows in the order in which they were taken."""
    of_draft: dict[Any, list[dict[str, Any]]] = {}
    begun_before: set[Any] = set()
    for row in rows:
        draft = row["generation_id"]
        if row["verdict"] in _DECIDED:
            if draft not in of_draft and row["has_earlier"]:
                begun_before.add(draft)
            of_draft.setdefault(draft, []).append(row)
        elif row["verdict"] == _Verdict.UNDONE and of_draft.get(draft):
            of_draft[draft].pop()
    for draft, stand in of_draft.items():
        for place, row in enumerate(stand):
            yield Taken(
                person=row["decided_by_id"],
                verdict=row["verdict"],
                reasons=tuple(row["reasons"]),
                took=row["created_at"] - row["submitted"] if row["submitted"] else None,
                is_first=place == 0 and draft not in begun_before,
            )


def _people(of_person: dict[int | None, Figures]) -> list[Bar]:
    found = sorted(of_person.items(), key=lambda item: (-item[1].decided, item[0] or 0))
    users = User.objects.in_bulk([pk for pk, _figures in found if pk is not None])
    most = found[0][1].decided if found else 1
    outside = _("Outside approvers")
    return [
        Bar(
            label=users[pk].display_name if pk in users else outside,
            count=figures.decided,
            share=round(100 * figures.decided / most),
            person=users.get(pk) if pk is not None else None,
            figures=figures,
        )
        for pk, figures in found
    ]


def _reasons(taken: list[Taken]) -> list[Bar]:
    counts = Counter(reason for one in taken for reason in one.reasons if reason in Decision.Reason.values)
    most = max(counts.values(), default=1)
    return [
        Bar(label=str(Decision.Reason(reason).label), count=count, share=round(100 * count / most))
        for reason, count in counts.most_common(MOST_REASONS)
    ]
