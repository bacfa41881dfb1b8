"""Write one message as posts for several social networks, each counted and shaped as that network does."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from generation.brief import BrandKit, Rendering
from generation.checks import social_rules
from generation.checks.claims import claims
from generation.checks.run import run
from generation.checks.text import sentences_in
from generation.checks.types import CheckContext, Claim, Draft, Report
from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer
from generation.llm_tools import job_prompt, social_files, social_prompt, social_render, social_template
from generation.llm_tools.base import EditableField, InvalidContent, Job, Tool, seed_prompt
from generation.llm_tools.fields import apply_edits, editable_fields, text_fields, validated
from generation.llm_tools.pictures import places_in
from generation.llm_tools.social_content import (
    LONGEST_TEXT,
    LONGEST_THREAD,
    SocialContent,
    SocialParams,
    SocialPost,
    ThreadPart,
    posts_of,
)
from generation.llm_tools.wording import cut, line
from generation.networks.posts import closing
from generation.networks.splitting import split_thread
from generation.networks.table import NETWORKS

SHORT_TITLE, LONG_TITLE = 20, 90
"""Characters of what a list calls a draft."""


class SocialPostTool(Tool[SocialParams, SocialContent]):
    name: ClassVar[str] = "social_post"
    label: ClassVar[str] = "Social posts"
    description: ClassVar[str] = "One message, adapted to each network that you choose."
    icon: ClassVar[str] = "social"
    reusable: ClassVar[bool] = True
    formats: ClassVar[tuple[str, ...]] = ("html", "txt")
    export_formats: ClassVar[tuple[str, ...]] = ("zip",)
    embeds_pictures: ClassVar[bool] = True
    rules = social_rules.RULES
    params_model = SocialParams
    content_model = SocialContent
    sends: ClassVar[frozenset[str]] = job_prompt.SENDS
    system_prompt: ClassVar[str] = seed_prompt("social_post.system")
    user_prompt: ClassVar[str] = seed_prompt("social_post.user")

    def system_variables(self, kit: BrandKit, language: str) -> dict[str, Any]:
        return social_prompt.system_variables(kit, language)

    def user_variables(self, job: Job, params: SocialParams) -> dict[str, Any]:
        return social_prompt.user_variables(job, params)

    def parse(self, answer: str) -> SocialContent:
        try:
            data = parse_json_answer(answer)
        except BadCompletion as error:
            raise InvalidContent(error.problems) from error
        return validated(SocialContent, data)

    def fit(self, content: SocialContent, params: SocialParams) -> SocialContent:
        """Return the posts in the order asked for, each where it is asked for and no other.

        What a thread has too much of in one post is moved to the next.
        """
        written = {post.network: post for post in content.posts}
        missing = [name for name in params.networks if name not in written]
        extra = [name for name in written if name not in params.networks]
        if missing or extra:
            raise InvalidContent(
                [f"posts: there is no post for {name}; write one." for name in missing]
                + [f"posts: {name} was not asked for; leave it out." for name in extra]
            )
        posts = tuple(_threaded(written[name], params) for name in params.networks)
        return content.model_copy(update={"posts": posts})

    def fill_template(self, job: Job, params: SocialParams) -> SocialContent:
        return social_template.fill_template(job, params)

    def check(self, content: SocialContent, context: CheckContext) -> Report:
        documents = {format: self.render(content, context.rendering, format) for format in self.formats}
        draft = Draft(
            fields=text_fields(content),
            documents=documents,
            posts=posts_of(content),
            places=places_in(content),
        )
        return run(social_rules.RULES, draft, context)

    def claims(self, content: SocialContent, context: CheckContext) -> list[Claim]:
        return claims(text_fields(content), context)

    def render(self, content: SocialContent, rendering: Rendering, format: str) -> str:
        return social_render.render(content, rendering, format)

    def export(self, content: SocialContent, rendering: Rendering, format: str) -> bytes:
        if format == "zip":
            return social_files.render_zip(content, rendering)
        return super().export(content, rendering, format)

    def title(self, content: SocialContent) -> str:
        """Return the first sentence, and the next where that says little."""
        text = line(content.posts[0].text)
        ends = [end for _start, end in sentences_in(text)]
        end = next((end for end in ends if end >= SHORT_TITLE), len(text))
        return cut(text[:end], LONG_TITLE)

    def summary(self, content: SocialContent) -> str:
        networks = ", ".join(post.called for post in content.posts)
        return f"{networks}: {line(content.posts[0].text)}"[:300]

    def editable_fields(self, content: SocialContent) -> list[EditableField]:
        """Return every text; the words of a post are counted as published, with link and hashtags."""
        counts = {
            part.path: (post.network.length(part.posted), post.network)
            for post in posts_of(content)
            for part in post.parts
        }
        fields = []
        for field in editable_fields(content):
            if field.path in counts:
                count, network = counts[field.path]
                limit = min(network.characters.value, LONGEST_TEXT)
                hint = f"With link and hashtags. {network.counted}"
                field = field.model_copy(update={"counted": count, "max_length": limit, "hint": hint})
            fields.append(field)
        return fields

    def apply_edits(self, content: SocialContent, edits: Mapping[str, str]) -> SocialContent:
        """Return new content. A post of a thread that was emptied is taken out."""
        emptied = {path for path, text in edits.items() if ".thread." in path and not text.strip()}
        # Words for the moment: an empty post is not valid, and an unknown path is still found.
        edited = apply_edits(content, {**edits, **dict.fromkeys(emptied, "…")})
        posts = [
            post.model_copy(update={"thread": _without(post.thread, emptied, f"posts.{place}.thread")})
            for place, post in enumerate(edited.posts)
        ]
        return edited.model_copy(update={"posts": tuple(posts)})


def _without(parts: tuple[ThreadPart, ...], emptied: Collection[str], path: str) -> tuple[ThreadPart, ...]:
    return tuple(part for place, part in enumerate(parts) if f"{path}.{place}.text" not in emptied)


def _threaded(post: SocialPost, params: SocialParams) -> SocialPost:
    """Return the post as one, or on X as the thread that was asked for, each of whose posts fits."""
    if post.network != "x" or params.thread == "single":
        # Where no thread was asked for, its posts are paragraphs of one.
        text = "\n\n".join(post.texts)[:LONGEST_TEXT]
        return post.model_copy(update={"text": text, "thread": (), "numbered": False})
    network = NETWORKS["x"]
    numbered = params.thread == "numbered"
    tail = closing(network, "\n".join(post.texts), post.link, post.hashtags)
    texts: list[str] = []
    for place, text in enumerate(post.texts):
        last = place == len(post.texts) - 1
        texts += split_thread(text, network, numbered=numbered, tail=tail if last else "")
    if len(texts) > LONGEST_THREAD + 1:
        raise InvalidContent([f"posts: the thread has {len(texts)} posts; at most {LONGEST_THREAD + 1}."])
    return post.model_copy(
        update={
            "text": texts[0],
            "thread": tuple(ThreadPart(text=text) for text in texts[1:]),
            "numbered": numbered and len(texts) > 1,
        }
    )


TOOL = SocialPostTool()
