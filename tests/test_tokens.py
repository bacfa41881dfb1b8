"""Text and controls can be read in both themes: the contrast of every pair that the design names."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static/css/tokens.css").read_text()
VALUES = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS)
}

TEXT, CONTROL = 4.5, 3.0
PAIRS = {
    ("ink", "surface"): TEXT,
    ("ink2", "canvas"): TEXT,
    ("ink2", "sunken"): TEXT,
    ("ink3", "surface"): TEXT,
    ("ink3", "canvas"): TEXT,
    ("ink3", "sunken"): TEXT,
    ("accent", "surface"): TEXT,
    ("accent", "accent-soft"): TEXT,
    ("on-accent", "accent"): TEXT,
    ("on-accent", "accent-hover"): TEXT,
    ("ok", "ok-soft"): TEXT,
    ("warn", "warn-soft"): TEXT,
    ("bad", "bad-soft"): TEXT,
    ("info", "info-soft"): TEXT,
    ("bad", "surface"): TEXT,
    ("ins-ink", "ins"): TEXT,
    ("del-ink", "del"): TEXT,
    ("line-strong", "surface"): CONTROL,
    ("line-strong", "sunken"): CONTROL,
    ("accent", "canvas"): CONTROL,
}


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pair", "least"), PAIRS.items(), ids=["-on-".join(pair) for pair in PAIRS])
def test_a_pair_has_enough_contrast(pair, least, theme):
    front, back = (VALUES[name][theme] for name in pair)
    assert contrast(front, back) >= least


def test_the_computation_is_right():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast(VALUES["ink"][0], VALUES["surface"][0]), 2) == 17.26
    assert round(contrast(VALUES["line-strong"][1], VALUES["sunken"][1]), 2) == 4.23
