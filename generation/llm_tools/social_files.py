"""Posts as text: to read, to copy, and one file a network."""

import re

from generation.brief import Rendering
from generation.llm_tools.archive import packed
from generation.llm_tools.social_content import SocialContent, posts_of
from generation.networks.posts import Post

# LinkedIn's "little text format": unescaped, its API silently cuts a post off at the first of these.
# learn.microsoft.com, Little Text Format, 2026-05.
_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_HASHTAG = re.compile(r"#(?=\w)")
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def render_text(content: SocialContent, rendering: Rendering) -> str:
    """Return the posts as they are published, each below the name of its network."""
    blocks = []
    for post in posts_of(content):
        head = post.network.label
        if len(post.parts) > 1:
            head += f" ({len(post.parts)})"
        blocks.append("\n".join([head, "=" * len(head), "", thread_text(post)]))
    picture = _picture_text(content, rendering)
    if picture:
        blocks.append(picture)
    return "\n\n\n".join(blocks) + "\n"


def thread_text(post: Post) -> str:
    return "\n\n---\n\n".join(part.posted for part in post.parts)


def _picture_text(content: SocialContent, rendering: Rendering) -> str:
    filled = content.picture.filled(rendering)
    words = filled.alt if filled else content.picture.brief
    if not words:
        return ""
    head = _WORDS[_key(rendering.language)]["picture" if filled else "wanted"]
    return "\n".join([head, "=" * len(head), "", words])


_WORDS = {
    "en": {"picture": "Picture, alt text", "wanted": "Picture wanted"},
    "de": {"picture": "Bild, Alternativtext", "wanted": "Gewünschtes Bild"},
}


def _key(language: str) -> str:
    code = language.partition("-")[0].lower()
    return code if code in _WORDS else "en"


def for_linkedin_api(text: str) -> str:
    """Return the text as LinkedIn's API takes it: reserved characters escaped, hashtags left to be links."""
    hashtags = {match.start() for match in _HASHTAG.finditer(text)}
    return _RESERVED.sub(
        lambda match: match.group() if match.start() in hashtags else f"\\{match.group()}", text
    )


def render_zip(content: SocialContent, rendering: Rendering) -> bytes:
    """Return an archive with one text file for each post, the picture and its alt text."""
    files: dict[str, bytes] = {}
    for post in posts_of(content):
        name = post.network.name
        if len(post.parts) == 1:
            files[f"{name}.txt"] = post.posted.encode()
        for number, part in enumerate(post.parts if len(post.parts) > 1 else (), start=1):
            files[f"{name}-{number}.txt"] = part.posted.encode()
        if name == "linkedin":
            files[f"{name}-api.txt"] = for_linkedin_api(post.posted).encode()
    filled = content.picture.filled(rendering)
    if filled:
        files["alt-text.txt"] = filled.alt.encode()
        body = rendering.body(filled.picture)
        if body:
            files[f"picture.{_SUFFIXES.get(filled.picture.media_type, 'img')}"] = body
    return packed(files)
