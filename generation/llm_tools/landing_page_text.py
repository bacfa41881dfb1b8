"""The plain-text twin of a landing page: the same words in the same order."""

from collections.abc import Callable, Iterator
from typing import Any

from generation.brief import Rendering
from generation.llm_tools.landing_page_content import (
    ActionBlock,
    BenefitsBlock,
    ComparisonBlock,
    FaqBlock,
    FeaturesBlock,
    FormBlock,
    HeroBlock,
    LandingPageContent,
    LegalBlock,
    OfferBlock,
    SocialProofBlock,
)
from generation.llm_tools.landing_page_html import target_of, web_address
from generation.llm_tools.landing_page_labels import Labels, labels_for
from generation.llm_tools.plain import plain_text, wrapped


def render_text(content: LandingPageContent, rendering: Rendering) -> str:
    kit, labels = rendering.kit, labels_for(rendering.language)
    target = target_of(content)
    action = wrapped(content.call_to_action.label) + (f"\n{target}" if target.startswith("https:") else "")
    parts = [kit.name]
    for block in content.blocks:
        parts += [part for part in _WRITERS[block.type](block, labels, action) if part]
    parts.append("-- ")
    parts += [
        wrapped(line)
        for line in (kit.sender_name or kit.name, kit.company, kit.postal_address, *kit.disclosures)
        if line
    ]
    parts.append(wrapped(kit.legal_footer))
    for words, url in ((labels.privacy, kit.privacy_url), (labels.imprint, kit.imprint_url)):
        if web_address(url):
            parts.append(f"{words}:\n{web_address(url)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(words: str) -> str:
    return f"## {' '.join(words.split())}"


def _hero(block: HeroBlock, labels: Labels, action: str) -> Iterator[str]:
    yield wrapped(block.kicker)
    yield f"# {block.headline}"
    yield wrapped(block.text)
    yield action
    yield wrapped(block.note)


def _items(block: BenefitsBlock | FeaturesBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    yield wrapped(block.text)
    for item in block.items:
        yield wrapped(f"{item.title}\n{item.text}".strip(), "  ", "- ")


def _proof(block: SocialProofBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    for item in block.items:
        yield wrapped(item.text) + (f"\n  {item.source}" if item.source else "")
    yield wrapped(block.note)


def _comparison(block: ComparisonBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    for row in block.rows:
        yield wrapped(f"{row.topic}\n{block.ours}: {row.ours}\n{block.theirs}: {row.theirs}", "  ", "- ")


def _faq(block: FaqBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    for item in block.items:
        yield f"{wrapped(item.question)}\n{plain_text(item.answer)}"


def _offer(block: OfferBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    yield plain_text(block.text)
    former = f" {labels.instead_of} {block.former_price}" if block.former_price else ""
    yield (
        wrapped(f"{block.product}\n{block.price}{former}".strip()) if block.price else wrapped(block.product)
    )
    yield f"{labels.code}: {block.code}" if block.code else ""
    yield wrapped(block.when)
    yield wrapped(block.where)
    yield action
    yield wrapped(block.terms)


def _form(block: FormBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    yield wrapped(block.text)
    yield "\n".join(
        f"- {field.label}{f' ({labels.required})' if field.required else ''}" for field in block.fields
    )
    yield wrapped(block.consent)
    yield wrapped(block.button)
    yield wrapped(block.notice)


def _action(block: ActionBlock, labels: Labels, action: str) -> Iterator[str]:
    yield _heading(block.heading)
    yield wrapped(block.text)
    yield action


def _legal(block: LegalBlock, labels: Labels, action: str) -> Iterator[str]:
    yield plain_text(block.text)


_WRITERS: dict[str, Callable[[Any, Labels, str], Iterator[str]]] = {
    "hero": _hero,
    "benefits": _items,
    "features": _items,
    "social_proof": _proof,
    "comparison": _comparison,
    "faq": _faq,
    "offer": _offer,
    "form": _form,
    "cta": _action,
    "legal": _legal,
}
