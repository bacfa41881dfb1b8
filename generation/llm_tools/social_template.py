"""Posts written from the brief alone: what a person gets when no model answers.

They say what the brief says and nothing else. Goal and audience are for the team, so they stay out. Each
network gets its own mix of the same sentences, as many as read well there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from generation.checks.brand import banned_in
from generation.checks.days import in_words
from generation.checks.sources import days_of, sources_of
from generation.checks.text import sentences_in
from generation.llm_tools.base import Job
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.social_content import (
    LONGEST_THREAD,
    NetworkName,
    SocialContent,
    SocialParams,
    SocialPost,
    ThreadPart,
)
from generation.llm_tools.social_prompt import link_of
from generation.llm_tools.social_words import Four, SocialWords, words_for
from generation.llm_tools.wording import cut, ended, for_readers, is_said, line
from generation.networks.posts import closing
from generation.networks.splitting import split_thread
from generation.networks.table import NETWORKS, Network
from generation.networks.tags import hashtags_in

FACTS = 4
LONGEST_HASHTAG = 30
_BRIEF = frozenset({"x", "threads", "bluesky"})
"""Where a post is one short thought."""
_CHATTY = frozenset({"facebook", "mastodon"})
"""Where a post is a few lines, and lists of facts are out of place."""
_FACTS_PARAGRAPH = 3
_LEAST = 12
"""Characters. A cut text that is shorter says nothing."""


@dataclass(frozen=True)
class _Writer:
    """Picks words for one draft: by variant, and around the words that the brand avoids."""

    job: Job
    params: SocialParams
    words: SocialWords

    @property
    def turn(self) -> int:
        return self.job.way_in % 4

    def pick(self, options: Four) -> str:
        """Return this variant's phrase, or the next that the brand would say; empty where there is none."""
        ordered = [*options[self.turn :], *options[: self.turn]]
        return next((option for option in ordered if self.may_say(option)), "")

    def may_say(self, text: str) -> bool:
        return not any(banned_in(text, self.job.brief.brand.banned_words))

    def message(self) -> str:
        return " ".join(for_readers(self.params.key_message))

    def offer(self) -> str:
        """Return the offer as a sentence, empty where the key message says it already."""
        offer = ended(line(self.job.brief.offer))
        if offer.rstrip(".").casefold() in line(self.params.key_message).casefold():
            return ""
        framed = self.words.offer.format(offer=offer)
        return framed if self.may_say(framed) else offer

    def day(self, which: str) -> str:
        day = getattr(self.job.brief, which)
        other_year = day is not None and day.year != self.job.brief.taken_at.year
        return in_words(day, self.job.language, weekday=True, year=other_year) if day else ""

    def dates(self) -> str:
        starts, ends = self.day("starts_on"), self.day("ends_on")
        if starts and ends:
            return self.words.dates.format(starts=starts, ends=ends)
        if starts:
            return self.words.starts.format(starts=starts)
        return self.words.ends.format(ends=ends) if ends else ""

    def dates_unless_said(self, said: str) -> str:
        """Return the dates, empty where what is said already gives the last day."""
        ends = self.job.brief.ends_on
        sources = sources_of(self.job.brief, self.job.brief.taken_at.date())
        known = [day for source in sources if source.text in said for day in days_of(source)]
        return "" if ends and any((ends.month, ends.day) == day[1:] for day in known) else self.dates()

    def facts(self) -> list[str]:
        """Return the facts that say more than offer and message do."""
        brief = self.job.brief
        said = f"{brief.offer} {self.params.key_message}"
        today = brief.taken_at.date()
        fresh = [fact for fact in brief.facts if not fact.is_expired(today) and not is_said(fact, said)]
        return [line(fact.text) for fact in fresh[:FACTS]]

    def hook(self) -> str:
        return "" if self.params.tone == "matter_of_fact" else self.pick(self.words.hooks[self.params.goal])

    def greeting(self) -> str:
        """Return how a short post begins."""
        if self.params.tone == "matter_of_fact":
            return ""
        return self.pick(self.words.greetings[self.params.goal])

    def call(self, link: str) -> str:
        return self.pick(self.words.calls[self.params.goal]) if link else ""

    def question(self) -> str:
        if self.params.tone == "matter_of_fact":
            return ""
        return self.pick(self.words.questions[self.params.goal])


