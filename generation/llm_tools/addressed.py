"""Which of its own sentences a static template takes: those in the draft's language that suit the brand."""

from typing import TypeVar

from generation.brief import BrandKit

W = TypeVar("W")


def addressed(language: str, kit: BrandKit, *, english: W, sie: W, du: W) -> W:
    """Return the words in German where the draft is, as the brand calls its readers, else in English."""
    if language.partition("-")[0].lower() != "de":
        return english
    return du if kit.is_casual else sie
