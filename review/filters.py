"""The filters of the queue as its page shows them: what each can be set to, and what it is set to."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from crm_llm.composed import Composed, Statement
from generation.forms.campaigns import LANGUAGES
from generation.llm_tools import TOOLS
from generation.models import Brand, Campaign, Generation
from generation.reading.rules import FAMILIES
from generation.reading.rules import listed as listed_rules
from review.selection import AGES, FIRST, REST, RISKS, Selection

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
ROWS: dict[str, Any] = {"campaign": Campaign, "brand": Brand, "by": User}
"""The models of the filters whose options are rows."""
MOST_OPTIONS = 200


@dataclass(frozen=True)
class Filter:
    name: str
    options: list[tuple[str, Any]]
    value: str
    opened: str = ""
    """Which of the options stands for more, that are listed below it."""
    within: list[tuple[str, Any]] = field(default_factory=list)
    within_label: Any = ""

    @property
    def label(self) -> Any:
        return LABELS[self.name]

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


def filters_of(selection: Selection, *, all_of_them: bool) -> list[Filter]:
    """Return the filters to show. A query for each whose options are rows."""
    names = [*FIRST, *(name for name in REST if all_of_them or name in selection.chosen)]
    return [_of_rules(selection) if name == "rule" else _of(selection, name) for name in names]


def _of(selection: Selection, name: str) -> Filter:
    options, chosen = _options(selection, name), selection.chosen.get(name, "")
    if chosen and chosen not in dict(options):
        # Its last draft may just have been decided: what the list is narrowed by is shown all the same.
        options += _of_no_draft_here(selection, name, chosen) or [(chosen, chosen)]
    return Filter(name, options, chosen)


def _of_no_draft_here(selection: Selection, name: str, chosen: str) -> list[tuple[str, str]]:
    """Return what is chosen, with its name where this person may know it: of others, who see their drafts."""
    found = ROWS[name].objects.filter(pk=selection.keys[name][chosen])
    if name == "by":
        seen = Generation.objects.visible_to(selection.user)
        found = found.filter(Exists(seen.filter(requested_by=OuterRef("pk"))))
    return _named(found)


def _of_rules(selection: Selection) -> Filter:
    """Return the families of rules, and the rules of the one that is asked for: nobody reads hundreds."""
    chosen, asked = selection.chosen.get("rule", ""), selection.family
    rules = [rule for rule in listed_rules().values() if rule.is_checked]
    families = {rule.family: f"{FAMILIES.get(rule.family, rule.family)} …" for rule in rules}
    if asked not in families:
        return Filter("rule", list(families.items()), chosen)
    label = FAMILIES.get(asked, asked)
    if not chosen:
        families[asked] = _("%(family)s: choose one") % {"family": label}
    within = [(rule.id, rule.looks_for) for rule in rules if rule.family == asked]
    return Filter("rule", list(families.items()), chosen, asked, within, label)


def _options(selection: Selection, name: str) -> list[tuple[str, Any]]:
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
        mine = selection.drafts.order_by().filter(requested_by=OuterRef("pk"))
        return _named(User.objects.filter(Exists(mine)))
    rows = _WITH_DRAFTS.rows(name, brands=tuple(selection.brands)) if selection.brands else []
    return [(row["slug"], row["name"]) for row in rows]


def _with_drafts(name: str, *, brands: tuple[int, ...]) -> Statement:
    """Compose the question which campaigns of these brands, or which of them, have drafts in the queue."""
    within = {"brand__in": brands} if name == "campaign" else {"pk__in": brands}
    drafts = Generation.objects.in_queue().order_by().filter(**{name: OuterRef("pk")})
    found: QuerySet[Any] = ROWS[name].objects.filter(Exists(drafts), **within).order_by("name")
    return found.values("slug", "name")[:MOST_OPTIONS].query.sql_with_params()


_WITH_DRAFTS = Composed(_with_drafts)


def _named(found: QuerySet[Any]) -> list[tuple[str, str]]:
    """Return what stands in an address for each, and its name, in the order of the names."""
    if found.model is User:
        people = found.order_by("first_name", "last_name", "username")[:MOST_OPTIONS]
        return [(person.username, person.display_name) for person in people]
    return list(found.order_by("name").values_list("slug", "name"))
