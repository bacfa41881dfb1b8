"""How full a post is, as people are shown it: a count, what is left, and a word for it."""

from enum import StrEnum

from generation.brief import Value
from generation.networks.posts import Post

NEARLY = 20
"""One twentieth left counts as nearly full."""
FAR = 10
"""A limit so many times the good length is not what anybody aims for."""


class Fill(StrEnum):
    FITS = "fits"
    NEARLY = "nearly"
    OVER = "over"


class Room(Value):
    used: int
    most: int
    """What the meter ends with: the limit, or the good length where the limit is far off."""
    limit: int
    fill: Fill

    @property
    def left(self) -> int:
        return self.limit - self.used

    @property
    def over(self) -> int:
        return max(0, -self.left)

    @property
    def shown(self) -> int:
        return min(self.used, self.most)

    @property
    def is_aim(self) -> bool:
        """The meter ends with a length to aim for; the limit is far off."""
        return self.most < self.limit


def room_of(post: Post) -> Room:
    """Return how full the post is; of a thread, its longest post."""
    network = post.network
    used = max(network.length(part.posted) for part in post.parts)
    limit = network.characters.value
    if not all(network.fits(part.posted) for part in post.parts):
        fill = Fill.OVER
    elif used > min(network.room, limit - limit // NEARLY):
        fill = Fill.NEARLY
    else:
        fill = Fill.FITS
    most = network.longest.value if limit > FAR * network.longest.value else limit
    return Room(used=used, most=most, limit=limit, fill=fill)