def fill_template(job: Job, params: SocialParams) -> SocialContent:
    """Return a whole set of posts for the job, the same for the same job."""
    writer = _Writer(job, params, words_for(job.language, job.brief.brand))
    link = link_of(job, params)
    return SocialContent(
        posts=tuple(_post(writer, name, link) for name in params.networks),
        picture=_picture(job, params),
    )


def _picture(job: Job, params: SocialParams) -> PictureSlot:
    """Return the campaign's first picture, or what was wished for; none is made up."""
    picture = next(iter(job.brief.pictures), None)
    return PictureSlot(picture=picture.key if picture else "", brief=params.picture)


def _post(writer: _Writer, name: NetworkName, link: str) -> SocialPost:
    network = NETWORKS[name]
    hashtags = _hashtags(writer, network)
    # A link that leaves no room for words, where links count in full, is better left out.
    link = link if network.length(link) <= network.room // 2 else ""
    numbered = name == "x" and writer.params.thread == "numbered"
    if name == "x" and writer.params.thread != "single":
        whole = _joined(_long(writer, network, link))
        tail = closing(network, whole, link, hashtags)
        texts = split_thread(whole, network, numbered=numbered, tail=tail)[: LONGEST_THREAD + 1]
    else:
        pieces = _short(writer, network, link) if name in _BRIEF else _long(writer, network, link)
        texts = [_fitted(pieces, network, link, hashtags)]
    texts = [text for text in texts if text] or [writer.words.fallback]
    return SocialPost(
        network=name,
        text=texts[0],
        thread=tuple(ThreadPart(text=text) for text in texts[1:]),
        numbered=numbered and len(texts) > 1,
        link=link,
        hashtags=hashtags,
    )


# ---- what a post is made of --------------------------------------------------------------------


class _Goes(IntEnum):
    """How soon a sentence is left out where there is no room for all."""

    NEVER = 0
    LAST = 1
    LATE = 2
    SOON = 3
    FIRST = 4


@dataclass(frozen=True)
class _Piece:
    text: str
    goes: _Goes
    paragraph: int
    is_item: bool = False


def _sentences(text: str, first: _Goes, others: _Goes, paragraph: int) -> list[_Piece]:
    found = [text[start:end].strip() for start, end in sentences_in(text)]
    return [
        _Piece(sentence, first if place == 0 else others, paragraph) for place, sentence in enumerate(found)
    ]


def _point(writer: _Writer, paragraph: int) -> list[_Piece]:
    """Return message and offer, in this variant's order; the first sentence always stays."""
    message, offer = writer.message(), writer.offer()
    ordered = [message, offer] if writer.turn in (0, 2) else [offer, message]
    ordered = [text for text in ordered if text]
    pieces: list[_Piece] = []
    for place, text in enumerate(ordered):
        first = _Goes.NEVER if place == 0 else _Goes.LAST
        pieces += _sentences(text, first, _Goes.LATE, paragraph)
    return pieces or [_Piece(ended(line(writer.job.brief.campaign)), _Goes.NEVER, paragraph)]


def _short(writer: _Writer, network: Network, link: str) -> list[_Piece]:
    """Return one thought: what it is and until when."""
    point = _point(writer, 0)
    dates = _Piece(writer.dates_unless_said(" ".join(piece.text for piece in point)), _Goes.LAST, 0)
    early = writer.params.tone == "urgent" or writer.turn in (1, 2)
    body = [point[0], dates, *point[1:]] if early else [*point, dates]
    greeting = writer.greeting() if network.name == "threads" or writer.turn == 3 else ""
    end = {"threads": writer.question(), "bluesky": writer.call(link)}.get(network.name, "")
    return [_Piece(greeting, _Goes.FIRST, 0), *body, _Piece(end, _Goes.FIRST, 1)]


