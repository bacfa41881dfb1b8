"""What a person chooses for social posts, and what they consist of."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from generation.checks.types import Role
from generation.llm_tools.fields import Block, Line, Shown
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.usual_params import KeyMessage, ToneChoice, WebLink
from generation.networks.posts import Post, post_of
from generation.networks.table import NETWORKS

NetworkName = Literal["x", "linkedin", "facebook", "instagram", "threads", "bluesky", "mastodon"]
Goal = Literal["offer", "news", "event", "story", "conversation"]
Amount = Literal["none", "few", "usual"]
Thread = Literal["single", "thread", "numbered"]

NETWORK_NAMES: tuple[NetworkName, ...] = get_args(NetworkName)
GOALS: tuple[Goal, ...] = get_args(Goal)

GOAL_LABELS = {
    "offer": "Promote an offer",
    "news": "Share news",
    "event": "Invite to an event",
    "story": "Tell a story",
    "conversation": "Start a conversation",
}
AMOUNT_LABELS = {"none": "None", "few": "Few", "usual": "As usual there"}
THREAD_LABELS = {"single": "One post", "thread": "Thread", "numbered": "Numbered thread"}

LONGEST_TEXT = 5000
LONGEST_THREAD = 12


def _names(value: Any) -> Any:
    """Read a comma-separated text as a list, and put the names into the order of the table."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple | set | frozenset):
        return value
    stripped = [name.strip().lower() if isinstance(name, str) else name for name in names]
    known = [name for name in NETWORKS if name in stripped]
    return [*known, *(name for name in stripped if name not in NETWORKS)]


def _hashtags(value: Any) -> Any:
    """Return hashtags as one line, each with its sign; a model may give a list, or leave the signs out."""
    words = value if isinstance(value, list | tuple) else value.split() if isinstance(value, str) else None
    if words is None or not all(isinstance(word, str) for word in words):
        return value
    return " ".join(dict.fromkeys(_signed(word) for word in " ".join(words).replace(",", " ").split()))


def _signed(word: str) -> str:
    return word if word.startswith(("#", "＃")) else f"#{word}"


class SocialParams(BaseModel):
    """How the posts should be; each field is one control of the request form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    networks: Annotated[tuple[NetworkName, ...], BeforeValidator(_names)] = Field(
        default=("x", "linkedin", "facebook"),
        min_length=1,
        title="Networks",
        description="One message, adapted to each. Limits change; these were read in November 2026.",
        json_schema_extra={
            "widget": "cards",
            "group": "say",
            "choices": {name: network.label for name, network in NETWORKS.items()},
            "mark": {name: network.letter for name, network in NETWORKS.items()},
            "note": {name: f"{network.characters.value:,} characters" for name, network in NETWORKS.items()},
        },
    )
    key_message: KeyMessage
    goal: Goal = Field(
        default="offer",
        title="Goal",
        json_schema_extra={"widget": "select", "group": "say", "choices": {**GOAL_LABELS}},
    )
    link: WebLink = Field(
        default="",
        title="Link",
        description="Left empty, it is the campaign's first link.",
    )
    picture: Line = Field(
        default="",
        max_length=200,
        title="Picture",
        description="What it should show, if you have something in mind.",
        json_schema_extra={"widget": "text", "group": "say", "optional": True},
    )
    own_hashtags: Annotated[Line, BeforeValidator(_hashtags)] = Field(
        default="",
        max_length=150,
        title="Hashtags to use",
        json_schema_extra={
            "widget": "text",
            "group": "say",
            "optional": True,
            "placeholder": "#SpringSale",
        },
    )
    tone: ToneChoice = "warm"
    hashtags: Amount = Field(
        default="few",
        title="Hashtags",
        json_schema_extra={"widget": "segments", "group": "sound", "choices": {**AMOUNT_LABELS}},
    )
    emoji: Amount = Field(
        default="none",
        title="Emoji",
        json_schema_extra={"widget": "segments", "group": "sound", "choices": {**AMOUNT_LABELS}},
    )
    thread: Thread = Field(
        default="single",
        title="On X",
        json_schema_extra={"widget": "segments", "group": "sound", "choices": {**THREAD_LABELS}},
    )

    @field_validator("networks")
    @classmethod
    def networks_are_different(cls, networks: tuple[NetworkName, ...]) -> tuple[NetworkName, ...]:
        return tuple(dict.fromkeys(networks))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ThreadPart(_Part):
    text: Annotated[Block, Shown("Text", multiline=True)] = Field(
        min_length=1, max_length=LONGEST_TEXT, description="One post, at most 280 as X counts."
    )


class SocialPost(_Part):
    """The words for one network. What is posted is put together from them."""

    network: NetworkName
    text: Annotated[Block, Shown("Text", multiline=True)] = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="The words alone, plain text; in a thread those of its first post.",
    )
    thread: Annotated[tuple[ThreadPart, ...], Shown("Part")] = Field(
        default=(), max_length=LONGEST_THREAD, description="Further posts of a thread on X; else empty."
    )
    numbered: bool = Field(default=False, description="Whether the posts of a thread are numbered.")
    link: Annotated[Line, Shown("Link", Role.URL)] = Field(
        default="", max_length=500, description="Absolute https address from the brief; none on Instagram."
    )
    hashtags: Annotated[
        Line, BeforeValidator(_hashtags), Shown("Hashtags", hint="With #, and a capital for each word.")
    ] = Field(default="", max_length=200, description="Each with #, separated by spaces; empty for none.")

    @property
    def called(self) -> str:
        """What forms and lists call it."""
        return NETWORKS[self.network].label

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *(part.text for part in self.thread))


class SocialContent(_Part):
    """One message as the posts of several networks."""

    posts: Annotated[tuple[SocialPost, ...], Shown("Post")] = Field(
        min_length=1, max_length=len(NETWORK_NAMES), description="One for each network that was asked for."
    )
    picture: Annotated[PictureSlot, Shown("Picture")] = PictureSlot()
    """One picture goes with all posts."""

    @field_validator("posts")
    @classmethod
    def networks_are_different(cls, posts: tuple[SocialPost, ...]) -> tuple[SocialPost, ...]:
        names = [post.network for post in posts]
        twice = [name for name in NETWORK_NAMES if names.count(name) > 1]
        if twice:
            raise ValueError(f"there are two posts for {twice[0]}; write one for each network")
        return posts


def posts_of(content: SocialContent) -> tuple[Post, ...]:
    """Return the posts as their networks get them."""
    return tuple(
        post_of(
            post.network,
            path=f"posts.{place}",
            texts=post.texts,
            link=post.link,
            hashtags=post.hashtags,
            numbered=post.numbered,
            has_picture=bool(content.picture.picture),
        )
        for place, post in enumerate(content.posts)
    )
