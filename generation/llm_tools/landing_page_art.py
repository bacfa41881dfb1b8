"""What an opening shows where it has no picture: quiet shapes in the brand's own colours."""

from generation.llm_tools.markup import Markup

_ART = (
    '<svg viewBox="0 0 640 520" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
    '<rect width="640" height="520" fill="var(--art-1)"/>'
    '<circle cx="452" cy="176" r="148" fill="var(--art-2)"/>'
    '<circle cx="452" cy="176" r="92" fill="var(--art-3)"/>'
    '<path d="M0 322c92-74 198-86 300-30s214 48 340-34v262H0z" fill="var(--art-4)"/>'
    '<path d="M0 400c118-66 226-62 330-8s206 44 310-22v150H0z" fill="var(--art-5)"/>'
    '<path d="M0 462c140-34 262-24 366 6s184 20 274-8v60H0z" fill="var(--accent)"/>'
    "</svg>"
)


def hero_art() -> Markup:
    """Return the shapes. They say nothing, so assistive technology is told to pass over them."""
    return Markup(_ART)
