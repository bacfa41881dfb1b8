"""The stylesheet of landing pages: what all blocks share, then that of each layout in use."""

import re
from functools import lru_cache
from pathlib import Path

from generation.llm_tools.colors import mix
from generation.llm_tools.landing_page_content import Layout
from generation.llm_tools.landing_page_theme import Scheme

_STYLES = Path(__file__).resolve().parent / "styles"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?")
"""White space that no browser needs. Around + and : it may mean something."""


@lru_cache(maxsize=64)
def stylesheet(layouts: tuple[Layout, ...], light: Scheme, dark: Scheme, font: str) -> str:
    """Return the whole of it, without the white space that only people read."""
    return "".join(
        [
            f":root{{color-scheme:light dark;--font:{font};{_properties(light)}}}",
            f"@media (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}",
            *(
                _file(name)
                for name in (
                    "landing_page",
                    *(f"landing_page_{layout}" for layout in layouts),
                    "landing_page_people",
                )
            ),
        ]
    )


@lru_cache(maxsize=8)
def _file(name: str) -> str:
    css = _COMMENT.sub("", (_STYLES / f"{name}.css").read_text(encoding="utf-8"))
    return _AROUND.sub(r"\1", _SPACE.sub(" ", css)).strip()


def _properties(scheme: Scheme) -> str:
    colors = {
        **scheme.model_dump(),
        "art_1": mix(scheme.band, scheme.accent, 0.1),
        "art_2": mix(scheme.band, scheme.accent, 0.2),
        "art_3": mix(scheme.band, scheme.accent, 0.06),
        "art_4": mix(scheme.band, scheme.accent, 0.42),
        "art_5": mix(scheme.band, scheme.accent, 0.68),
    }
    return ";".join(f"--{name.replace('_', '-')}:{value}" for name, value in colors.items())
