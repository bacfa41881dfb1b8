"""Where a finding comes from, in a person’s words: a law, a network’s own pages, the campaign, the kit."""

import re

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.checks.rulebook import Law, entry_of
from generation.networks.table import NETWORKS, Figure, Network, Status

_STYLE = gettext_lazy("Our rules of style")
_SAFETY = gettext_lazy("Our rules of safety")
_FAMILIES = {
    "brand": gettext_lazy("The brand kit"),
    "email": gettext_lazy("How mail programs show a message"),
    "facts": gettext_lazy("The campaign’s facts, offer and dates"),
    "form": _STYLE,
    "html": gettext_lazy("WCAG 2.2, level AA"),
    "inclusive": _STYLE,
    "injection": _SAFETY,
    "judge": gettext_lazy("The opinion of a model"),
    "kit": gettext_lazy("The drafts of the kit, compared"),
    "language": gettext_lazy("The language that was asked for"),
    "leaks": _SAFETY,
    "mailbox": gettext_lazy("The rules of Apache SpamAssassin"),
    "merge": gettext_lazy("How merge tags are filled"),
    "page": gettext_lazy("What makes a page whole"),
    "pictures": gettext_lazy("The campaign’s pictures"),
    "placeholder": _SAFETY,
    "prompt": gettext_lazy("The room in the prompt"),
    "safety": _SAFETY,
    "search": gettext_lazy("Google Search Central, ogp.me and schema.org"),
    "social": gettext_lazy("How networks show a post"),
    "tone": _STYLE,
    "translation": gettext_lazy("The text that was translated"),
}
_RULES = {
    "email.size": gettext_lazy(
        "Gmail cuts mails off at 102 kB: measured by senders, not documented by Google"
    ),
    "email.subject_length": gettext_lazy("What phones show of a subject, as senders measured it"),
    "email.preheader_length": gettext_lazy("What inboxes show of a preview text, as senders measured it"),
    "html.pictures": gettext_lazy("Our limits for the size of pages"),
    "html.self_contained": gettext_lazy("Our rules of safety"),
    "html.weight": gettext_lazy("Our limits for the size of pages"),
    "language.address": _STYLE,
    "language.numbers": _STYLE,
    "language.spelling": _STYLE,
    "tone.reading": gettext_lazy("The brand kit, and the readability formula of the language"),
}
_LIMITS = {
    "social.length": ("bytes", "characters"),
    "social.good_length": ("longest",),
    "social.fold": ("fold",),
    "social.disclosure": ("fold",),
    "social.hashtag_count": ("hashtags", "usual_hashtags"),
    "social.mentions": ("mentions",),
    "social.link_count": ("links",),
    "social.emoji_count": ("usual_emoji",),
}
"""The figures of the table of networks that a rule holds posts against."""


def source_of(rule: str, message: str = "", detail: str = "") -> str:
    """Return what a finding rests on. Laws that its detail names already are not named again."""
    entry = entry_of(rule)
    if entry is not None and entry.laws:
        return _law(entry.laws, detail)
    if rule in _LIMITS:
        for network in NETWORKS.values():
            figure = _figure(network, rule)
            if figure is not None and re.search(rf"\b{re.escape(network.label)}\b", message):
                return _limit(network, figure)
    return str(_RULES.get(rule) or _FAMILIES.get(rule.partition(".")[0]) or _("A rule of this product"))


def address_of(rule: str) -> str:
    """Return where the rule stands in the list of all; empty where it is in none."""
    listed = rule.partition(".")[0] not in ("judge", "kit", "translation")
    return f"{reverse('generation:rules')}?q={rule}#{rule}" if listed else ""


def _law(laws: tuple[Law, ...], detail: str) -> str:
    cites = [law.cite for law in laws if law.cite not in detail][:2]
    named = "; ".join(cites) if len(cites) == len(laws) else _("The law")
    day = date_format(max(law.as_of for law in laws), "j F Y")
    return _("%(law)s, as looked up on %(day)s") % {"law": named, "day": day}


def _figure(network: Network, rule: str) -> Figure | None:
    found = (getattr(network, name) for name in _LIMITS.get(rule, ()))
    return next((figure for figure in found if figure is not None), None)


def _limit(network: Network, figure: Figure) -> str:
    if figure.status is Status.OURS:
        return _("Our advice for %(network)s") % {"network": network.label}
    told = {"network": network.label, "source": figure.source, "day": figure.as_of}
    return _("%(network)s: %(source)s (%(day)s)") % told
