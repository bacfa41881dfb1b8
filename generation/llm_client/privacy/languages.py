"""Guesses the country of a text from its small words, where only that tells what a number is."""

import re
from functools import cache

from generation.llm_client.privacy.spans import BLANK

_WORDS = {
    "ES": "el los las una para con por que está del su mi tu nos gracias hola puede más día también",
    "FR": "le les des une pour avec est vous nous dans sur pas que votre mon ma son bonjour merci aux ou au",
    "DE": "der die das und ist nicht sie ich mit für auf ein eine bitte zu den dem von unter ihr wir",
    "IT": "il gli una per con che è del della sono mio mia può grazie ciao al alla nel di si non",
    "PT": "o os as um uma para com por que está do da seu sua nos não obrigado olá pode mais são meu minha",
    "NL": "het een van voor met niet is op aan bij wij u mijn uw naar dit deze ons kunt",
    "PL": "i w na się nie jest do z to proszę pod nr mój moja dla pani pan od czy jak",
    "SE": "och att det är en på för med som inte kan du min vi till av ett hej",
    "DK": "og at det er en på for med som ikke kan du min vi til af et hej jeg",
    "NO": "og at det er en på for med som ikke kan du min vi til av et hei jeg",
    "FI": "ja on ei se että kun tai mutta olen hän meidän voit numero",
    "CZ": "a je na se že to pro s jsem můj prosím nebo ve do číslo",
    "HU": "a az és hogy nem van egy kérem meg is számom",
    "TR": "ve bir bu için ile benim lütfen çok var",
}
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _regions_of() -> dict[str, tuple[str, ...]]:
    regions: dict[str, tuple[str, ...]] = {}
    for region, words in _WORDS.items():
        for word in words.split():
            regions[word] = (*regions.get(word, ()), region)
    return regions


def region_that_speaks(text: str, at: int) -> str:
    """Return the region whose language has most of its small words around `at`; nothing below two words."""
    before = text[max(0, at - 800) : at].replace(BLANK, "")[-160:]
    behind = text[at : at + 800].replace(BLANK, "")[:120]
    words = _WORD.findall(f"{before} {behind}".lower())
    votes: dict[str, int] = {}
    for word in words:
        for region in _regions_of().get(word, ()):
            votes[region] = votes.get(region, 0) + 1
    best = sorted(votes.items(), key=lambda vote: -vote[1])[:2]
    if not best or best[0][1] < 2:
        return ""
    return best[0][0]
