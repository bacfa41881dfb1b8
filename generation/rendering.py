"""What a draft's documents are made with: its brand, its language and the campaign's pictures."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from generation.brief import Picture, Rendering
from generation.llm_tools.base import Tool
from generation.llm_tools.pictures import used_in
from generation.models import Asset, AssetFile, Generation


def rendering_of(generation: Generation, tool: Tool[Any, Any], content: BaseModel) -> Rendering:
    """Return what the tool needs beside the content to make the draft's documents. One or two queries.

    Archived pictures are among them: a draft that shows one goes on showing it. The bytes are those of the
    pictures in use, where the tool embeds them.
    """
    rendering = Rendering(
        kit=generation.brand.kit(),
        language=generation.language,
        pictures=tuple(asset.picture for asset in Asset.objects.filter(campaign=generation.campaign_id)),
    )
    return with_bodies(rendering, content) if tool.embeds_pictures else rendering


def with_bodies(rendering: Rendering, content: BaseModel) -> Rendering:
    """Return the rendering with the bytes of the pictures that the content uses. At most one query."""
    return rendering.model_copy(update={"bodies": bodies_of(used_in(content, rendering))})


def bodies_of(pictures: Iterable[Picture]) -> tuple[tuple[str, bytes], ...]:
    """Return the hash and the bytes of each picture. At most one query."""
    hashes = {picture.sha256 for picture in pictures}
    if not hashes:
        return ()
    found = AssetFile.objects.filter(pk__in=hashes).order_by("pk").values_list("pk", "body")
    return tuple((sha256, bytes(body)) for sha256, body in found)
