"""The words before a number that say what it is."""

import re
from functools import lru_cache

from generation.llm_client.privacy.glance import Glance, Hint
from generation.llm_client.privacy.spans import BLANK

_WORDS = re.compile(r"[^\W\d_]+|[#№☎📞📱🤙°º]")


class Cue:
    """Words that tell a number. Most windows hold none of its hints, which costs less to see."""

    def __init__(self, hints: str, pattern: str) -> None:
        """Take what words begin with, and the expression; it ends where the number begins."""
        self._hints = re.compile(hints)
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._is_hint = lru_cache(maxsize=8192)(self._looks_like_one)
        in_any_case = re.compile(hints, re.IGNORECASE)
        self._hint = Hint(lambda word: any(map(in_any_case.search, _WORDS.findall(word))))

    def before(self, text: str, start: int, glance: Glance, reach: int = 64) -> re.Match[str] | None:
        """Return the words; what was found already parts them from the number."""
        if not glance.shows(self._hint):
            return None
        left = max(0, start - reach)
        window = text[left:start]
        if (blank := window.rfind(BLANK)) >= 0:
            left += blank + 1
            window = window[blank + 1 :]
        if not any(map(self._is_hint, _WORDS.findall(window))):
            return None
        return self._pattern.search(text, left, start)

    def _looks_like_one(self, word: str) -> bool:
        return self._hints.search(word) is not None


ORDER = Cue(
    r"(?i:^(?:order|invoice|receipt|ref|sku|item|art|product|model|ticket|case|tracking|parcel|shipment|"
    r"batch|lot|"
    r"serial|isbn|issn|ean|gtin|upc|asin|coupon|voucher|promo|discount|code|booking|quote|po$|bestell|"
    r"auftrag|"
    r"rechnung|kunden|artikel|sendung|gutschein|serien|commande|facture|r[ée]f|colis|suivi|pedido|factur|"
    r"art[íi]|"
    r"ordine|fattura|zam[óo]w|faktur|best[äa]ll|ordre|encomenda|fatura|tilaus|objedn|sipari)|[#№])",
    r"(?:\b(?:order|invoice|receipt|ref|reference|sku|item|article|art|product|model|ticket|case|tracking|"
    r"parcel|shipment|batch|lot|"
    r"serial|isbn|issn|ean|gtin|upc|asin|coupon|voucher|promo|discount|code|booking|quote|po|"
    r"bestell\w*|auftrags?\w*|rechnungs?\w*|kunden-?(?:nummer|nr|id)\w*|artikel\w*|sendungs?\w*|gutschein\w*|"
    r"seriennummer|"
    r"commande|facture|r[ée]f[ée]rence|colis|"
    r"suivi|pedido|factura|art[íi]culo|referencia|ordine|fattura|articolo|bestelling|factuur|zam[óo]wieni\w*|"
    r"faktur\w*|"
    r"best[äa]llning\w*|ordre\w*|order\w*|encomenda|fatura|tilaus\w*|objedn\w*|sipari[şs])\b|[#№])"
    r"(?:[ .:#-]{0,3}(?:id|no|nr|num|n[úu]mero|num[ée]ro|number|nummer|code|numer|name|n°|"
    r"nº)\b)?[^0-9\n]{0,8}$",
)
"""An order, a product, a coupon."""

