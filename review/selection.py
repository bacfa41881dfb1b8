"""Which drafts of the queue are looked at: a view and filters, read from the address and written back to it.

The address says all of it, so that a link shows a colleague the same list. What makes no sense in it counts
as not given: an old bookmark still shows a list.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from crm_llm.composed import Composed, Statement
from generation import searching
from generation.forms.campaigns import LANGUAGES
from generation.llm_tools import TOOLS
from generation.models import ON_TIME, QUEUE_ORDER, Brand, Campaign, Finding, Generation
from generation.models.generation import GenerationQuerySet
from generation.reading.rules import listed as listed_rules

VIEWS = {
    "all": _("All"),
    "mine": _("Mine"),
    "unclaimed": _("Unclaimed"),
    "high": _("High risk"),
    "overdue": _("Overdue"),
}
HIGH_RANKS = (0, ON_TIME)
"""What `queue_rank` is of high risk, overdue or not."""
RISKS = {band.name.lower(): band for band in Generation.RiskBand}
AGES = {"1": _("Over an hour"), "4": _("Over 4 hours"), "24": _("Over a day"), "72": _("Over 3 days")}
"""Hours since the submission."""
FIRST = ("tool", "campaign", "risk", "language", "age")
REST = ("brand", "by", "rule")
"""Filters that are asked for less often: shown when they are wanted or set."""
COLUMNS = {"risk": "risk_band", "by": "requested_by"}
"""Of a draft, where they are not named as the filter is."""
_WORD = re.compile(r"[\w.@+-]{1,150}")
"""What a slug, a name to sign in with and the id of a rule have in common."""


class _RuleId(Value):
    """The id of a rule, written into the statement and not beside it.

    Whether to begin at the findings or at the front of the queue depends on how common the rule is, which a
    plan that was made for any rule has to guess: wrongly, it reads the whole queue.
    """

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        if self.value not in listed_rules():
            raise ValueError("Only ids of known rules are written into a statement.")
        return f"'{self.value}'", ()


def _visible_brands(is_superuser: bool, *, person: int) -> Statement:
    brands = Brand.objects.visible_to(User(pk=person, is_superuser=is_superuser))
    return brands.order_by().values("id").query.sql_with_params()


_BRANDS = Composed(_visible_brands)


def is_free(now: datetime) -> Q:
    """Match what nobody holds. A hold that ran out is none, even before the sweep has ended it."""
    return Q(held_by=None) | Q(held_until__lte=now)


class Selection:
    def __init__(self, user: User, asked: Mapping[str, str]) -> None:
        self.user = user
        view = asked.get("view", "")
        self.view = view if view in VIEWS else "all"
        self.text = " ".join(asked.get("q", "").split())[: searching.LONGEST_QUESTION]
        self._asked = asked

    @classmethod
    def of_query(cls, user: User, query: str) -> "Selection":
        return cls(user, QueryDict(query[:2000]).dict())

    @cached_property
    def drafts(self) -> GenerationQuerySet:
        """The queue as the person may see it, in its order."""
        queue = Generation.objects.in_queue().order_by(*QUEUE_ORDER)
        return queue if self.user.is_superuser else queue.filter(brand__in=self.brands)

    @cached_property
    def brands(self) -> list[int]:
        """Keys of the brands that the person may see.

        Read first, once: few ids are planned far faster than the question whose they are.
        """
        found = _BRANDS.rows(self.user.is_superuser, person=self.user.pk)
        return [brand["id"] for brand in found]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, by name."""
        found = {}
        for name in (*FIRST, *REST):
            value = self._asked.get(name, "")
            if _WORD.fullmatch(value) and self._meaning(name, value) is not None:
                found[name] = value
        return found

    @property
    def family(self) -> str:
        """The family of rules that is looked at, with one of them chosen or none yet; it may be unknown."""
        return self._asked.get("rule", "").partition(".")[0]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.text)

    @cached_property
    def query(self) -> str:
        """The same selection as an address: without what says nothing, in one order."""
        said = {"view": self.view if self.view != "all" else "", "q": self.text} | self.chosen
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def address(self) -> str:
        return f"?{self.query}" if self.query else ""

    @property
    def onward(self) -> str:
        """What a link to a draft carries, so that the way through the queue stays in this selection."""
        return f"?{urlencode({'queue': self.query})}" if self.query else ""

    @property
    def counted_views(self) -> tuple[str, ...]:
        """Where a finding is chosen, only the view that is open: no index has those drafts in order."""
        return (self.view,) if "rule" in self.chosen else tuple(VIEWS)

    def of_view(self, view: str, now: datetime) -> Q:
        """Match what `view` shows under the same filters."""
        where = self._filters(now)
        match view:
            case "mine":
                held = Q(held_by=self.user, held_until__gt=now)
                return where & (held | Q(assigned_to=self.user) & is_free(now))
            case "unclaimed":
                return where & is_free(now) & Q(assigned_to=None)
            case "high":
                high = Q(risk_band=Generation.RiskBand.HIGH)
                # Within a filter's own index the rank finds them; without one, the index of the band does.
                return where & high & Q(queue_rank__in=HIGH_RANKS) if self.chosen else where & high
            case "overdue":
                return where & Q(queue_rank__lt=ON_TIME)
        return where

    def where(self, now: datetime) -> Q:
        return self.of_view(self.view, now)

    def _filters(self, now: datetime) -> Q:
        where = searching.matching(self.text) if self.text else Q()
        for name, value in self.chosen.items():
            meaning = self._meaning(name, value)
            match name:
                case "age":
                    where &= Q(submitted_at__lt=now - timedelta(hours=meaning))
                case "rule":
                    found = Finding.objects.filter(rule=_RuleId(value))
                    where &= Q(current_revision__in=found.values("revision"))
                case _:
                    where &= Q(**{COLUMNS.get(name, name): meaning})
        return where

    def _meaning(self, name: str, value: str) -> Any:
        """Return what a value of a filter stands for in the database; None for none."""
        match name:
            case "tool":
                return value if value in TOOLS else None
            case "risk":
                return RISKS.get(value)
            case "language":
                return value if value in dict(LANGUAGES) else None
            case "age":
                return int(value) if value in AGES else None
            case "rule":
                return value if value in listed_rules() else None
        return self.keys[name].get(value)

    @cached_property
    def keys(self) -> dict[str, dict[str, int]]:
        """Primary keys by slug or name, of those that are asked for. One query each."""
        rows: dict[str, QuerySet[Any]] = {
            "campaign": Campaign.objects.visible_to(self.user).values_list("slug", "pk"),
            "brand": Brand.objects.visible_to(self.user).values_list("slug", "pk"),
            "by": User.objects.values_list("username", "pk"),
        }
        column = {"campaign": "slug", "brand": "slug", "by": "username"}
        return {
            name: dict(found.filter(**{column[name]: value}))
            for name, found in rows.items()
            if _WORD.fullmatch(value := self._asked.get(name, ""))
        }
