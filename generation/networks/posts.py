"""A post as its network gets it: words, link and hashtags put together, as one text or as a thread."""

from generation.brief import Value
from generation.networks.splitting import number_of
from generation.networks.table import NETWORKS, Network
from generation.networks.tags import hashtags_in

# Networks that show a post as a block of text, where link and hashtags stand on lines of their own.
_ROOMY = frozenset({"linkedin", "facebook", "instagram"})


class PostPart(Value):
    """One post, or one of a thread."""

    path: str
    """Of its words in the content: `posts.0.text`, `posts.0.thread.1.text`."""
    text: str
    """The words alone."""
    posted: str
    """All that is posted: number, words, link and hashtags."""
    start: int = 0
    """Where the words begin in what is posted."""


class Post(Value):
    """What goes out on one network."""

    network: Network
    path: str
    """`posts.0`"""
    parts: tuple[PostPart, ...]
    link: str = ""
    hashtags: str = ""
    has_picture: bool = False

    @property
    def posted(self) -> str:
        return "\n\n".join(part.posted for part in self.parts)


def post_of(
    network: str,
    *,
    path: str,
    texts: tuple[str, ...],
    link: str = "",
    hashtags: str = "",
    numbered: bool = False,
    has_picture: bool = False,
) -> Post:
    """Put a post together. In a thread, link and hashtags end the last post."""
    known = NETWORKS[network]
    parts = []
    for place, text in enumerate(texts):
        number = number_of(place + 1, len(texts)) if numbered and len(texts) > 1 else ""
        last = place == len(texts) - 1
        tail = closing(known, "\n".join(texts), link, hashtags) if last else ""
        parts.append(
            PostPart(
                path=f"{path}.text" if place == 0 else f"{path}.thread.{place - 1}.text",
                text=text,
                posted=f"{number}{text}{tail}",
                start=len(number),
            )
        )
    return Post(
        network=known,
        path=path,
        parts=tuple(parts),
        link=link,
        hashtags=hashtags,
        has_picture=has_picture,
    )


def closing(network: Network, text: str, link: str, hashtags: str) -> str:
    """Return what follows the words: the link where it is live, and hashtags, unless the words have them."""
    link = link if network.links_are_live and link not in text else ""
    said = {tag.text.casefold() for tag in hashtags_in(text)}
    tags = " ".join(tag for tag in hashtags.split() if tag.casefold() not in said)
    between = "\n\n" if network.name in _ROOMY else " "
    ending = between.join(part for part in (link, tags) if part)
    if not ending:
        return ""
    # A line that leads to the link keeps it close.
    return f"\n{ending}" if link and text.endswith(":") else f"\n\n{ending}"
