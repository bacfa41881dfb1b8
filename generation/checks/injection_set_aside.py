"""How people word that a model should set aside what it was told, in seven languages."""

GAP = r"(?:[^\s.!?]{1,30}\s{1,3}){0,4}?"
"""A few words between the verb and what it is about."""

_EN = (
    r"(?:ignor(?:e|ing)|set aside|put aside|abandon|disregard(?:ing)?|forget|override|overrule|bypass|"
    r"discard|neglect|drop|pay no "
    r"attention to"
    r"|(?:do not|don'?t|stop|no longer) (?:follow|obey|listen to|apply)(?:ing)?)\s+"
)
_DE = (
    r"(?:ignorier\w*|missacht\w*|vergiss|vergesst|vergessen sie|verwirf|verwerfen sie|überspring\w*|umgeh\w*"
    r"|beachte\w*|befolge\w*)\s+"
)
_ES = (
    r"(?:ignora|ignore|ignorad|ignorar|olvida|olvide|olvidar|descarta|descarte|desatiende|omite|omita"
    r"|haz caso omiso de|haga caso omiso de|no sigas|no siga|pasa por alto)\s+"
)
_FR = (
    r"(?:ignore[zrs]?|ignorer|oublie[zrs]?|oublier|néglige[zrs]?|contourne[zrs]?"
    r"|ne (?:tiens|tenez) (?:pas|plus) compte|fai(?:s|tes) abstraction|ne (?:suis|suivez) (?:pas|plus))\s+"
)
_IT = (
    r"(?:ignora|ignorate|ignori|ignorare|dimentica|dimenticate|dimentichi|trascura|scarta|tralascia"
    r"|non (?:seguire|seguite|rispettare|considerare))\s+"
)
_PT = (
    r"(?:ignore|ignora|ignorem|ignorar|esqueça|esquece|esqueçam|desconsidere|desconsidera|descarte|despreze"
    r"|não (?:siga|sigas|obedeça|considere))\s+"
)
_NL = r"(?:negeer|negeert|vergeet|sla|omzeil|volg|laat)\s+"

_EN_BEFORE = (
    r"(?:previous|prior|preceding|earlier|above|foregoing|original|initial|existing|current|system|developer|"
    r"given|other)"
)
_EN_THINGS = (
    r"(?:instructions?|prompts?|directions?|directives?|commands?|orders?|rules?|guidelines?|guidance|"
    r"constraints?"
    r"|messages?|context|programming|policies|policy|text)"
)
_EN_ORDERS = r"(?:instructions?|prompts?|directives?|commands?|programming|system messages?)"

