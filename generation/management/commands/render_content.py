"""Make a tool's document of content from standard input."""

import base64
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from generation.brief import Rendering
from generation.llm_tools import TOOLS, UnknownTool, get_tool
from generation.llm_tools.base import InvalidContent, Tool
from generation.llm_tools.fields import validated
from generation.models import Campaign
from generation.rendering import bodies_of

BINARY = frozenset({"zip"})


class Command(BaseCommand):
    help = "Render content (JSON on standard input) in a campaign's brand, and print the document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_content_arguments(parser)
        parser.add_argument("--format", default="html", help="html, txt, eml or zip (default: html)")

    def handle(self, *args: Any, **options: Any) -> None:
        tool = find_tool(options["tool"])
        format = options["format"]
        known = (*tool.formats, *tool.export_formats)
        if format not in known:
            raise CommandError(f"{tool.label} has no format {format!r}. There are: {', '.join(known)}.")
        campaign = find_campaign(options["campaign"])
        brief = campaign.brief(now=timezone.now())
        language = language_of(campaign, options["language"])
        rendering = Rendering(kit=brief.brand, language=language, pictures=brief.pictures)
        if tool.embeds_pictures:
            rendering = rendering.model_copy(update={"bodies": bodies_of(brief.pictures)})
        if options["jsonl"]:
            for content in contents_from_lines(tool, sys.stdin):
                document = tool.export(content, rendering, format)
                self.stdout.write(json.dumps(_as_json(document, format), ensure_ascii=False))
        else:
            content = content_from(tool, sys.stdin.read())
            document = tool.export(content, rendering, format)
            if format in BINARY:
                sys.stdout.buffer.write(document)
            else:
                self.stdout.write(document.decode(), ending="")


def _as_json(document: bytes, format: str) -> dict[str, str]:
    if format in BINARY:
        return {"document_base64": base64.b64encode(document).decode()}
    return {"document": document.decode()}


# ---- shared with check_content -----------------------------------------------------------------


def add_content_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("tool", help=f"one of: {', '.join(TOOLS)}")
    parser.add_argument("--campaign", required=True, metavar="SLUG", help="slug of the campaign")
    parser.add_argument("--language", help="of the content, such as en (default: the campaign's first)")
    parser.add_argument("--jsonl", action="store_true", help="one content a line in, one answer a line out")


def find_tool(name: str) -> Tool[Any, Any]:
    try:
        return get_tool(name)
    except UnknownTool as error:
        raise CommandError(str(error)) from error


def find_campaign(slug: str) -> Campaign:
    campaign = Campaign.objects.select_related("brand__kit_version").filter(slug=slug).first()
    if campaign is None:
        raise CommandError(f"There is no campaign {slug!r}.")
    return campaign


def language_of(campaign: Campaign, wanted: str | None) -> str:
    languages: list[str] = list(campaign.languages)
    return wanted or (languages[0] if languages else "en")


def content_from(tool: Tool[Any, Any], text: str, *, line: int | None = None) -> Any:
    """Return the content that the text holds as JSON.

    Raises:
        CommandError: with the line and what is wrong there.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = line or getattr(error, "lineno", 1)
        raise CommandError(f"Line {place}: this is no JSON ({getattr(error, 'msg', error)}).") from error
    try:
        return validated(tool.content_model, data)
    except InvalidContent as error:
        place_text = f"Line {line}: " if line else ""
        raise CommandError(place_text + " ".join(error.problems)) from error


def contents_from_lines(tool: Tool[Any, Any], lines: Iterable[str]) -> Iterator[Any]:
    """Yield the content of each line that is not blank."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield content_from(tool, line, line=number)
