"""Find drafts and campaigns by their words, and keep what they are found by.

Words are plain: no language's rules are applied, since one text may hold German and English, and names and
products have no stem. That every word asked for may be the beginning of one stands in for stemming.
"""

from collections.abc import Iterable

from django.db.models import Q

from crm_llm import rows
from crm_llm.accounts.models import User
from generation.models import Campaign, CampaignWords, DraftWords, Generation
from generation.models.search import SearchWords, words_of

LONGEST_QUESTION = 200
MOST_WORDS_ASKED = 8
MOST_WORDS_KEPT = 5_000
MOST_DRAFTS = 20
MOST_CAMPAIGNS = 8


def asked_words(text: str) -> list[str]:
    """Return the words to look for: none where the text holds only signs."""
    return words_of(text[:LONGEST_QUESTION])[:MOST_WORDS_ASKED]


def matching(text: str) -> Q:
    """Match the drafts that hold every word of `text`; none where there is no word in it."""
    words = asked_words(text)
    return Q(search__words__hold=words) if words else Q(pk__in=[])


def drafts(user: User, text: str, *, most: int = MOST_DRAFTS) -> list[Generation]:
    """Return the newest drafts that hold every word of `text` and that `user` may see. One query."""
    words = asked_words(text)
    if not words:
        return []
    found = DraftWords.objects.visible_to(user).filter(words__hold=words).order_by("-id")
    shown = ("campaign", "brand", "requested_by", "held_by")
    joined = found.select_related(*(f"generation__{name}" for name in shown))
    return [row.generation for row in joined[:most]]


def campaigns(user: User, text: str, *, most: int = MOST_CAMPAIGNS) -> list[Campaign]:
    """Return the newest campaigns that hold every word of `text` and that `user` may see. One query."""
    words = asked_words(text)
    if not words:
        return []
    found = CampaignWords.objects.visible_to(user).filter(words__hold=words).order_by("-id")
    return [row.campaign for row in found.select_related("campaign__brand")[:most]]


def keep_draft(generation: Generation, texts: Iterable[str]) -> None:
    """Let the draft be found by these texts, in the caller's transaction."""
    _keep(DraftWords(generation=generation, brand_id=generation.brand_id), "generation", texts)


def keep_campaign(campaign: Campaign) -> None:
    """Let the campaign be found by what it says, in the caller's transaction."""
    texts = (campaign.name, campaign.objective, campaign.audience, campaign.offer)
    _keep(CampaignWords(campaign=campaign, brand_id=campaign.brand_id), "campaign", texts)


def _keep(row: SearchWords, key: str, texts: Iterable[str]) -> None:
    row.words = " ".join(words_of("\n".join(texts))[:MOST_WORDS_KEPT])
    rows.put(row, key=key)
