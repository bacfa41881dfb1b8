"""What goes into a model client and what comes out: plain, frozen values."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Value):
    role: Literal["system", "user", "assistant"]
    content: str


class AnswerSchema(Value):
    """The JSON schema that the answer must follow, normalised for strict mode."""

    name: str
    """At most 64 letters, digits, `_` and `-`."""
    definition: dict[str, Any]


class MaxPrice(Value):
    """The dearest price that a call may be made at, in US dollars a million tokens."""

    prompt_usd: Decimal
    completion_usd: Decimal


class ChatRequest(Value):
    model: str = ""
    """Filled by the fallback wrapper from the models of the tier."""
    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float | None = None
    answer_schema: AnswerSchema | None = None
    end_user: str = ""
    """A keyed hash of the person, never a name: providers act on abuse by end user."""
    session_id: str = ""
    """The correlation id."""
    metadata: Mapping[str, str] = Field(default_factory=dict)
    tier: str = ""
    prompt_checksum: str = ""
    """Of the prompt version that the messages were made with."""
    variety: int = 0
    """Which of several answers to the same question this is to be: each is cached on its own."""
    reuse: bool = False
    """An identical request's answer may be used instead of a new one."""
    answer_key: str = ""
    """Filled by the caching wrapper: identical requests have the same. The answer can be kept under it."""
    batch: bool = False
    """Nobody waits for it: where calls are limited it lets others go first."""
    max_price: MaxPrice | None = None
    language: str = ""
    """Of the messages, such as `de-AT`. It tells national telephone numbers; it is not sent."""
    known: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """What is known of the person written to, by type: FIRST_NAME… It is taken out of the messages."""
    key_name: str = ""
    """Stands for the key that it is asked with; filled by the key ring. Empty where none is needed."""
    needed: frozenset[str] = frozenset()
    """Types whose placeholders must come back in the answer."""
    public: frozenset[str] = frozenset()
    """The brand's own address, telephone number and mail address, which stay in the messages."""


class Usage(Value):
    """Token counts as the provider reported them; None is unknown."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    """Reasoning tokens are part of it."""
    cached_tokens: int | None = None
    """Part of `input_tokens`."""
    cost_usd: Decimal | None = None
    """What was charged. None is unknown, never free."""


class Reused(Value):
    """Where an answer that was stored before came from, and what it saves to use it again."""

    draft: str
    """The id of the draft that it was first written for."""
    cost_usd: Decimal | None = None
    """What it cost then; None is unknown."""
    latency_ms: int | None = None


class Placeholders(Value):
    """What went wrong with the names that stood for personal data in an answer."""

    changed: tuple[str, ...] = ()
    """Words that must have been a placeholder, as they came back."""
    invented: tuple[str, ...] = ()
    """Placeholders that stood for nothing in the request."""
    missing: tuple[str, ...] = ()
    """Placeholders that were needed and did not come back."""


class Completion(Value):
    text: str
    model_asked: str
    model: str
    """The model that answered; it can differ from the one that was asked."""
    provider: str = ""
    upstream_id: str = ""
    finish_reason: str = ""
    usage: Usage = Usage()
    latency_ms: int = 0
    placeholders: Placeholders = Placeholders()
    """Filled by the redacting wrapper."""
    reused: Reused | None = None
    """Set where no model was asked: `usage` is then empty and nothing was charged."""


class Client(Protocol):
    """The one way to a model. Wrappers have the same method and know one thing each."""

    def complete(self, request: ChatRequest) -> Completion:
        """Return the model's answer.

        Raises:
            LLMError: there is none; the leaf class and its attributes say why and what can be done.
        """
        ...
