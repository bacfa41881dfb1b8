"""The one table of what each social network allows and advises.

Networks change their limits without notice, so that every figure says where it was read, when, and how sure
it is. Folds differ with device, font and line breaks: they are approximations wherever they are shown.
"""

from collections.abc import Callable
from enum import StrEnum

from generation.brief import Value
from generation.networks import counting


class Status(StrEnum):
    READ = "read"
    """In the network's own pages, or in several guides that agree."""
    KNOWN = "known"
    """Long-standing and widely repeated, not read again."""
    UNSETTLED = "unsettled"
    """Sources disagree or it is likely to move."""
    OURS = "ours"
    """A default of this product, not a limit of the network."""


class Figure(Value):
    value: int
    source: str
    as_of: str
    status: Status


class Network(Value):
    name: str
    """In content, parameters and file names: lower-case letters."""
    label: str
    letter: str
    """Stands in for a logo."""
    counts: str
    """The function of `counting` that says how long a text is."""
    counted: str
    """How this network counts, in a person's words."""
    characters: Figure
    bytes: Figure | None = None
    spare: int = 0
    """Left free where the network does not say how it counts."""
    hashtags: Figure | None = None
    """More than so many are refused."""
    usual_hashtags: Figure
    usual_emoji: Figure
    """Of a brand that uses few."""
    mentions: Figure | None = None
    links: Figure | None = None
    """Different links in a post."""
    pictures: Figure
    alt: Figure
    fold: Figure | None = None
    """About so many characters are seen on a phone before "more"."""
    wide_fold: Figure | None = None
    """The same on a computer."""
    shortest: Figure
    longest: Figure
    """Between these two a post reads best."""
    picture_width: int
    picture_height: int
    links_are_live: bool = True
    """A link in the text can be clicked."""
    needs_picture: bool = False

    def length(self, text: str) -> int:
        count: Callable[[str], int] = getattr(counting, self.counts)
        return count(text)

    @property
    def room(self) -> int:
        """How long a post may be, with what we keep spare."""
        return self.characters.value - self.spare

    def fits(self, text: str) -> bool:
        within = self.length(text) <= self.characters.value
        return within and (self.bytes is None or counting.utf8_bytes(text) <= self.bytes.value)

    def fitting(self, text: str) -> int:
        """Return how many characters of the text fit."""
        if self.fits(text):
            return len(text)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.fits(text[:middle]) else (low, middle - 1)
        return low


def _figure(value: int, source: str, as_of: str, status: Status) -> Figure:
    return Figure(value=value, source=source, as_of=as_of, status=status)


def _read(value: int, source: str, as_of: str = "2026") -> Figure:
    return _figure(value, source, as_of, Status.READ)


def _known(value: int, source: str, as_of: str = "2026") -> Figure:
    return _figure(value, source, as_of, Status.KNOWN)


def _unsettled(value: int, source: str, as_of: str = "2026") -> Figure:
    return _figure(value, source, as_of, Status.UNSETTLED)


def _ours(value: int, why: str = "product default") -> Figure:
    return _figure(value, why, "2026-11", Status.OURS)


_X = "docs.x.com/fundamentals/counting-characters"
_THREADS = "developers.facebook.com/documentation/threads/posts"
_BLUESKY = "lexicon app.bsky.feed.post, bluesky-social/atproto d6296a1"
_MASTODON = "docs.joinmastodon.org/user/posting"
_GUIDES = "several publishing guides that agree"

