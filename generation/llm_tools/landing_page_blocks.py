"""The HTML of each kind of block. How it looks in either layout is the stylesheet's business."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generation.brief import Picture, Rendering
from generation.llm_tools.landing_page_art import hero_art
from generation.llm_tools.landing_page_content import (
    ActionBlock,
    BenefitsBlock,
    ComparisonBlock,
    FaqBlock,
    FeaturesBlock,
    FormBlock,
    HeroBlock,
    Layout,
    LegalBlock,
    OfferBlock,
    Proof,
    Row,
    SocialProofBlock,
)
from generation.llm_tools.landing_page_form import form_controls
from generation.llm_tools.landing_page_labels import Labels
from generation.llm_tools.markup import NOTHING, Markup, join, rich, tag
from generation.llm_tools.pictures import PictureSlot


@dataclass(frozen=True)
class Shown:
    """What blocks need to know of the page that they stand on."""

    labels: Labels
    action: str
    """The button's label."""
    target: str
    """Where it leads; empty where that is nowhere safe."""
    layout: Layout
    """Of blocks that have none of their own."""
    privacy: str
    """Address of the privacy notice; empty where the brand has none."""
    rendering: Rendering
    src: Callable[[Picture], str]
    """Where a picture is loaded from; empty where it can't be."""

    def picture(self, slot: PictureSlot, *, first: bool = False) -> Markup:
        """Return the slot's picture as an element, nothing where it has none. The first is seen at once."""
        filled = slot.filled(self.rendering)
        src = self.src(filled.picture) if filled else ""
        if filled is None or not src:
            return NOTHING
        return tag(
            "img",
            src=src,
            alt=filled.alt,
            width=filled.picture.width,
            height=filled.picture.height,
            fetchpriority="high" if first else None,
            loading=None if first else "lazy",
            decoding="async",
        )


def block_html(block: Any, shown: Shown) -> Markup:
    return _RENDERERS[block.type](block, shown)


def button(shown: Shown) -> Markup:
    """Return the call to action; its words alone where it leads nowhere, so that the gap can be seen."""
    if not shown.target:
        return tag("p", tag("strong", shown.action))
    return tag("p", tag("a", shown.action, class_="button", href=shown.target), class_="act")


def _section(block: Any, shown: Shown, *children: Markup) -> Markup:
    classes = f"{block.layout or shown.layout} {block.type.replace('_', '-')}"
    return tag("section", tag("div", *children, class_="in"), id=block.id, class_=classes)


def _head(block: Any, *more: Markup) -> Markup:
    words = getattr(block, "text", "")
    return tag("div", tag("h2", block.heading), tag("p", words) if words else NOTHING, *more, class_="head")


def _hero(block: HeroBlock, shown: Shown) -> Markup:
    words = tag(
        "div",
        tag("p", block.kicker, class_="kicker") if block.kicker else NOTHING,
        tag("h1", block.headline),
        tag("p", block.text, class_="lead") if block.text else NOTHING,
        button(shown),
        tag("p", block.note, class_="note") if block.note else NOTHING,
        class_="words",
    )
    return _section(
        block,
        shown,
        words,
        tag("div", shown.picture(block.picture, first=True) or hero_art(), class_="visual"),
    )


def _items(block: BenefitsBlock | FeaturesBlock) -> Markup:
    listed = [
        tag("li", tag("h3", item.title), tag("p", item.text) if item.text else NOTHING)
        for item in block.items
    ]
    return tag("ul", *listed, class_="items", role="list")


def _listed(block: BenefitsBlock | FeaturesBlock, shown: Shown) -> Markup:
    return _section(block, shown, _head(block), _items(block))


def _proof(item: Proof) -> Markup:
    if item.is_quotation:
        said = tag("blockquote", tag("p", item.text))
        return tag("figure", said, tag("figcaption", item.source), class_="quotation")
    return tag("p", item.text, class_="figure")


def _social_proof(block: SocialProofBlock, shown: Shown) -> Markup:
    proofs = tag("div", *(_proof(item) for item in block.items), class_="proofs")
    note = tag("p", block.note, class_="note") if block.note else NOTHING
    return _section(block, shown, _head(block), tag("div", proofs, note))


def _row(row: Row) -> Markup:
    return tag("tr", tag("th", row.topic, scope="row"), tag("td", row.ours), tag("td", row.theirs))


def _comparison(block: ComparisonBlock, shown: Shown) -> Markup:
    heads = tag("tr", tag("td"), tag("th", block.ours, scope="col"), tag("th", block.theirs, scope="col"))
    body = tag("tbody", *(_row(row) for row in block.rows))
    return _section(block, shown, _head(block), tag("table", tag("thead", heads), body))


def _faq(block: FaqBlock, shown: Shown) -> Markup:
    answers = [
        tag("details", tag("summary", item.question), tag("div", rich(item.answer), class_="rich"))
        for item in block.items
    ]
    return _section(block, shown, _head(block), tag("div", *answers, class_="answers"))


def _offer(block: OfferBlock, shown: Shown) -> Markup:
    price = NOTHING
    if block.price:
        former = (
            join(
                " ", tag("span", shown.labels.instead_of, " ", tag("s", block.former_price), class_="former")
            )
            if block.former_price
            else NOTHING
        )
        price = tag("p", tag("strong", block.price), former, class_="price")
    words = tag(
        "div",
        tag("h2", block.heading),
        tag("div", rich(block.text), class_="rich") if block.text else NOTHING,
        tag("p", block.when, class_="when") if block.when else NOTHING,
        tag("p", block.where, class_="where") if block.where else NOTHING,
        class_="head",
    )
    deal = tag(
        "div",
        shown.picture(block.picture),
        tag("p", block.product, class_="product") if block.product else NOTHING,
        price,
        tag("p", shown.labels.code, ": ", tag("b", block.code), class_="code") if block.code else NOTHING,
        button(shown),
        tag("p", block.terms, class_="note") if block.terms else NOTHING,
        class_="deal",
    )
    return _section(block, shown, words, deal)


def _form(block: FormBlock, shown: Shown) -> Markup:
    return _section(block, shown, _head(block), form_controls(block, shown.labels, shown.privacy))


def _action(block: ActionBlock, shown: Shown) -> Markup:
    return _section(block, shown, _head(block), button(shown))


def _legal(block: LegalBlock, shown: Shown) -> Markup:
    return _section(block, shown, tag("div", rich(block.text), class_="rich"))


_RENDERERS: dict[str, Callable[[Any, Shown], Markup]] = {
    "hero": _hero,
    "benefits": _listed,
    "features": _listed,
    "social_proof": _social_proof,
    "comparison": _comparison,
    "faq": _faq,
    "offer": _offer,
    "form": _form,
    "cta": _action,
    "legal": _legal,
}
