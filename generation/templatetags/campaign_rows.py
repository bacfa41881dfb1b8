"""How a campaign's dates are written."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generation.models import Campaign, Fact

register = template.Library()


@register.filter
def period(campaign: Campaign) -> str:
    """Write when the campaign runs, such as "15–28 March 2027"; empty when nobody said."""
    starts, ends = campaign.starts_on, campaign.ends_on
    if starts and ends:
        if (starts.year, starts.month) == (ends.year, ends.month):
            return f"{starts.day}–{date_format(ends, 'j F Y')}"
        first = "j F" if starts.year == ends.year else "j F Y"
        return f"{date_format(starts, first)} – {date_format(ends, 'j F Y')}"
    if starts:
        return _("From %(day)s") % {"day": date_format(starts, "j F Y")}
    return _("Until %(day)s") % {"day": date_format(ends, "j F Y")} if ends else ""


@register.filter
def countdown(campaign: Campaign) -> str:
    """Write how far away the next of its dates is, such as "starts in 6 days"; empty when it has none."""
    today = timezone.localdate()
    if campaign.starts_on and campaign.starts_on > today:
        days = (campaign.starts_on - today).days
        return ngettext("starts tomorrow", "starts in %(n)s days", days) % {"n": days}
    if campaign.ends_on and campaign.ends_on > today:
        days = (campaign.ends_on - today).days
        return ngettext("ends tomorrow", "ends in %(n)s days", days) % {"n": days}
    if campaign.ends_on == today:
        return _("ends today")
    return _("ended") if campaign.ends_on else ""


@register.filter
def is_expired(fact: Fact) -> bool:
    return fact.is_expired_on(timezone.localdate())
