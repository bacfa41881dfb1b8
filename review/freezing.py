"""Freeze what is put to review: content, renditions, brand kit and pictures, hashed together.

An approval names this hash. If the words, the brand, a picture or a template of ours changes afterwards, the
same draft freezes to another hash, and the approval fails.
"""

from dataclasses import dataclass
from typing import Any

from generation.brief import Picture
from generation.canonical import content_hash, text_hash
from generation.llm_tools import get_tool
from generation.llm_tools.pictures import used_in
from generation.models import Asset, Brand, Generation, Rendition, Revision
from generation.rendering import rendering_of


@dataclass(frozen=True)
class Frozen:
    documents: dict[str, str]
    """Format to document."""
    brand: Brand
    """As it was read for this."""
    brand_kit: dict[str, Any]
    pictures: tuple[Picture, ...]
    """Those of the campaign in use. The logo is part of the kit."""
    hash: str

    @property
    def rendition_hashes(self) -> dict[str, str]:
        return {name: text_hash(document) for name, document in self.documents.items()}

    @property
    def columns(self) -> dict[str, Any]:
        """What the draft keeps of it."""
        return {"frozen_hash": self.hash, "frozen_renditions": self.rendition_hashes}


def freeze(generation: Generation, revision: Revision) -> Frozen:
    """Render the revision with the brand as it is now, not as it was when the draft was loaded.

    Pure of writes. The draft's `brand` is in step afterwards.
    """
    generation.brand = Brand.objects.select_related("kit_version").get(pk=generation.brand_id)
    tool = get_tool(generation.tool)
    content = tool.stored(revision.content, revision.schema_version)
    rendering = rendering_of(generation, tool, content)
    documents = {name: tool.render(content, rendering, name) for name in tool.formats}
    brand_kit = rendering.kit.as_kept()
    shown = used_in(content, rendering)
    bundle = {
        "content": revision.content_hash,
        "schema_version": revision.schema_version,
        "renditions": {name: text_hash(document) for name, document in documents.items()},
        "brand_kit": content_hash(brand_kit),
        "assets": {picture.key: picture.sha256 for picture in shown},
    }
    pictures = tuple(picture for picture in shown if picture in rendering.pictures)
    return Frozen(documents, generation.brand, brand_kit, pictures, content_hash(bundle))


def hold_still(generation: Generation, frozen: Frozen) -> bool:
    """Keep what was frozen as it is until the transaction ends; False if it has changed since it was read.

    Each UPDATE writes what is there already. Its row count says whether it still is, and from then on
    nobody else can write the row before this transaction ends.
    """
    brand = frozen.brand
    rows = Brand.objects.filter(pk=brand.pk, name=brand.name, kit_version=brand.kit_version)
    if not rows.update(kit_version=brand.kit_version):
        return False
    shown = Asset.objects.filter(campaign=generation.campaign_id)
    return all(
        shown.filter(file=picture.sha256, alt=picture.alt).update(alt=picture.alt)
        for picture in frozen.pictures
    )


def keep(revision: Revision, frozen: Frozen) -> None:
    """Store the documents byte for byte; those that are kept already are not stored twice."""
    Rendition.objects.bulk_create(
        (
            Rendition(revision=revision, format=name, body=document, sha256=text_hash(document))
            for name, document in frozen.documents.items()
        ),
        ignore_conflicts=True,
    )
