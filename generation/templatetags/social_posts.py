"""What the pages of social posts write: how full each post is, and the text to copy."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from generation.llm_tools.social_content import SocialContent, posts_of
from generation.networks.posts import Post
from generation.networks.rooms import Fill, Room, room_of

register = template.Library()


@dataclass(frozen=True)
class Counter:
    post: Post
    room: Room

    @property
    def chip(self) -> tuple[str, str, str]:
        """Tone, icon and word."""
        return {
            Fill.FITS: ("ok", "check", _("Fits")),
            Fill.NEARLY: ("warn", "alert", _("Nearly full")),
            Fill.OVER: ("bad", "stop", _("Too long")),
        }[self.room.fill]

    @property
    def fold(self) -> str:
        """Where the network hides the rest: about, for it differs with device and font."""
        phone, wide = self.post.network.fold, self.post.network.wide_fold
        if phone is None:
            return ""
        if wide is None:
            return _("Folds after about %(n)s on a phone.") % {"n": phone.value}
        return _("Folds after about %(wide)s on a computer, %(n)s on a phone.") % {
            "wide": wide.value,
            "n": phone.value,
        }


@register.filter
def counters(content: SocialContent) -> list[Counter]:
    return [Counter(post, room_of(post)) for post in posts_of(content)]
