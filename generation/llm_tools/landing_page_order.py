"""Move blocks of a page and take them out, as a person numbers them."""

import re
from collections.abc import Mapping

from generation.llm_tools.base import InvalidContent
from generation.llm_tools.fields import validated
from generation.llm_tools.landing_page_content import LandingPageContent

POSITION = re.compile(r"blocks\.(\d+)\.position\Z")


def arranged(content: LandingPageContent, positions: Mapping[str, str]) -> LandingPageContent:
    """Return the page with its blocks in the order of their numbers, those with a 0 left out.

    Args:
        positions: by path, such as `blocks.3.position`; a block without one stays. The first is the opening.

    Raises:
        InvalidContent: a number is none, or there is no such block.
    """
    wanted: dict[int, int] = {}
    for path, text in positions.items():
        match = POSITION.match(path)
        if match is None or int(match[1]) >= len(content.blocks):
            raise InvalidContent([f"There is no field {path!r} in this draft."])
        number = text.strip()
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise InvalidContent([f"The place of block {int(match[1]) + 1} is a number from 0."])
        wanted[int(match[1])] = int(number)
    if all(index + 1 == place for index, place in wanted.items()):
        return content
    kept = [index for index in range(1, len(content.blocks)) if wanted.get(index, 1) > 0]
    # Of two with one number, the one that was moved up comes first, and the one that was moved down last.
    kept.sort(key=lambda index: (place := wanted.get(index, index + 1), _moved(place, index + 1)))
    blocks = content.model_dump()["blocks"]
    data = content.model_dump() | {"blocks": [blocks[index] for index in (0, *kept)]}
    return validated(LandingPageContent, data)


def _moved(place: int, before: int) -> int:
    return (place > before) - (place < before)
