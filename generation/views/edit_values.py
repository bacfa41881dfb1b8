"""What a person typed into the fields of a draft, taken out of a POST."""

from django.http import QueryDict

PREFIX = "text-"
"""Before the path of each text in the names of the controls: `text-sections.0.body`."""


def typed_words(posted: QueryDict) -> dict[str, str]:
    """Return the posted texts by their paths in the content, with plain line breaks."""
    return {
        name.removeprefix(PREFIX): str(text).replace("\r\n", "\n").replace("\r", "\n")
        for name, text in posted.items()
        if name.startswith(PREFIX)
    }