X = Network(
    name="x",
    label="X",
    letter="X",
    counts="x_length",
    counted="A link counts as 23, an emoji as 2.",
    characters=_read(280, _X, "2026-11"),
    usual_hashtags=_ours(2),
    usual_emoji=_ours(2),
    pictures=_read(4, "docs.x.com/x-api/media/quickstart/best-practices"),
    alt=_known(1000, "X help"),
    shortest=_ours(70),
    longest=_ours(200),
    picture_width=1200,
    picture_height=675,
)
LINKEDIN = Network(
    name="linkedin",
    label="LinkedIn",
    letter="in",
    counts="code_units",
    counted="Links count in full; 2% are kept free.",
    characters=_read(3000, "ayrshare.com/docs; raised from 1,300 in 2021-06"),
    spare=60,
    usual_hashtags=_ours(3),
    usual_emoji=_ours(3),
    pictures=_unsettled(9, "tools allow 9 to 20"),
    alt=_read(4086, "docs.emplifi.io, LinkedIn publishing"),
    fold=_read(140, _GUIDES),
    wide_fold=_read(210, _GUIDES),
    shortest=_ours(600, "product default; posts over 800 had twice the impressions (hubs.uk, 160,000 posts)"),
    longest=_ours(1300),
    picture_width=1200,
    picture_height=627,
)
FACEBOOK = Network(
    name="facebook",
    label="Facebook",
    letter="f",
    counts="code_units",
    counted="Links count in full; 2% are kept free.",
    characters=_unsettled(63206, "many guides; no page of Facebook's own was found"),
    spare=1264,
    usual_hashtags=_ours(2),
    usual_emoji=_ours(3),
    pictures=_unsettled(10, "publishing guides"),
    alt=_unsettled(1000, "no page of Facebook's own was found"),
    fold=_read(125, _GUIDES),
    wide_fold=_read(477, _GUIDES),
    shortest=_ours(40, "product default; Jeff Bullas and BuzzSumo advise 40 to 80"),
    longest=_ours(250),
    picture_width=1200,
    picture_height=630,
)
INSTAGRAM = Network(
    name="instagram",
    label="Instagram",
    letter="IG",
    counts="code_units",
    counted="2% are kept free.",
    characters=_read(2200, "developers.facebook.com/docs/instagram-platform, through guides"),
    spare=44,
    hashtags=_read(5, "announced 2025-12-18 by @creators, rolled out gradually; 30 before", "2025-12"),
    usual_hashtags=_ours(5),
    usual_emoji=_ours(5),
    mentions=_unsettled(20, "API text; one gateway enforces 3"),
    pictures=_read(10, "developers.facebook.com/docs/instagram-platform"),
    alt=_unsettled(1000, "no figure of Instagram's own was found"),
    fold=_known(125, "widely repeated"),
    shortest=_ours(125),
    longest=_ours(300),
    picture_width=1080,
    picture_height=1350,
    links_are_live=False,
    needs_picture=True,
)
THREADS = Network(
    name="threads",
    label="Threads",
    letter="@",
    counts="threads_length",
    counted="An emoji counts as its bytes, four and more.",
    characters=_read(500, _THREADS, "2026-04"),
    hashtags=_read(1, "ayrshare docs; press: one topic a post"),
    usual_hashtags=_ours(1),
    usual_emoji=_ours(3),
    links=_read(5, "THREADS_API__LINK_LIMIT_EXCEEDED, developers.facebook.com", "2025-12"),
    pictures=_read(20, "developers.facebook.com/docs/threads/overview"),
    alt=_unsettled(1000, "no figure of Threads' own was found"),
    shortest=_ours(100),
    longest=_ours(300),
    picture_width=1080,
    picture_height=1080,
)
BLUESKY = Network(
    name="bluesky",
    label="Bluesky",
    letter="B",
    counts="graphemes",
    counted="Links count in full, an emoji as 1.",
    characters=_read(300, _BLUESKY, "2026-08"),
    bytes=_read(3000, _BLUESKY, "2026-08"),
    usual_hashtags=_ours(3),
    usual_emoji=_ours(3),
    pictures=_read(4, "lexicon app.bsky.embed.images", "2026-08"),
    alt=_unsettled(2000, "the app's own limit; the lexicon sets none"),
    shortest=_ours(80),
    longest=_ours(250),
    picture_width=1200,
    picture_height=630,
)
MASTODON = Network(
    name="mastodon",
    label="Mastodon",
    letter="M",
    counts="mastodon_length",
    counted="A link counts as 23. Servers may set another limit.",
    characters=_read(500, _MASTODON),
    usual_hashtags=_ours(5),
    usual_emoji=_ours(2),
    pictures=_read(4, _MASTODON),
    alt=_known(1500, "server source, since 2024"),
    shortest=_ours(100),
    longest=_ours(400),
    picture_width=1200,
    picture_height=630,
)

NETWORKS = {
    network.name: network for network in (X, LINKEDIN, FACEBOOK, INSTAGRAM, THREADS, BLUESKY, MASTODON)
}
"""By name, in the order in which they are shown."""
