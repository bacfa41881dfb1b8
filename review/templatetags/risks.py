"""How the risk of a draft is drawn."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crm_llm.ui import icon
from review.risk import Level, Risk

register = template.Library()

LOOKS = {Level.HIGH: ("t-bad", "stop"), Level.MEDIUM: ("t-warn", "alert"), Level.LOW: ("soft", "check")}


@register.simple_tag
def risk_tick(risk: Risk) -> SafeString:
    """Say how risky it is. A tag and no file to include: each row of a list has one."""
    tone, symbol = LOOKS[risk.level]
    return format_html('<span class="tick {}">{}{}</span>', tone, icon(symbol), risk.word)
