"""Which drafts of the queue are looked at: a view and filters, read from the address and written back to it.

The address says all of it, so that a link shows a colleague the same list. What makes no sense in it counts
as not given: an old bookmark still shows a list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from crm_llm.composed import Composed, Statement
from generation import searching
from generation.forms.campaigns import LANGUAGES
from generation.llm_tools import TOOLS
from generation.models import ON_TIME, QUEUE_ORDER, Brand, Campaign, Finding, Generation
from generation.models.generation import GenerationQuerySet
from generation.reading.rules import FAMILIES
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
BEHIND: dict[str, Any] = {"campaign": Campaign, "brand": Brand, "by": User}
"""The models of the filters whose options are rows."""
MOST_OPTIONS = 200
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


@dataclass(frozen=True)
class Control:
    """One filter as the page shows it."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    value: str
    opened: str = ""
    """Which of the options stands for more, that are listed below it."""
    within: list[tuple[str, Any]] = field(default_factory=list)
    within_label: Any = ""

    @property
    def choices(self) -> SafeString:
        """The options drawn: they can be hundreds, on every page of the queue."""
        if not self.opened:
            return self._drawn(self.options)
        place = [value for value, _label in self.options].index(self.opened) + 1
        return format_html(
            '{}\n<optgroup label="{}">\n{}\n</optgroup>\n{}',
            self._drawn(self.options[:place]),
            self.within_label,
            self._drawn(self.within),
            self._drawn(self.options[place:]),
        )

    def _drawn(self, options: list[tuple[str, Any]]) -> SafeString:
        selected = {self.value or self.opened: " selected"}
        drawn = (
            f'<option value="{escape(value)}"{selected.get(value, "")}>{escape(str(label))}</option>'
            for value, label in options
        )
        return mark_safe("\n".join(drawn))  # noqa: S308 - all that is not ours is escaped


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
        """The views whose counts are shown. No index has drafts with a finding in order: there, one is."""
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
        return self._keys[name].get(value)

    @cached_property
    def _keys(self) -> dict[str, dict[str, int]]:
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

    def controls(self, *, all_of_them: bool) -> list[Control]:
        """Return the filters to show, each with what it can be set to. A query for each of three."""
        names = [*FIRST, *(name for name in REST if all_of_them or name in self.chosen)]
        return [self._rules() if name == "rule" else self._control(name) for name in names]

    def _control(self, name: str) -> Control:
        options, chosen = self._options(name), self.chosen.get(name, "")
        if chosen and chosen not in dict(options):
            # Its last draft may just have been decided: what the list is narrowed by is shown all the same.
            options += _named(BEHIND[name].objects.filter(pk=self._keys[name][chosen]))
        return Control(name, LABELS[name], options, chosen)

    def _rules(self) -> Control:
        """Return the families of rules, and the rules of the one that is asked for: nobody reads hundreds."""
        chosen = self.chosen.get("rule", "")
        asked = self._asked.get("rule", "").partition(".")[0]
        rules = [rule for rule in listed_rules().values() if rule.is_checked]
        families = {rule.family: f"{FAMILIES.get(rule.family, rule.family)} …" for rule in rules}
        if asked not in families:
            return Control("rule", LABELS["rule"], list(families.items()), chosen)
        label = FAMILIES.get(asked, asked)
        if not chosen:
            families[asked] = _("%(family)s: choose one") % {"family": label}
        within = [(rule.id, rule.looks_for) for rule in rules if rule.family == asked]
        return Control("rule", LABELS["rule"], list(families.items()), chosen, asked, within, label)

    def _options(self, name: str) -> list[tuple[str, Any]]:
        match name:
            case "tool":
                return [(tool.name, _(tool.label)) for tool in TOOLS.values()]
            case "risk":
                return [(key, band.label) for key, band in reversed(RISKS.items())]
            case "language":
                return list(LANGUAGES)
            case "age":
                return list(AGES.items())
        # Those with drafts in the queue: any other would show an empty list.
        if name == "by":
            mine = self.drafts.order_by().filter(requested_by=OuterRef("pk"))
            return _named(User.objects.filter(Exists(mine)))
        rows = _WITH_DRAFTS.rows(name, brands=tuple(self.brands)) if self.brands else []
        return [(row["slug"], row["name"]) for row in rows]


def _with_drafts(name: str, *, brands: tuple[int, ...]) -> Statement:
    """Compose the question which campaigns of these brands, or which of them, have drafts in the queue."""
    within = {"brand__in": brands} if name == "campaign" else {"pk__in": brands}
    drafts = Generation.objects.in_queue().order_by().filter(**{name: OuterRef("pk")})
    found: QuerySet[Any] = BEHIND[name].objects.filter(Exists(drafts), **within).order_by("name")
    return found.values("slug", "name")[:MOST_OPTIONS].query.sql_with_params()


_WITH_DRAFTS = Composed(_with_drafts)


def _named(found: QuerySet[Any]) -> list[tuple[str, str]]:
    """Return what stands in an address for each, and its name, in the order of the names."""
    if found.model is User:
        people = found.order_by("first_name", "last_name", "username")[:MOST_OPTIONS]
        return [(person.username, person.display_name) for person in people]
    return list(found.order_by("name").values_list("slug", "name"))


LABELS = {
    "tool": _("Tool"),
    "campaign": _("Campaign"),
    "risk": _("Risk"),
    "language": _("Language"),
    "age": _("Waiting"),
    "brand": _("Brand"),
    "by": _("Requested by"),
    "rule": _("Finding"),
}
