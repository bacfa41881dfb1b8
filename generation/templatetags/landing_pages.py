"""What the templates of landing pages ask of a draft's words."""

from typing import Any

from django import template

from generation.llm_tools.landing_page_content import LAYOUT_LABELS, LandingPageContent
from generation.reading.pages import PageFacts
from generation.reading.pages import page_facts as facts_of
from generation.reading.words import Words

register = template.Library()


@register.filter
def layouts(content: LandingPageContent) -> list[tuple[str, str]]:
    """Return the layouts that a page can be put into, each with what people call it."""
    return list(LAYOUT_LABELS.items())


@register.filter
def block_layouts(content: LandingPageContent) -> list[tuple[str, str]]:
    """Return what can be chosen for one block."""
    return [("", "As the page"), *LAYOUT_LABELS.items()]


@register.filter
def laid_out(content: LandingPageContent, typed: dict[str, str]) -> list[tuple[Any, str]]:
    """Return each block with the layout that was typed for it, else the one that it has."""
    return [
        (block, typed.get(f"blocks.{index}.layout", block.layout))
        for index, block in enumerate(content.blocks)
    ]


@register.filter
def typed_place(typed: dict[str, str], index: int) -> str:
    """Return the place that was typed for a block, else the one that it has."""
    return typed.get(f"blocks.{index}.position", str(index + 1))


@register.filter
def page_facts(words: Words) -> PageFacts:
    """Read the facts of the page from the page itself."""
    return facts_of(words.html)
