"""What the templates of landing pages ask of a draft's words."""

from django import template

from generation.reading.pages import PageFacts
from generation.reading.pages import page_facts as facts_of
from generation.reading.words import Words

register = template.Library()


@register.filter
def page_facts(words: Words) -> PageFacts:
    """Read the facts of the page from the page itself."""
    return facts_of(words.html)
