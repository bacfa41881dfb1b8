"""Structured logs: an event name with fields, as JSON in production and as plain lines locally."""

import re
from typing import Any

import structlog

from generation.llm_client.secrets import hidden

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


_PROCESSORS = [*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
"""One list, since loggers keep the one that they were first used with."""

_LINK = re.compile(r"/r/[\w.-]{20,}")


def _without_keys(logger: Any, method: str, line: str) -> str:
    """Leave keys out of the finished line: libraries put what they sent into their messages.

    So is the secret part of an outside approver's address, which Django names where it refuses a request.
    """
    return _LINK.sub("/r/…", hidden(line))


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return the `LOGGING` setting and set structlog up to match it."""
    structlog.configure(
        processors=_PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                    _without_keys,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # One line a request is the proxy's job; httpx would log each URL that it calls.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }
