"""The colours of a landing page: a brand's three, made readable in light and in dark."""

from generation.brief import BrandKit, Value
from generation.llm_tools.colors import READABLE, apart, hex_or, mix, readable

EDGE = 3.0
"""Least contrast of what shows where a control is, WCAG 2.2 success criterion 1.4.11."""
LIGHT = 13
"""Least contrast of a light ground with black: a brand's dark canvas is made light."""
_BLACK, _WHITE = "#000000", "#ffffff"


class Scheme(Value):
    """One set of colours. Each kind of text can be read on each ground that it stands on."""

    ground: str
    """Behind most blocks."""
    band: str
    """Behind every other block."""
    card: str
    ink: str
    quiet: str
    accent: str
    """Behind the button and the coloured band."""
    on_accent: str
    accent_text: str
    """The accent where it is text or a link."""
    on_accent_button: str
    """A button on the coloured band."""
    on_accent_button_text: str
    edge: str
    """Border of controls."""
    hairline: str
    """Decoration only."""


def light(kit: BrandKit) -> Scheme:
    canvas = apart(hex_or(kit.color_canvas, "#f6f4ee"), (_BLACK,), _WHITE, LIGHT)
    ground = mix(canvas, _WHITE, 0.62)
    return _scheme(kit, ground=ground, band=canvas, card=mix(ground, _WHITE, 0.6), toward=_BLACK)


def dark(kit: BrandKit) -> Scheme:
    accent = hex_or(kit.color_accent, "#204034")
    tint = mix(accent, "#121312", 0.94)
    return _scheme(
        kit, ground=tint, band=mix(tint, _WHITE, 0.045), card=mix(tint, _WHITE, 0.08), toward=_WHITE
    )


def _scheme(kit: BrandKit, *, ground: str, band: str, card: str, toward: str) -> Scheme:
    """Return a scheme. `toward` is what colours are mixed with until they stand out on all three grounds."""
    grounds = (ground, band, card)
    own = hex_or(kit.color_accent, "#204034")
    wanted_ink = hex_or(kit.color_ink, "#1d1d1b") if toward == _BLACK else "#eceae4"
    ink = apart(wanted_ink, grounds, toward, 7)
    accent = apart(own, grounds, toward, EDGE)
    on_accent = readable(ground, accent, ink)
    button = mix(accent, on_accent, 0.88)
    return Scheme(
        ground=ground,
        band=band,
        card=card,
        ink=ink,
        quiet=apart(mix(ink, ground, 0.28), grounds, toward, READABLE),
        accent=accent,
        on_accent=on_accent,
        accent_text=apart(own, grounds, toward, READABLE),
        on_accent_button=button,
        on_accent_button_text=readable(accent, button, ink),
        edge=apart(mix(ink, ground, 0.5), grounds, toward, EDGE + 0.2),
        hairline=mix(ground, ink, 0.13),
    )
