"""The posts of a draft beside the texts that they are made of, as rules on posts walk through them."""

from collections.abc import Iterator

from generation.checks.types import Draft, TextField
from generation.networks.posts import Post, PostPart


def fields_of(draft: Draft) -> dict[str, TextField]:
    return {field.path: field for field in draft.fields}


def parts_of(draft: Draft) -> Iterator[tuple[Post, PostPart, TextField]]:
    fields = fields_of(draft)
    for post in draft.posts:
        for part in post.parts:
            if part.path in fields:
                yield post, part, fields[part.path]


def posts_with_fields(draft: Draft) -> Iterator[tuple[Post, TextField]]:
    """Yield each post with the field of its (first) words."""
    fields = fields_of(draft)
    for post in draft.posts:
        if post.parts[0].path in fields:
            yield post, fields[post.parts[0].path]
