"""Font stacks that every mail program and browser has. Nothing is loaded from elsewhere."""

USUAL = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
FONTS = {
    "humanist": "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', source-sans-pro, sans-serif",
    "geometric": "Avenir, Montserrat, Corbel, 'URW Gothic', source-sans-pro, sans-serif",
    "serif": "'Iowan Old Style', 'Palatino Linotype', 'URW Palladio L', P052, Georgia, serif",
    "typewriter": "'Nimbus Mono PS', 'Courier New', Courier, monospace",
}
"""By the name that a brand kit gives."""


def font_stack(name: str) -> str:
    """Return the stack of that name, the usual one where there is none."""
    return FONTS.get(name, USUAL)
