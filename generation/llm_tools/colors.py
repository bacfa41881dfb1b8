"""A brand's few colours, and the shades and contrasts that a readable document needs."""

import re
from collections.abc import Iterable

from generation.checks.contrast import contrast, rgb

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
READABLE = 4.5
"""Least contrast of text, WCAG 2.2 success criterion 1.4.3."""


def hex_or(color: str, default: str) -> str:
    """Return the colour if it is one, in lower case: it is written into styles."""
    return color.lower() if _HEX.match(color) else default


def mix(color: str, other: str, share: float) -> str:
    """Return `color` with `share` of `other` in it."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(color), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def readable(wanted: str, background: str, *fallbacks: str) -> str:
    """Return the first colour that can be read on the background, else black or white."""
    for color in (wanted, *fallbacks):
        if contrast(color, background) >= READABLE:
            return color
    return max(("#000000", "#ffffff"), key=lambda color: contrast(color, background))


def apart(color: str, backgrounds: Iterable[str], toward: str, ratio: float) -> str:
    """Return the colour, mixed with `toward` until it has that contrast on each background.

    Where even `toward` has not enough, what has most of black and white is returned.
    """
    grounds = tuple(backgrounds)
    for step in range(21):
        mixed = mix(color, toward, step / 20)
        if all(contrast(mixed, ground) >= ratio for ground in grounds):
            return mixed
    return max(("#000000", "#ffffff"), key=lambda plain: min(contrast(plain, ground) for ground in grounds))


__all__ = ["READABLE", "apart", "contrast", "hex_or", "mix", "readable"]
