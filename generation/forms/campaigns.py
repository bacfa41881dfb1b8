"""The campaign form with its rows of facts and links. The server adds rows, so that no script is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from crm_llm.forms import DeskForm, Problem, WebAddress, moment, problems, refuse_far_days
from generation.campaign_services import CampaignValues, FactValues, LinkValues, values_of
from generation.checks.figures import figures_in
from generation.forms.rows import Rows, reshaped_rows, rows_of
from generation.models import Brand, Campaign
from generation.models.jurisdiction import Jurisdiction, Sector

LANGUAGES = [("en", gettext_lazy("English")), ("de", gettext_lazy("German"))]
MAX_FACTS, MAX_LINKS = 30, 12
FACT_LENGTH = 500
MOST_PEOPLE = 1_000_000_000


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, help_text=help_text, validators=[refuse_far_days]
    )


def _text(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget, help_text=help_text)


def _address(label: Any, *, required: bool) -> forms.URLField:
    return WebAddress(label=label, required=required, max_length=500, assume_scheme="https")


class BriefForm(DeskForm):
    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand"), queryset=Brand.objects.none(), empty_label=None
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    objective = _text(gettext_lazy("Goal"), gettext_lazy("What should have happened when it is over?"))
    audience = _text(gettext_lazy("Audience"), gettext_lazy("Who gets it, and what do they care about?"))
    audience_size = forms.IntegerField(
        label=gettext_lazy("How many people"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("About how many get it. A large audience is read more carefully in review."),
    )
    offer = _text(gettext_lazy("Offer"), gettext_lazy("What do they get? Codes and conditions belong here."))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the drafts"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    jurisdictions = forms.MultipleChoiceField(
        label=gettext_lazy("Where it is read"),
        choices=Jurisdiction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Decides which laws the checks ask about. With none, all are asked, one step milder."
        ),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Trade with rules of its own"),
        choices=[("", gettext_lazy("None")), *Sector.choices],
        required=False,
    )
    starts_on = _date(gettext_lazy("Starts on"))
    ends_on = _date(gettext_lazy("Ends on"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = self.fields["brand"]
        assert isinstance(brands, forms.ModelChoiceField)
        brands.queryset = Brand.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", ValidationError(_("The last day must not come before the first.")))
        return cleaned


class FactForm(DeskForm):
    text = forms.CharField(label=gettext_lazy("Fact"), max_length=FACT_LENGTH)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    source_url = _address(gettext_lazy("Link to the source"), required=False)
    valid_until = _date(gettext_lazy("Valid until"))
    lowest_30d = forms.CharField(
        label=gettext_lazy("Lowest price"),
        max_length=40,
        required=False,
    )

    def clean_lowest_30d(self) -> str:
        typed: str = self.cleaned_data["lowest_30d"]
        if typed and [figure.kind for figure in figures_in(typed)] != ["price"]:
            raise ValidationError(_("Write one price with its currency, like €64.00."))
        return typed


class LinkForm(DeskForm):
    label = forms.CharField(label=gettext_lazy("Label"), max_length=80)
    url = _address(gettext_lazy("Address"), required=True)


FactRows = rows_of(FactForm, MAX_FACTS)
LinkRows = rows_of(LinkForm, MAX_LINKS)


@dataclass
class CampaignForm:
    """The brief, its facts and its links: one form to the person, three to Django."""

    brief: BriefForm
    facts: Rows
    links: Rows
    seen: datetime | None = None
    """When the campaign that is edited was last saved, as the form knows it."""

    def is_valid(self) -> bool:
        # All three are asked, so that all problems show at once.
        return all([self.brief.is_valid(), self.facts.is_valid(), self.links.is_valid()])

    @property
    def problems(self) -> list[Problem]:
        rows = [*self.facts.forms, *self.links.forms]
        general = [
            Problem(str(error))
            for formset in (self.facts, self.links)
            if formset.is_bound
            for error in formset.non_form_errors()
        ]
        return [*problems(self.brief, *rows), *general]

    @property
    def values(self) -> CampaignValues:
        return CampaignValues(
            **self.brief.cleaned_data,
            facts=[FactValues(**row) for row in self.facts.filled],
            links=[LinkValues(**row) for row in self.links.filled],
        )


def blank(user: User, brand: str = "") -> CampaignForm:
    """Return the form for a new campaign of the brand with that slug, or else the first one that there is."""
    brands = Brand.objects.visible_to(user).select_related("kit_version")
    first = (brands.filter(slug=brand).first() if brand else None) or brands.first()
    offered = dict(LANGUAGES)
    languages = [code for code in first.kit().languages if code in offered] if first else []
    brief = BriefForm(user=user, initial={"languages": languages or ["en"], "brand": first})
    return CampaignForm(
        brief,
        FactRows(prefix="facts", initial=[{}, {}]),
        LinkRows(prefix="links", initial=[{}]),
    )


def filled(user: User, campaign: Campaign, *, new_fact: str = "") -> CampaignForm:
    """Return the form as the campaign now stands; `new_fact` are words for one more row."""
    values = vars(values_of(campaign))
    facts, links = values.pop("facts"), values.pop("links")
    rows = [vars(fact) for fact in facts]
    if new_fact and len(rows) < MAX_FACTS:
        rows.append({"text": new_fact[:FACT_LENGTH]})
    return CampaignForm(
        BriefForm(user=user, initial=values),
        FactRows(prefix="facts", initial=rows or [{}]),
        LinkRows(prefix="links", initial=[vars(link) for link in links] or [{}]),
        campaign.updated_at,
    )


def posted(user: User, data: Mapping[str, Any]) -> CampaignForm:
    return CampaignForm(
        BriefForm(data, user=user),
        FactRows(data, prefix="facts"),
        LinkRows(data, prefix="links"),
        moment(str(data.get("seen", ""))),
    )


def reshaped(user: User, data: Any) -> CampaignForm | None:
    """Return the form with the row added or removed that a button asked for; None when none did.

    Nothing is checked yet and nothing typed is lost.
    """
    add, remove = str(data.get("add", "")), str(data.get("remove", ""))
    if not add and not remove:
        return None
    texts = {name: data.get(name, "") for name in BriefForm.base_fields}
    several = {name: data.getlist(name) for name in ("languages", "jurisdictions")}
    brief = BriefForm(user=user, initial=texts | several)
    rows = {
        "facts": FactRows(
            prefix="facts", initial=reshaped_rows(data, "facts", FactForm, MAX_FACTS, add, remove)
        ),
        "links": LinkRows(
            prefix="links", initial=reshaped_rows(data, "links", LinkForm, MAX_LINKS, add, remove)
        ),
    }
    if add in rows and rows[add].forms:
        new = rows[add].forms[-1]
        next(iter(new.fields.values())).widget.attrs["autofocus"] = True
    return CampaignForm(brief, rows["facts"], rows["links"], moment(str(data.get("seen", ""))))
