"""The few words that every landing page needs beside its content, in the languages that we know."""

from generation.brief import Value

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Labels(Value):
    language: str
    skip: str
    sections: str
    """What the list of links in the header is called."""
    required: str
    privacy: str
    imprint: str
    instead_of: str
    code: str
    blocks: dict[str, str]
    """Short names of kinds of block, for the header."""


ENGLISH = Labels(
    language="en",
    skip="Skip to content",
    sections="On this page",
    required="required",
    privacy="Privacy notice",
    imprint="Legal notice",
    instead_of="instead of",
    code="Code",
    blocks={
        "benefits": "Benefits",
        "features": "Details",
        "comparison": "Compared",
        "faq": "Questions",
        "offer": "Offer",
    },
)
GERMAN = Labels(
    language="de",
    skip="Zum Inhalt",
    sections="Auf dieser Seite",
    required="Pflichtfeld",
    privacy="Datenschutz",
    imprint="Impressum",
    instead_of="statt",
    code="Code",
    blocks={
        "benefits": "Vorteile",
        "features": "Einzelheiten",
        "comparison": "Vergleich",
        "faq": "Fragen",
        "offer": "Angebot",
    },
)
FRENCH = Labels(
    language="fr",
    skip="Aller au contenu",
    sections="Sur cette page",
    required="obligatoire",
    privacy="Confidentialité",
    imprint="Mentions légales",
    instead_of="au lieu de",
    code="Code",
    blocks={
        "benefits": "Avantages",
        "features": "Détails",
        "comparison": "Comparaison",
        "faq": "Questions",
        "offer": "Offre",
    },
)
SPANISH = Labels(
    language="es",
    skip="Ir al contenido",
    sections="En esta página",
    required="obligatorio",
    privacy="Privacidad",
    imprint="Aviso legal",
    instead_of="en lugar de",
    code="Código",
    blocks={
        "benefits": "Ventajas",
        "features": "Detalles",
        "comparison": "Comparación",
        "faq": "Preguntas",
        "offer": "Oferta",
    },
)
ITALIAN = Labels(
    language="it",
    skip="Vai al contenuto",
    sections="In questa pagina",
    required="obbligatorio",
    privacy="Privacy",
    imprint="Note legali",
    instead_of="invece di",
    code="Codice",
    blocks={
        "benefits": "Vantaggi",
        "features": "Dettagli",
        "comparison": "Confronto",
        "faq": "Domande",
        "offer": "Offerta",
    },
)
DUTCH = Labels(
    language="nl",
    skip="Naar de inhoud",
    sections="Op deze pagina",
    required="verplicht",
    privacy="Privacy",
    imprint="Juridische informatie",
    instead_of="in plaats van",
    code="Code",
    blocks={
        "benefits": "Voordelen",
        "features": "Details",
        "comparison": "Vergelijking",
        "faq": "Vragen",
        "offer": "Aanbod",
    },
)
_KNOWN = {labels.language: labels for labels in (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH)}


def labels_for(language: str) -> Labels:
    """Return the words in that language, in English where we have none."""
    return _KNOWN.get(language.partition("-")[0].lower(), ENGLISH)


def is_right_to_left(language: str) -> bool:
    return language.partition("-")[0].lower() in RIGHT_TO_LEFT