SET_ASIDE = (
    rf"\b{_EN}{GAP}(?:{_EN_BEFORE}\s+){{1,3}}(?:\w+\s+)?{_EN_THINGS}\b",
    rf"\b{_EN}(?:any of |all of )?(?:all|any|your|every|these|those|my)\s+(?:of\s+)?(?:the\s+|your\s+|"
    rf"these\s+|my\s+)?"
    rf"{_EN_ORDERS}\b",
    rf"\b{_EN}(?:the\s+|all\s+)?{_EN_ORDERS}"
    r"[,;:]?\s+(?:and|then|above|before|you (?:were|have)|given|instead|write|say|reply|output|print)\b",
    rf"\b{_EN}(?:everything|all|anything|whatever|what)\s+(?:that\s+|was\s+|is\s+)?(?:above|before this"
    r"|you (?:were|have been|'ve been) (?:told|given|instructed|asked)|(?:was |is )?(?:said|written) "
    r"(?:above|before))",
    rf"\b{_EN}(?:the\s+|all\s+|your\s+)?(?:rules|guidelines|instructions|text|messages?) above\b",
    r"\b(?:new|updated|revised|real|actual|secret) (?:system )?(?:instructions?|prompt|directives?) "
    r"(?:follow|are|is|for you)\b",
    r"(?:^|[\n.!?*#>\-]\s{0,9})(?:new|updated|override|real|secret|hidden|special) (?:system )?"
    r"(?:instruction|prompt|directive)s?\s*:",
    r"\b(?:the )?(?:instructions?|rules|prompt) (?:above|before) (?:is|are|no longer|do(?:es)? not|don'?t)\b",
    rf"\b(?:previous|prior|earlier|above|original|existing|your) (?:system )?{_EN_ORDERS}\s+(?:(?:are|is)\s+"
    r"(?:void|invalid|cancelled|canceled|obsolete|outdated|over|suspended|wrong|fake)|no longer (?:apply|"
    r"applies|count|valid)"
    r"|(?:do|does) not (?:apply|count)|don'?t (?:apply|count))",
    rf"\b{_EN}{GAP}(?:guidelines|rules|guidance|orders|what) (?:that )?(?:you (?:were|have been) given|you "
    rf"(?:have )?(?:received|got)"
    r"|the system (?:says|said|told|wants))",
    r"\bthe opposite of (?:your|these|the) (?:rules|instructions)\b",
    # German
    r"\b(?:vorherigen?|bisherigen?|obigen?|vorigen|früheren?|ursprünglichen?|deine|"
    r"alle)\s+(?:\w+\s+)?(?:anweisungen|instruktionen|vorgaben"
    r"|befehle|prompts)\s+(?:\w+\s+){0,2}?(?:ignorieren|vergessen|missachten|verwerfen|nicht (?:mehr "
    r")?(?:befolgen|beachten)"
    r"|(?:gelten|zählen) (?:ab jetzt |ab sofort )?nicht)",
    rf"\b{_DE}{GAP}(?:vorherig\w*|bisherig\w*|obig\w*|vorig\w*|früher\w*|vorangehend\w*|vorangegangen\w*|"
    rf"ursprünglich\w*"
    r"|bestehend\w*|oben\s+\w*|system\w*)\s+(?:\w+\s+)?(?:anweisung\w*|instruktion\w*|vorgabe\w*|regel\w*|"
    r"befehl\w*"
    r"|richtlinie\w*|prompts?|nachricht\w*|eingabe\w*|kontext)",
    rf"\b{_DE}(?:bitte\s+)?(?:alle|sämtliche|deine|ihre|eure|jegliche)\s+(?:deine\s+|ihre\s+)?"
    r"(?:anweisungen|instruktionen|befehle|prompts?|systemanweisungen|systemvorgaben)\b",
    rf"\b{_DE}(?:bitte\s+)?(?:alles|was),?\s+(?:was\s+)?(?:bisher|zuvor|oben|vorher|dir)\b[^.!?\n]{{0,30}}"
    r"\b(?:gesagt|steht|stand|geschrieben|aufgetragen|kam)\b",
    r"\b(?:neue|geänderte|geheime|echte) (?:system)?(?:anweisung(?:en)?|instruktion(?:en)?)\s*:",
    # Spanish
    rf"\b{_ES}{GAP}(?:instrucciones|indicaciones|órdenes|ordenes|reglas|directrices|mensajes?|prompts?|"
    rf"contexto)\s+"
    r"(?:\w+\s+)?(?:anterior(?:es)?|previ[ao]s?|de arriba|del sistema|que (?:te|le|se)\b|original(?:es)?|"
    r"recibid[ao]s)",
    rf"\b{_ES}(?:todas|cualquier|cualquiera de)\s+(?:tus|sus|las|mis)?\s*(?:instrucciones|indicaciones|"
    rf"órdenes)\b",
    rf"\b{_ES}(?:todo )?lo (?:anterior|que (?:te|se te|le|se le) (?:han? )?(?:dicho|dijo|dijeron|indicado))",
    r"\b(?:nuevas?) instrucci(?:ón|ones)(?: del sistema)?\s*:",
    r"\blas (?:instrucciones|indicaciones|órdenes) (?:anteriores|previas) (?:ya )?no (?:valen|sirven|aplican|"
    r"cuentan)",
    # French
    r"\bles (?:instructions|consignes) (?:précédentes|ci-dessus|antérieures) (?:ne (?:sont|valent|"
    r"s'appliquent|comptent)|sont (?:annulées|caduques))",
    rf"\b{_FR}{GAP}(?:instructions|consignes|règles|directives|ordres|messages?|prompts?|"
    rf"contexte)\s+(?:\w+\s+)?"
    r"(?:précédent\w*|antérieur\w*|ci-dessus|du système|système|initial\w*|d'origine|reçu\w*|qui précèd\w*)",
    rf"\b{_FR}(?:de\s+)?(?:toutes|tous)\s+(?:tes|vos|les|mes)?\s*(?:instructions|consignes|directives|"
    rf"ordres)\b",
    rf"\b{_FR}(?:de\s+)?(?:tout )?ce qui précède\b",
    r"\bnouvelles? (?:instructions?|consignes?)(?: système)?\s*:",
    # Italian
    rf"\b{_IT}{GAP}(?:istruzioni|indicazioni|regole|direttive|ordini|comandi|messaggi|prompt|"
    rf"contesto)\s+(?:\w+\s+)?"
    r"(?:precedent\w*|di sistema|del sistema|qui sopra|sopra|iniziali|originali|ricevut\w*)",
    rf"\b{_IT}(?:tutte|tutti|qualsiasi)\s+(?:le|i|gli|tue|tuoi)?\s*(?:tue\s+|vostre\s+)?(?:istruzioni|"
    rf"indicazioni|direttive|comandi)\b",
    rf"\b{_IT}(?:tutto )?(?:quanto|ciò che|quello che) (?:è stato detto|precede|ti è stato|sta sopra)",
    r"\bnuove istruzioni(?: di sistema)?\s*:",
    r"\ble istruzioni (?:precedenti|di sistema|qui sopra) (?:non (?:valgono|contano|si applicano)|sono "
    r"annullate)",
    # Portuguese
    r"\bas instruções (?:anteriores|acima|do sistema) (?:já )?não (?:valem|contam|se aplicam)",
    rf"\b{_PT}{GAP}(?:instruções|orientações|regras|ordens|diretrizes|comandos|mensage(?:m|ns)|prompts?|"
    rf"contexto)\s+"
    r"(?:\w+\s+)?(?:anterior(?:es)?|prévi[ao]s?|acima|d[oe] sistema|original|originais|iniciais|"
    r"recebid[ao]s)",
    rf"\b{_PT}(?:todas|quaisquer)\s+(?:as|suas|tuas)?\s*(?:suas\s+|tuas\s+)?(?:instruções|orientações|"
    rf"ordens)\b",
    rf"\b{_PT}(?:tudo )?o que (?:foi dito|está acima|veio antes|lhe disseram|te disseram)",
    r"\bnovas instruções(?: do sistema)?\s*:",
    # Dutch
    r"\bde (?:vorige|eerdere|bovenstaande) (?:instructies|aanwijzingen|opdrachten) (?:gelden|tellen) (?:\w+ "
    r")?niet",
    rf"\b{_NL}{GAP}(?:vorige|eerdere|voorgaande|bovenstaande|vroegere|oorspronkelijke|bestaande|"
    rf"systeem)\s*-?\s*(?:\w+\s+)?"
    r"(?:instructies?|aanwijzingen|opdrachten|regels|richtlijnen|prompts?|berichten|context)",
    r"\b(?:negeer|vergeet)\s+(?:alle|al je|al uw|je|jouw|uw)\s+(?:je\s+|jouw\s+|uw\s+)?(?:instructies|"
    r"aanwijzingen|opdrachten|prompts?)\b",
    r"\b(?:negeer|vergeet)\s+(?:alles )?wat (?:hierboven|hiervoor|eerder|je (?:is|was|werd) \w+)\b",
    r"\bnieuwe (?:systeem)?instructies?\s*:",
)
