"""The application's settings, with one more tool."""

from crm_llm.settings import *  # noqa: F403
from generation.llm_tools import TOOLS
from tests.benchmarks.noop_tool import TOOL

TOOLS[TOOL.name] = TOOL
