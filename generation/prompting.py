"""From a prompt version and a job to the messages that a model is sent."""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from generation.liquid import render_prompt
from generation.llm_client.schema import strict_schema
from generation.llm_client.types import AnswerSchema, ChatRequest, Message
from generation.llm_tools.base import InvalidContent, Job, Tool
from generation.models import Generation, PromptVersion


def build(
    version: PromptVersion, tool: Tool[Any, Any], job: Job, params: BaseModel, generation: Generation
) -> ChatRequest:
    """Return the request for one draft. Text from people is only in the user message, fenced as data.

    Raises:
        PromptTemplateError: a template names a variable that does not exist.
    """
    return ChatRequest(
        messages=(
            Message(
                role="system",
                content=render_prompt(version.system_template, tool.system_variables(job, params)),
            ),
            Message(
                role="user", content=render_prompt(version.user_template, tool.user_variables(job, params))
            ),
        ),
        max_tokens=version.max_tokens,
        temperature=version.temperature_pct / 100,
        answer_schema=_answer_schema(tool),
        end_user=person_hash(generation.requested_by_id),
        session_id=generation.request.correlation_id,
        metadata={
            "environment": settings.ENVIRONMENT,
            "feature": tool.name,
            "generation": str(generation.pk),
            "prompt_version": str(version.number),
        },
        tier=version.tier,
        prompt_checksum=version.checksum,
        variety=job.variant,
        reuse=generation.request.reuse and tool.reusable,
    )


@lru_cache(maxsize=32)
def _answer_schema(tool: Tool[Any, Any]) -> AnswerSchema:
    return AnswerSchema(name=tool.name, definition=strict_schema(tool.content_model))


def repair(request: ChatRequest, answer: str, error: InvalidContent) -> ChatRequest:
    """Return the one request that shows the model its answer and what was wrong with it."""
    problems = "\n".join(f"- {problem}" for problem in error.problems[:20])
    return request.model_copy(
        update={
            "messages": (
                *request.messages,
                Message(role="assistant", content=answer[:20_000]),
                Message(
                    role="user",
                    content=(
                        "That answer can't be used:\n"
                        f"{problems}\n"
                        "Write the whole answer again, as JSON of the schema, with these faults mended."
                    ),
                ),
            ),
            # Whoever is given an identical answer again may have use for it: this one had none.
            "reuse": False,
        }
    )


def person_hash(user_id: int) -> str:
    """Return a stable name for a person that tells a provider nothing about them."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"end-user:{user_id}".encode(), hashlib.sha256)
    return f"u_{digest.hexdigest()[:24]}"