IDENTITY = Cue(
    r"(?i:^(?:ssn|social|itin|tax|national|ni$|nino|nhs|utr|health|steuer|identi|idnr|sozial|sv|"
    r"versicherungsn|\w*ausweis|"
    r"reisepass|pass|pasap|paspoort|paszport|s[ée]cu|insee|fiscal|documento|seguridad|fisc|codice|cod$|"
    r"tessera|carta|"
    r"carte|contribuinte|cidad|bilhete|burgerservice|sofi|rijksreg|num[ée]ro|registre|pesel|dow[oó]d|person|"
    r"samordning|"
    r"f[øo]dsels|cpr|henkil|rodn|cpf|cadastro|aad|kimlik|ahv|avs|curp|cui[tl]|medicare|my|egn|ad[óo]azon|"
    r"szem|driv|"
    r"f[üu]hrers|permis|carnet|patente|rijbew|id$|cnp|nif|n$|c$)|マイナ|個人|身|주민|आधार|ИНН|СНИЛС)"
    r"|^(?:SIN|PAN|UID|RG|TIN|NIE|DNI|NIR|BSN|NIP|CF|RFC|RUT|TFN|TAJ|NISS|NUSS|SVNR|TCKN|HETU|hetu)$",
    r"(?:\bssn|social (?:security|insurance)|\bitin\b|\btax(?:payer)?(?:'s)? ?-?(?:id\b|no\b|number|"
    r"identification|reference|code|file)|"
    r"national (?:id\b|insurance|identity|identification|number)|\b(?:ni|n\.i\.) ?(?:no|number|nr)|\bnino\b|"
    r"\bnhs\b|\butr\b|health (?:service )?number|"
    r"steuer-?(?:id|nr|nummer|ident\w*|liche)|identifikationsn(?:ummer|r)|\bidnr|sozialversicherung\w*|"
    r"\bsv-?(?:nummer|nr)|versicherungsnummer|"
    r"ausweis\w*|reisepass\w*|\bpass(?:eport|port)?(?: ?-?(?:nummer|no\b|nr|number|num[ée]ro))?\b|pasaporte|"
    r"passaporto|paspoort\w*|paszport\w*|"
    r"s[ée]curit[ée] sociale|\bs[ée]cu\b|\binsee\b|num[ée]ro fiscal|identifiant fiscal|documento (?:de "
    r"identidad|nacional|d'identit[àa])|"
    r"seguridad social|identificaci[óo]n fiscal|codice fiscale|cod\. ?fisc|tessera sanitaria|carta "
    r"d'identit[àa]|carte d'identit[ée]|contribuinte|"
    r"identifica[çc][ãa]o fiscal|cidad[ãa]o|bilhete de identidade|burgerservicen\w*|sofi-?nummer|"
    r"rijksregister\w*|num[ée]ro national|registre national|"
    r"\bpesel|dow[oó]d\w* osobist\w*|person-?(?:nummer|nr|ummer)\w*|personnummer\w*|personligt nummer|"
    r"samordningsnummer\w*|f[øo]dsels(?:nummer|nr)\w*|"
    r"\bcpr(?:-?nummer|-?nr)?\b|henkil[öo]tunnu\w*|rodn[ée]\w* [čc][íi]sl\w*|\bcpf\b|cadastro de pessoa|"
    r"aadh?aa?r|kimlik|\bahv\b|\bavs\b|"
    r"\bcurp\b|\bcui[tl]\b|medicare|my ?number|"
    r"マイナンバー|個人番号|身份证|身分證|주민등록|\begn\b|ad[óo]azonos\w*|szem[ée]lyi|"
    r"driv\w+(?:'s)? licen[cs]e|"
    r"f[üu]hrerschein\w*|permis de conduire|carnet de conducir|patente di guida|rijbewijs\w*|\bid[ "
    r"-]?(?:number|card|nummer)\b|identity (?:number|card|document|no)|"
    r"identification number|personal (?:id\b|number|identity|identification|identifier)|आधार|ИНН|СНИЛС|cod "
    r"numeric|"
    r"(?-i:\b(?:SIN|PAN|UID|RG|TIN|NIE|DNI|NIF|N\.I\.F\.|NIR|BSN|NIP|CF|C\.F\.|RFC|RUT|TFN|CNP|TAJ|NISS|NUSS|"
    r"SVNR|CPR|TCKN|HETU|hetu)\b))"
    r"[^0-9\n]{0,40}$",
)
"""A number that a state gave a person. What follows may hold words, but no digits."""
