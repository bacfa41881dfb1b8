"""The writing tools. Each module of this package that holds a `TOOL` is one; dropping it in is enough."""

import pkgutil
from importlib import import_module
from typing import Any

from generation.llm_tools.base import Tool


def _discover() -> dict[str, Tool[Any, Any]]:
    tools: dict[str, Tool[Any, Any]] = {}
    for info in pkgutil.iter_modules(__path__):
        tool = getattr(import_module(f"{__name__}.{info.name}"), "TOOL", None)
        if tool is None:
            continue
        if tool.name in tools:
            raise RuntimeError(f"Two tools are named {tool.name!r}: {tools[tool.name]!r} and {tool!r}.")
        tools[tool.name] = tool
    return dict(sorted(tools.items()))


TOOLS: dict[str, Tool[Any, Any]] = _discover()


class UnknownTool(LookupError):
    """There is no tool of that name."""


def get_tool(name: str) -> Tool[Any, Any]:
    """Return the tool.

    Raises:
        UnknownTool: no module of this package provides it.
    """
    try:
        return TOOLS[name]
    except KeyError:
        raise UnknownTool(f"There is no tool named {name!r}. There are: {', '.join(TOOLS)}.") from None
