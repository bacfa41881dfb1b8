"""What marketing law asks about, in German: by the names of the English patterns that they go with."""

_PRICE = r"(?:€\s?\d[\d,.]*|\d[\d,.]*\s?(?:€|euro?\b))"
_KILOS = r"\d+\s?(?:kg|kilos?|kilogramm|pfund|kleidergrößen?)\b"
_AILMENT = (
    r"\b(?:krebs|diabetes|covid|grippe\w*|arthritis|arthrose|rheuma|alzheimer\w*|depression\w*"
    r"|angststörung\w*|bluthochdruck|asthma|adhs|migräne\w*|erkältung\w*|schlaflosigkeit|schlafstörung\w*"
    r"|sodbrennen|allergie\w*|akne|neurodermitis|verspannung\w*|müdigkeit"
    r"|\w{0,20}(?:schmerz|entzündung|infekt|infektion|krankheit|beschwerde)(?:en|n|e)?)\b"
)
_UP_TO = r"(?:bis zu\s+|über\s+)?"

GERMAN: dict[str, str] = {
    "fake_notice": (
        r"\b(?:rechnung|mahnung|zahlung (?:fehlgeschlagen|fällig|überfällig)|ihre bestellung"
        r"|konto (?:gesperrt|eingeschränkt)|sicherheitswarnung|letzte warnung|handlung erforderlich)\b"
    ),
    "prize": (
        r"\b(?:sie haben|du hast|ihr habt) (?:ein\w* [^.!?\n]{1,30} )?gewonnen\b"
        r"|\b(?:sie|du) (?:wurden|wurdest) (?:als gewinner\w* )?ausgewählt\b|\bgewinn (?:abholen|einlösen)\b"
        r"|\b(?:ihren|deinen) gewinn\b"
    ),
    "contest": (
        r"\b(?:gewinnspiel\w*|verlosung\w*|verlosen|preisausschreiben|tombola|gewinnchance\w*"
        r"|gewinnen sie (?:eine?n?|\d+)|mitmachen und gewinnen|jetzt gewinnen)\b"
    ),
    "guarantee": r"\b(?:garantie|garantiert\w*|geld[- ]zurück\w*|risikofrei\w*|ohne (?:jedes )?risiko)\b",
    "proven": (
        r"\b(?:klinisch|wissenschaftlich|medizinisch|dermatologisch)\s+(?:getestet|bewiesen|erwiesen|belegt"
        r"|geprüft|bestätigt|nachgewiesen)\w*"
        r"|(?<!unsere )(?<!unser )\b(?:ärzt\w+|expert\w+|wissenschaftler\w*|forscher\w*|mediziner\w*"
        r"|apotheker\w*|studien?|forschung)\s+(?:\w+\s+)?(?:empfehlen|empfiehlt|raten zu|bestätigen|bestätigt"
        r"|beweisen|beweist|belegen|belegt|zeigen|zeigt|sagen)\b"
        r"|\b(?:von ärzt\w+|ärztlich) empfohlen\b"
    ),
    "disease": (
        r"\b(?:heilt|heilen|kuriert|kurieren|lindert|lindern|behandelt|behandeln|verhindert|bekämpft"
        r"|(?:hilft|helfen|wirkt|wirken|schützt) (?:bei|gegen|vor))\b[^.\n]{0,40}" + _AILMENT + r"|"
        r"\bgegen (?:\w+ )?" + _AILMENT + r"|\b(?:wundermittel|allheilmittel|wunderheilung)\b"
    ),
    "health": (
        r"\b(?:gut für|gut fürs|stärkt|stärken|fördert|fördern|unterstützt|verbessert|steigert)\b"
        r"[^.\n]{0,30}\b(?:gesundheit|immunsystem|abwehrkräfte|herz|haut|knochen|verdauung|cholesterin"
        r"|blutdruck|konzentration|stoffwechsel|schlaf|gelenke)\b"
        r"|\b(?:gesünder\w*|gesündest\w*|gesundheitsfördernd\w*|immunstärkend\w*|entgift\w+|entschlack\w+"
        r"|probiotisch\w*|antioxidant\w*|antioxidativ\w*)\b"
    ),
    "weight": (
        _KILOS + r"[^.\n]{0,20}\b(?:abnehmen|abgenommen|abspecken|verlieren|verloren|leichter)\b"
        r"|\b(?:verlieren?|verlierst)\b[^.\n]{0,20}" + _KILOS + r"(?! kaffee)"
        r"|\b(?:schnell|schneller|mühelos|endlich) (?:\w+ )?abnehmen\b|\bfettverbrenn\w+"
        r"|\bverbrenn(?:t|en) (?:\w+ )?(?:körper)?fett\b|\bfett verbrenn\w+|\bschlank im schlaf\b"
    ),
    "green": (
        r"\b(?:(?:klima|co2)[- ]?(?:neutral|positiv|freundlich)\w*|co2-frei\w*"
        r"|umwelt(?:freundlich|schonend)\w*"
        r"|nachhaltig\w*|ökologisch\w*|biologisch abbaubar\w*|plastikfrei\w*|emissionsfrei\w*)\b"
    ),
    "origin": (
        r"\bmade in germany\b|\b(?:hergestellt|gefertigt|produziert) in deutschland\b"
        r"|\bin deutschland (?:hergestellt|gefertigt|produziert)\b"
    ),
    "earnings": (
        r"\bverdien(?:en|e|t|st)\s+(?:(?:sie|du)\s+)?(?:jetzt\s+)?" + _UP_TO + _PRICE + r"(?![\d,.])"
        r"(?!\s+(?:guthaben|rabatt|gutschrift|bonus))"
        r"|\b(?:passives einkommen|finanzielle freiheit|(?:schnell )?reich werden|kündigen sie ihren job)\b"
    ),
    "returns": (
        r"\bgarantierte[rsnm]? (?:renditen?|gewinne?|einkommen|erträge?)\b|\brisikolose \w+"
        r"|\b(?:verdoppeln sie|verdopple) (?:ihr|dein) geld\b"
    ),
    "seal": (
        r"\b(?:tüv|staatlich|amtlich|dermatologisch)[- ](?:geprüft|zertifiziert|anerkannt)\w*"
        r"|\b(?:zertifiziert (?:von|durch)|testsieger\w*)\b"
    ),
    "credit": (
        r"\b\d+ (?:monats)?raten\b|" + _PRICE + r"\s*(?:/|pro|im)\s*monat\b"
        r"|\b0 ?% (?:zinsen|finanzierung)|\bohne anzahlung\b"
    ),
    "renewal": (
        r"\b(?:verlängert sich (?:\w+ )?automatisch|automatische verlängerung|(?:kostenlos|gratis) testen"
        r"|probeabo|probemonat)\b"
    ),
    "fees": (
        r"(?:\bzzgl\.?|\bzuzüglich|\bexkl\.?|\bplus)\s+(?:\w+\.? )?(?:mwst|mehrwertsteuer|steuern?|versand\w*"
        r"|gebühr\w*|liefer\w*)\b"
    ),
    "review_reward": (
        r"\b(?:5|fünf)[- ]sterne[- ]bewertung\b[^.\n]{0,80}\b(?:geschenk|rabatt|gutschein|gratis|prämie)\b"
        r"|\b(?:geschenk|rabatt|gutschein|prämie)\b[^.\n]{0,80}\b(?:positive|gute|5-sterne)[- ]bewertung"
    ),
    "opt_out_burden": (
        r"\b(?:abmeld\w*|abbestell\w*)\b(?:(?!\boder\b)[^.,;\n]){0,50}\b(?:anrufen|telefonisch"
        r"|per (?:post|brief|fax)|einloggen|passwort|gebühr)\b"
        r"|\bzum (?:abmelden|abbestellen),? (?:bitte )?(?:anrufen|rufen|einloggen|loggen|schreiben)\b"
        r"|\b(?:rufen sie uns an|loggen sie sich ein)\b[^.;\n]{0,20}\b(?:abzumelden|abzubestellen|abmelden)\b"
    ),
    "comparison": (
        r"\b(?:besser|günstiger|billiger|schneller|frischer|stärker|sicherer) als (?:bei )?(?:die konkurrenz"
        r"|(?:der|jeder?|alle) (?:andere\w*|wettbewerb\w*)|(?!Sie\b|Ihr)(?-i:[A-ZÄÖÜ][\w&-]+))"
    ),
}
