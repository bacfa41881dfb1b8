"""The words before a number that say what it is."""

import re

SAYS_ORDER = re.compile(
    r"(?:\b(?:order|invoice|receipt|ref|reference|sku|item|article|art|product|model|ticket|case|tracking|"
    r"parcel|shipment|batch|lot|"
    r"serial|isbn|issn|ean|gtin|upc|asin|coupon|voucher|promo|discount|code|booking|quote|po|"
    r"bestell\w*|auftrags?\w*|rechnungs?\w*|kunden\w*|artikel\w*|sendungs?\w*|gutschein\w*|seriennummer|"
    r"commande|facture|r[ée]f[ée]rence|colis|"
    r"suivi|pedido|factura|art[íi]culo|referencia|ordine|fattura|articolo|bestelling|factuur|zam[óo]wieni\w*|"
    r"faktur\w*|"
    r"best[äa]llning\w*|ordre\w*|order\w*|encomenda|fatura|tilaus\w*|objedn\w*|sipari[şs])\b|[#№])"
    r"(?:[ .:#-]{0,3}(?:id|no|nr|num|n[úu]mero|num[ée]ro|number|nummer|code|numer|name|n°|"
    r"nº)\b)?[^0-9\n]{0,8}$",
    re.IGNORECASE,
)
"""An order, a product, a coupon."""

SAYS_IDENTITY = re.compile(
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
    r"driv\w+ licen[cs]e|driving licen[cs]e|"
    r"f[üu]hrerschein\w*|permis de conduire|carnet de conducir|patente di guida|rijbewijs\w*|\bid[ "
    r"-]?(?:number|card|nummer)\b|identity (?:number|card|document|no)|"
    r"identification number|personal (?:id\b|number|identity|identification|identifier)|आधार|ИНН|СНИЛС|cod "
    r"numeric|"
    r"(?-i:\b(?:SIN|PAN|UID|RG|TIN|NIE|DNI|NIF|N\.I\.F\.|NIR|BSN|NIP|CF|C\.F\.|RFC|RUT|TFN|CNP|TAJ|NISS|NUSS|"
    r"SVNR|CPR|TCKN|HETU)\b))"
    r"[^0-9\n]{0,40}$",
    re.IGNORECASE,
)
"""A number that a state gave a person. What follows may hold words, but no digits."""


_IDENTITY_STEMS = (
    "ssn", "social", "itin", "tax", "national", "ni n", "ninu", "nino", "n.i.", "nhs", "utr", "health",
    "steuer", "identi", "idnr", "sv-", "versicherungsn", "ausweis", "pass",
    "pasa", "paspoort", "paszport", "sécu", "secu", "insee", "fiscal", "documento", "seguridad", "fisc",
    "tessera", "contribuinte", "cidad",
    "bilhete", "burgerservice", "sofi", "rijksreg", "registre", "pesel", "osobist", "person", "samordning",
    "fødsel", "fodsel", "cpr", "henkil",
    "rodn", "cpf", "cadastro", "aad", "kimlik", "ahv", "avs", "curp", "cuit", "cuil", "medicare",
    "my number", "mynumber", "マイナ", "個人", "身", "주민",
    "egn", "azonos", "szem", "licen", "führers", "fuhrers", "permis", "carnet", "patente", "rijbew",
    "id number", "id-n", "id n", "id card", "id-", "आधार",
    "инн", "снилс", "numeric", "sin", "pan", "uid", "rg", "tin", "nie", "dni", "nif", "n.i.f", "nir", "bsn",
    "nip", "cf", "c.f", "rfc", "rut", "tfn", "cnp",
    "taj", "niss", "nuss", "svnr", "tckn", "hetu",
)  # fmt: skip


def mentions_identity(text: str) -> bool:
    """Tell whether it is worth to ask SAYS_IDENTITY of any number in the text."""
    lowered = text.lower()
    return any(stem in lowered for stem in _IDENTITY_STEMS)


def says(pattern: re.Pattern[str], text: str, start: int, reach: int = 64) -> bool:
    return pattern.search(text, max(0, start - reach), start) is not None
