"""Pictures in content: a slot names one of the campaign's by its key, or says what picture is wanted.

A model chooses among the keys that it was given and never makes a picture up: a key that nobody knows
leaves the slot empty, and its suggestion stands beside it for the marketer.
"""

import base64
from collections.abc import Iterable, Iterator
from html import escape
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from generation.brief import BrandKit, Picture, Rendering
from generation.checks.types import PicturePlace, Role
from generation.llm_tools.colors import hex_or, mix, readable
from generation.llm_tools.fields import Line, Shown

ContentT = TypeVar("ContentT", bound=BaseModel)
ALT_LENGTH = 250
BRIEF_LENGTH = 300


class PictureSlot(BaseModel):
    """A place for a picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    picture: Annotated[Line, Shown("Picture", Role.PICTURE)] = Field(
        default="", max_length=300, description="Key of a picture from the list, or empty where none fits."
    )
    alt: Annotated[
        Line, Shown("Alt text", Role.ALT, hint="Left empty, it is what the picture's own alt text says.")
    ] = Field(
        default="",
        max_length=ALT_LENGTH,
        description=(
            "What the picture shows, for those who can't see it; empty keeps the picture's own. Needed where "
            "that is in another language than the text."
        ),
    )
    brief: Line = Field(
        default="",
        max_length=BRIEF_LENGTH,
        description="Where no picture fits: what a photographer should show here, in one sentence.",
    )

    def filled(self, rendering: Rendering) -> "Filled | None":
        """Return the picture with the words for it; None where the slot is empty or its picture is gone."""
        picture = rendering.picture(self.picture) if self.picture else None
        return Filled(picture=picture, alt=self.alt or picture.alt) if picture else None


class Filled(BaseModel):
    """A slot's picture as a document shows it."""

    model_config = ConfigDict(frozen=True)

    picture: Picture
    alt: str

    def height_at(self, width: int) -> int:
        return max(1, round(self.picture.height * width / self.picture.width))


def slots_in(content: BaseModel, path: str = "") -> Iterator[tuple[str, PictureSlot]]:
    """Yield each slot of the content with its path, in reading order."""
    for name in type(content).model_fields:
        value = getattr(content, name)
        items = enumerate(value) if isinstance(value, list | tuple) else [("", value)]
        for index, item in items:
            here = f"{path}{name}.{index}" if index != "" else f"{path}{name}"
            if isinstance(item, PictureSlot):
                yield here, item
            elif isinstance(item, BaseModel):
                yield from slots_in(item, f"{here}.")


def places_in(content: BaseModel) -> tuple[PicturePlace, ...]:
    """Return the places for pictures as checks take them."""
    return tuple(
        PicturePlace(
            path=f"{path}.picture",
            key=slot.picture,
            alt=slot.alt,
            wanted="" if slot.picture else slot.brief,
        )
        for path, slot in slots_in(content)
    )


def used_in(content: BaseModel, rendering: Rendering) -> tuple[Picture, ...]:
    """Return the pictures that a document of the content shows, the brand's logo among them."""
    filled = [slot.filled(rendering) for _path, slot in slots_in(content)]
    logo = [rendering.kit.logo] if rendering.kit.logo else []
    return tuple(dict.fromkeys([*logo, *(one.picture for one in filled if one)]))


def only_known(content: ContentT, pictures: Iterable[Picture]) -> ContentT:
    """Return the content with those slots emptied that name a picture which was not offered."""
    known = {picture.key for picture in pictures}
    made_up = [path for path, slot in slots_in(content) if slot.picture and slot.picture not in known]
    if not made_up:
        return content
    data = content.model_dump()
    for path in made_up:
        target: Any = data
        for key in path.split("."):
            target = target[int(key)] if isinstance(target, list | tuple) else target[key]
        # The words for a picture that does not exist say what was wanted there.
        target |= {"picture": "", "alt": "", "brief": target["brief"] or target["alt"]}
    return type(content).model_validate(data)


def variables(pictures: Iterable[Picture]) -> list[dict[str, str]]:
    """Return what a prompt says of the campaign's pictures: their keys and what they show."""
    return [
        {"key": one.key, "alt": one.alt, "shape": _shape(one), "size": f"{one.width} × {one.height}"}
        for one in pictures
    ]


def _shape(picture: Picture) -> str:
    ratio = picture.width / picture.height
    return "landscape" if ratio > 1.15 else "portrait" if ratio < 0.87 else "square"


def data_uri(picture: Picture, body: bytes) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(body).decode()}"


def embedded(rendering: Rendering) -> Rendering:
    """Return the rendering with each picture whose bytes it holds addressed by them.

    For documents that may load nothing: pages, and previews, whose frame sends no cookie to anybody.
    """
    pictures = tuple(_embedded(picture, rendering) for picture in rendering.pictures)
    logo = rendering.kit.logo
    kit = rendering.kit.model_copy(update={"logo": _embedded(logo, rendering)}) if logo else rendering.kit
    return rendering.model_copy(update={"pictures": pictures, "kit": kit})


def _embedded(picture: Picture, rendering: Rendering) -> Picture:
    body = rendering.body(picture)
    return picture.model_copy(update={"url": data_uri(picture, body)}) if body else picture


def placeholder_svg(kit: BrandKit, width: int = 1200, height: int = 630) -> str:
    """Return a picture in the brand's colours as a data URI, for pages and cards. Mails can't show SVG."""
    accent, canvas = hex_or(kit.color_accent, "#204034"), hex_or(kit.color_canvas, "#f6f4ee")
    ground = mix(canvas, accent, 0.16)
    letters = escape(kit.logo_text or kit.name[:1].upper())
    unit = min(width, height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>'
        f'<circle cx="{width}" cy="{height}" r="{unit * 0.62:.0f}" fill="{mix(canvas, accent, 0.26)}"/>'
        f'<circle cx="{width / 2:.0f}" cy="{height / 2:.0f}" r="{unit * 0.17:.0f}" fill="{accent}"/>'
        f'<text x="50%" y="50%" fill="{readable(canvas, accent)}" font-family="sans-serif" font-weight="700"'
        f' font-size="{unit * 0.14:.0f}" text-anchor="middle" dominant-baseline="central">{letters}</text>'
        "</svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe=" /:=")
