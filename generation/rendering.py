"""What a draft's documents are made with: its brand, its language and the campaign's pictures."""

from typing import Any

from generation.brief import Rendering
from generation.llm_tools.base import Tool
from generation.models import Generation


def rendering_of(generation: Generation, tool: Tool[Any, Any]) -> Rendering:
    """Return what the tool needs beside the content to make the draft's documents."""
    return Rendering(kit=generation.brand.kit(), language=generation.language)