def _long(writer: _Writer, network: Network, link: str) -> list[_Piece]:
    """Return several paragraphs: a beginning, the point, when, the facts, and where to go on."""
    chatty = network.name in _CHATTY
    opening = writer.greeting() if chatty else writer.hook()
    listed = [] if chatty else writer.facts()
    point = _point(writer, 0 if chatty else 1)
    said = " ".join([*(piece.text for piece in point), *listed])
    dates = _Piece(writer.dates_unless_said(said), _Goes.LAST, 2)
    facts = [
        _Piece(writer.pick(writer.words.facts), _Goes.LATE, 3),
        *(_Piece(f"• {fact}", _Goes.SOON, 3, is_item=True) for fact in listed),
    ]
    call = writer.call(link) if network.links_are_live else writer.words.in_bio if link else ""
    question = "" if network.name == "mastodon" else writer.question()
    end = [_Piece(question, _Goes.FIRST, 4), _Piece(call, _Goes.LATE, 5)]
    if writer.params.tone == "urgent":
        point = [point[0], replace(dates, paragraph=point[0].paragraph), *point[1:]]
    else:
        point = [*point, dates]
    return [_Piece(opening, _Goes.FIRST, 0), *point, *facts, *end]


def _fitted(pieces: Iterable[_Piece], network: Network, link: str, hashtags: str) -> str:
    """Return the post: what must be said, and of the rest what there is room for, the important first."""
    given = [piece for piece in pieces if piece.text]
    room = network.room if network.name == "x" else min(network.room, network.longest.value)

    def is_too_long(text: str) -> bool:
        return network.length(text + closing(network, text, link, hashtags)) > room

    kept: set[int] = {place for place, piece in enumerate(given) if piece.goes is _Goes.NEVER}
    for place in sorted(range(len(given)), key=lambda place: (given[place].goes, place)):
        more = kept | {place}
        if not is_too_long(_joined(given[number] for number in sorted(more))):
            kept = more
    text = _joined(given[number] for number in sorted(kept))
    while is_too_long(text) and len(text) > _LEAST:
        text = cut(text, len(text) * 19 // 20)
    return text


def _joined(pieces: Iterable[_Piece]) -> str:
    paragraphs: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.text:
            paragraphs.setdefault(piece.paragraph, []).append(piece)
    texts = []
    for number, paragraph in paragraphs.items():
        items = [piece.text for piece in paragraph if piece.is_item]
        # A heading without its list says nothing.
        if items or number != _FACTS_PARAGRAPH:
            words = " ".join(piece.text for piece in paragraph if not piece.is_item)
            texts.append("\n".join(part for part in (words, *items) if part))
    return "\n\n".join(texts)


# ---- hashtags ----------------------------------------------------------------------------------


def _hashtags(writer: _Writer, network: Network) -> str:
    """Return the hashtags that were asked for, then the names of campaign and brand: none is made up."""
    policy = writer.params.hashtags
    most = {"none": 0, "few": min(2, network.usual_hashtags.value), "usual": network.usual_hashtags.value}
    brief = writer.job.brief
    wanted = [tag.text for tag in hashtags_in(writer.params.own_hashtags)]
    # A hashtag that somebody typed is wished for, whatever the policy says of others.
    room = max(most[policy], min(len(wanted), network.usual_hashtags.value))
    names = [_as_hashtag(name) for name in (brief.campaign, brief.brand.name)]
    allowed = (
        [tag for tag in names if tag and writer.may_say(tag.removeprefix("#"))] if policy != "none" else []
    )
    chosen = {tag.casefold(): tag for tag in reversed([*wanted, *allowed])}
    return " ".join([*chosen.values()][::-1][:room])


def _as_hashtag(name: str) -> str:
    """Write a name as one word with a capital for each; empty where that is no good hashtag."""
    words = re.findall(r"[^\W_]+", name)
    joined = "#" + "".join(word[:1].upper() + word[1:] for word in words)
    is_tag = [tag.text for tag in hashtags_in(joined)] == [joined]
    return joined if is_tag and len(joined) <= LONGEST_HASHTAG else ""
