"""Run the checks of a tool on content from standard input."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from generation.checks.types import CheckContext, Report
from generation.management.commands.render_content import (
    add_content_arguments,
    content_from,
    contents_from_lines,
    find_campaign,
    find_tool,
    language_of,
)
from generation.models import RuleSetting
from generation.rendering import bodies_of


class Command(BaseCommand):
    help = (
        "Check content (JSON on standard input) against a campaign, and print what the checks found as JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_content_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        tool = find_tool(options["tool"])
        campaign = find_campaign(options["campaign"])
        now = timezone.now()
        brief = campaign.brief(now=now)
        context = CheckContext(
            brief=brief,
            bodies=bodies_of(brief.pictures) if tool.embeds_pictures else (),
            language=language_of(campaign, options["language"]),
            today=timezone.localdate(now),
            settings=RuleSetting.objects.values_of(campaign.brand),
        )
        if options["jsonl"]:
            for content in contents_from_lines(tool, sys.stdin):
                self.stdout.write(json.dumps(_as_json(tool.check(content, context)), ensure_ascii=False))
        else:
            report = tool.check(content_from(tool, sys.stdin.read()), context)
            self.stdout.write(json.dumps(_as_json(report), ensure_ascii=False, indent=2))


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "findings": [finding.model_dump(mode="json") for finding in report.findings],
        "passed": list(report.passed),
    }
