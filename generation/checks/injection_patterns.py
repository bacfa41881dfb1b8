"""How orders to a model are worded, in seven languages. Each needs what an honest brief has no use for.

"Forget everything you know about coffee" is a headline and "keep it short" a wish. "Ignore all previous
instructions", a role in front of a line, and a word to hide something from the reviewer are neither.
"""

import re

_GAP = r"(?:[^\s.!?]+\s+){0,4}?"
"""A few words between the verb and what it is about."""

# ---- to set aside what was said before ---------------------------------------------------------

_EN = (
    r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|overrule|bypass|discard|neglect|drop|pay no "
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
    rf"\b{_EN}{_GAP}(?:{_EN_BEFORE}\s+){{1,3}}(?:\w+\s+)?{_EN_THINGS}\b",
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
    r"(?:^|[\n.!?*#>\-]\s*)(?:new|updated|override|real|secret|hidden|special) (?:system )?(?:instructions?|"
    r"prompt|directive)s?\s*:",
    r"\b(?:the )?(?:instructions?|rules|prompt) (?:above|before) (?:is|are|no longer|do(?:es)? not|don'?t)\b",
    # German
    rf"\b{_DE}{_GAP}(?:vorherig\w*|bisherig\w*|obig\w*|vorig\w*|früher\w*|vorangehend\w*|vorangegangen\w*|"
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
    rf"\b{_ES}{_GAP}(?:instrucciones|indicaciones|órdenes|ordenes|reglas|directrices|mensajes?|prompts?|"
    rf"contexto)\s+"
    r"(?:\w+\s+)?(?:anterior(?:es)?|previ[ao]s?|de arriba|del sistema|que (?:te|le|se)\b|original(?:es)?|"
    r"recibid[ao]s)",
    rf"\b{_ES}(?:todas|cualquier|cualquiera de)\s+(?:tus|sus|las|mis)?\s*(?:instrucciones|indicaciones|"
    rf"órdenes)\b",
    rf"\b{_ES}(?:todo )?lo (?:anterior|que (?:te|se te|le|se le) (?:han? )?(?:dicho|dijo|dijeron|indicado))",
    r"\b(?:nuevas?) instrucci(?:ón|ones)(?: del sistema)?\s*:",
    # French
    rf"\b{_FR}{_GAP}(?:instructions|consignes|règles|directives|ordres|messages?|prompts?|"
    rf"contexte)\s+(?:\w+\s+)?"
    r"(?:précédent\w*|antérieur\w*|ci-dessus|du système|système|initial\w*|d'origine|reçu\w*|qui précèd\w*)",
    rf"\b{_FR}(?:de\s+)?(?:toutes|tous)\s+(?:tes|vos|les|mes)?\s*(?:instructions|consignes|directives|"
    rf"ordres)\b",
    rf"\b{_FR}(?:de\s+)?(?:tout )?ce qui précède\b",
    r"\bnouvelles? (?:instructions?|consignes?)(?: système)?\s*:",
    # Italian
    rf"\b{_IT}{_GAP}(?:istruzioni|indicazioni|regole|direttive|ordini|comandi|messaggi|prompt|"
    rf"contesto)\s+(?:\w+\s+)?"
    r"(?:precedent\w*|di sistema|del sistema|qui sopra|sopra|iniziali|originali|ricevut\w*)",
    rf"\b{_IT}(?:tutte|tutti|qualsiasi)\s+(?:le|i|gli|tue|tuoi)?\s*(?:tue\s+|vostre\s+)?(?:istruzioni|"
    rf"indicazioni|direttive|comandi)\b",
    rf"\b{_IT}(?:tutto )?(?:quanto|ciò che|quello che) (?:è stato detto|precede|ti è stato|sta sopra)",
    r"\bnuove istruzioni(?: di sistema)?\s*:",
    # Portuguese
    rf"\b{_PT}{_GAP}(?:instruções|orientações|regras|ordens|diretrizes|comandos|mensage(?:m|ns)|prompts?|"
    rf"contexto)\s+"
    r"(?:\w+\s+)?(?:anterior(?:es)?|prévi[ao]s?|acima|d[oe] sistema|original|originais|iniciais|"
    r"recebid[ao]s)",
    rf"\b{_PT}(?:todas|quaisquer)\s+(?:as|suas|tuas)?\s*(?:suas\s+|tuas\s+)?(?:instruções|orientações|"
    rf"ordens)\b",
    rf"\b{_PT}(?:tudo )?o que (?:foi dito|está acima|veio antes|lhe disseram|te disseram)",
    r"\bnovas instruções(?: do sistema)?\s*:",
    # Dutch
    rf"\b{_NL}{_GAP}(?:vorige|eerdere|voorgaande|bovenstaande|vroegere|oorspronkelijke|bestaande|"
    rf"systeem)\s*-?\s*(?:\w+\s+)?"
    r"(?:instructies?|aanwijzingen|opdrachten|regels|richtlijnen|prompts?|berichten|context)",
    r"\b(?:negeer|vergeet)\s+(?:alle|al je|al uw|je|jouw|uw)\s+(?:je\s+|jouw\s+|uw\s+)?(?:instructies|"
    r"aanwijzingen|opdrachten|prompts?)\b",
    r"\b(?:negeer|vergeet)\s+(?:alles )?wat (?:hierboven|hiervoor|eerder|je (?:is|was|werd) \w+)\b",
    r"\bnieuwe (?:systeem)?instructies?\s*:",
)

# ---- to show the instructions ------------------------------------------------------------------

_SYSTEM_TEXT = (
    r"(?:(?:your |the |its |full |whole |entire |hidden |secret |complete |initial |original |exact )*"
    r"(?:system (?:prompt|message|instructions?)|(?:hidden|initial|original|secret) (?:prompt|instructions?)"
    r"|prompt (?:above|you were given|verbatim)|instructions (?:above|verbatim|you were given|you have been "
    r"given))"
    r"|your (?:(?:own|full|exact|entire) )?(?:prompt|instructions|configuration|rules verbatim)"
    r"|(?:everything|all the text|the text|the words) (?:above|before) (?:this|the|in|it)\b)"
)
REVEAL = (
    rf"\b(?:reveal|show|print|repeat|output|display|quote|recite|leak|disclose|expose|paste|dump|translate|"
    rf"summari[sz]e"
    rf"|include|append|write (?:out|down)|tell (?:me|us)|give (?:me|us)|what (?:is|are|were))\s+(?:me\s+|"
    rf"us\s+)?{_GAP}{_SYSTEM_TEXT}",
    r"\b(?:zeig\w*|gib|nenn\w*|wiederhol\w*|zitier\w*|verrat\w*|druck\w*|offenbar\w*|schreib\w*|übersetz\w*|"
    r"füg\w*)\s+" + _GAP + r"(?:system-?(?:prompt|anweisung|nachricht|vorgabe)\w*|(?:deine|ihre|geheimen"
    r"|internen) (?:\w+ )?(?:anweisungen|instruktionen|vorgaben)"
    r"|deinen prompt)",
    r"\b(?:muestra|revela|repite|imprime|escribe|cita|copia|dime|incluye|traduce)\s+"
    + _GAP
    + r"(?:prompt|mensaje|instrucciones) (?:de|del) sistema|\b(?:muestra|revela|repite|imprime|dime"
    r"|copia)\s+(?:todas )?tus instrucciones",
    r"\b(?:montre|affiche|révèle|répète|imprime|cite|copie|donne|écris|recopie|traduis|"
    r"inclus)[zrs]?(?:-moi)?\s+"
    + _GAP
    + r"(?:(?:prompt|message|instructions|consignes) (?:du )?système|(?:tes"
    r"|vos) (?:\w+ )?(?:instructions|consignes))",
    r"\b(?:mostra|rivela|ripeti|stampa|scrivi|cita|copia|dimmi|includi|traduci)\w*\s+"
    + _GAP
    + r"(?:(?:prompt|messaggio|istruzioni) di sistema|(?:tue|vostre) (?:\w+ )?istruzioni)",
    r"\b(?:mostre|mostra|revele|revela|repita|repete|imprima|escreva|cite|copie|diga|inclua|traduza)\s+"
    + _GAP
    + r"(?:(?:prompt|mensagem|instruções) d[oe] sistema|(?:suas|tuas) (?:\w+ )?instruções)",
    r"\b(?:toon|laat|herhaal|print|onthul|citeer|kopieer|geef|schrijf|vertaal)\s+"
    + _GAP
    + r"(?:systeem-?(?:prompt|bericht|instructies?)|(?:je|jouw|uw) (?:\w+ )?instructies)",
)

# ---- to be somebody else -----------------------------------------------------------------------

ROLE = (
    r"\b(?:you are|you're|you will be|act|behave|respond|answer|continue) (?:now |no longer |from now on |as "
    r")+(?:an? |the |my )?"
    r"(?:\w+ ){0,2}?(?:ai|assistant|chatbot|language model|system|developer mode|dan|admin(?:istrator)?|root|"
    r"jailbr\w+"
    r"|unrestricted|unfiltered|uncensored|hacker|terminal|bound by|marketing (?:model|bot))\b",
    r"\b(?:from now on|starting now|henceforth),? (?:you (?:are|will|must|shall|only|answer|obey|respond|"
    r"write)|ignore|always (?:answer|respond|reply|add))",
    r"\b(?:pretend|imagine|simulate|roleplay|role-play)\b[^.!?\n]{0,40}\b(?:no (?:rules|restrictions|limits|"
    r"guidelines|instructions)|unrestricted"
    r"|(?:different|another|evil|free) (?:ai|assistant|model)|(?:the )?(?:system|developer|"
    r"admin(?:istrator)?) (?:said|allowed|has))",
    r"\b(?:developer|debug|god|maintenance|sudo|dan|jailbreak) mode (?:is |has been )?(?:on|enabled|"
    r"activated|active)\b"
    r"|\b(?:enable|activate|enter|switch to|turn on) (?:developer|debug|god|sudo|dan|jailbreak|unrestricted) "
    r"mode\b",
    r"\bdo anything now\b|\bjailbreak(?:en)?\b",
    r"\b(?:du bist|sie sind|verhalte dich|antworte|agiere) (?:jetzt |nun |ab (?:jetzt|sofort) |wie |als |"
    r"kein |nicht mehr )+(?:ein\w* )?(?:\w+ )?"
    r"(?:ki|assistent\w*|chatbot|sprachmodell|system|entwickler\w*|administrator|dan|unbeschränkt\w*|"
    r"terminal)\b",
    r"\b(?:eres|actúa|compórtate|responde) (?:ahora |como |ya no )+(?:un[ao]? |el )?(?:\w+ )?(?:ia|asistente|"
    r"chatbot|modelo|sistema|administrador|desarrollador|terminal)\b",
    r"\b(?:tu es|vous êtes|agis|comporte-toi|réponds) (?:maintenant |désormais |comme |en tant qu[e'] "
    r"?)+(?:une? |l[e'] ?)?(?:\w+ )?"
    r"(?:ia|assistant\w*|chatbot|modèle|système|administrateur|développeur|terminal)\b",
    r"\b(?:sei|agisci|comportati|rispondi) (?:ora |adesso |come |non più )+(?:un[ao']? ?|il |lo )?(?:\w+ "
    r")?(?:ia|assistente|chatbot|modello|sistema|amministratore|sviluppatore|terminale)\b",
    r"\b(?:você é|tu és|aja|comporte-se|responda) (?:agora |como |não mais )+(?:um[a]? |o )?(?:\w+ )?(?:ia|"
    r"assistente|chatbot|modelo|sistema|administrador|desenvolvedor|terminal)\b",
    r"\b(?:je bent|u bent|gedraag je|antwoord) (?:nu |vanaf nu |als |voortaan )+(?:een |de )?(?:\w+ )?(?:ai|"
    r"assistent|chatbot|taalmodel|systeem|beheerder|ontwikkelaar|terminal)\b",
)

# ---- to write down a role, or the end of a block ----------------------------------------------

_ORDER_AFTER = (
    r"(?:you\b|ignore|disregard|override|new\b|from now|the (?:user|assistant|model|reviewer)|always|never|"
    r"must|forget|reveal|approve|add\b"
    r"|write|respond|reply|include|append|replace|answer|output|print|mark|skip|du\b|sie\b|ignorier|füge|"
    r"antworte|tu\b|vous\b|ajoute|réponds"
    r"|añade|responde|agrega|aggiungi|rispondi|adicione|responda|voeg|antwoord|instruction|override|all\b)"
)
TOKENS = (
    r"<\|[^|\n]{0,40}\|>|‹\|[^|\n]{0,40}\|›|<\|?(?:im_start|im_end|endoftext|eot_id|start_header_id)\b|"
    r"\[/?INST\]|<</?SYS>>|‹‹/?SYS››"
    r"|[<‹](?:start|end)_of_turn[>›]|<\uff5c[^\n]{0,40}\uff5c>",
    r"[<‹]\s*/?\s*(?:data|system|assistant|user|instructions?|brief|prompt|"
    r"human)(?:-\w+)?(?:\s[^<>‹›\n]{0,80})?[>›]",
    r"(?:^|[\n.!?])[\s>*#\-]*(?:ai )?assistant\s*:\s",
    rf"(?:^|[\n.!?]\s*)[\s>*#\-\[(]*system(?:\s+(?:message|prompt|note|override|update|"
    rf"admin\w*))?[\])]?\s*[:\-]\s*[\"'“]?{_ORDER_AFTER}",
    r"(?:^|\s)#{2,}\s*(?:system|assistant|instruction:|new (?:task|instructions)|task override)(?!\w)",
    r"\[(?:system|admin|developer|assistant|instructions?)(?: (?:message|note|override|prompt|"
    r"instruction))?\s*[:\]]",
    r"\bsystem (?:override|prompt override|update)\s*[:!\-]|\b(?:admin|developer|security) override\b",
    r"(?:^|\n|[-=*#_]{2,})\W{0,6}(?:end|begin|start|close) (?:of )?(?:the )?(?:data|brief|user input|untrusted|context|"
    r"system|instructions?|input|fence)\b"
    r"(?: (?:block|section|message|prompt|data))?\W{0,6}(?:$|\n|[-=*#_]{2,})",
    r"```\s*(?:system|instructions?|prompt)\b",
)

# ---- to hide something, or to take the checks away ---------------------------------------------

REVIEWER = (
    r"\b(?:do not|don'?t|never|without|avoid) (?:tell|telling|inform|informing|alert|alerting|warn|warning|"
    r"notify|notifying|show|showing|let|letting"
    r"|mention(?:ing)?|reveal(?:ing)?)\b[^.!?\n]{0,60}?\b(?:reviewers?|approvers?|moderators?|human "
    r"(?:reviewer|checker|editor)s?|the human|the editors?"
    r"|the person who (?:checks|approves|reviews)|whoever (?:checks|reviews|approves))\b",
    r"\b(?:hide|conceal|keep|withhold)\s+(?:\w+\s+){0,4}?(?:from|hidden from|secret from) (?:the |all |any |"
    r"our )?(?:reviewers?|approvers?|moderators?|editors?|checks?|human)\b",
    r"\b(?:hidden|concealed|kept|invisible) (?:away )?(?:from|to) (?:the |all |any |our )?(?:reviewers?|"
    r"approvers?|moderators?|editors?)\b",
    r"\b(?:do not|don'?t|never) (?:mention|reveal|disclose|repeat|talk about|refer to) (?:this|these|that|"
    r"the) (?:\w+ )?"
    r"(?:instructions?|orders?|prompts?|rules?|request|note to (?:the )?(?:ai|model))\b",
    r"\b(?:skip|bypass|avoid|evade|disable|turn off|switch off|get (?:around|past)) (?:the |all |any |our "
    r")?(?:human |legal |compliance |content )?"
    r"(?:reviews?|reviewers?|approvals?|checks|checker|filters?|moderation|safety(?: rules| checks)?|"
    r"redact(?:ion|or))\b",
    r"\b(?:mark|flag|set|label) (?:this|it|the (?:draft|email|copy|text|answer))(?: as)? "
    r"(?:pre-?)?(?:approved|reviewed|safe|cleared)\b",
    r"\b(?:approve|publish|send) (?:this|it|the (?:draft|email|text)) (?:yourself|automatically|without (?:a "
    r"|any )?(?:review|approval|asking))\b",
    r"\b(?:sag\w*|erzähl\w*|verrat\w*|zeig\w*|teil\w*|meld\w*|erwähn\w*|"
    r"informier\w*)\b[^.!?\n]{0,50}\b(?:prüfer\w*|reviewer\w*|freigeber\w*|gutachter\w*|redakteur\w*)"
    r"\b[^.!?\n]{0,30}\b(?:nicht|nichts|keine?)\b",
    r"\b(?:sag\w*|erwähn\w*|verrat\w*|zeig\w*|informier\w*)\b[^.!?\n]{0,30}\b(?:nicht|nichts|"
    r"niemals)\b[^.!?\n]{0,40}\b(?:prüfer\w*|reviewer\w*|freigeber\w*|gutachter\w*)\b",
    r"\b(?:überspring\w*|umgeh\w*|deaktivier\w*) (?:\w+ ){0,2}?(?:prüfung|freigabe|review|filter)\b",
    r"\bno (?:le |les |lo |se lo |se )?(?:digas|diga|muestres|muestre|informes|informe|avises|avise|"
    r"menciones|mencione|cuentes)\b[^.!?\n]{0,50}\b(?:revisor\w*|aprobador\w*|moderador\w*)\b",
    r"\bne (?:le |les |l')?(?:dis|dites|montre|montrez|signale|signalez|préviens|prévenez|informe|informez|"
    r"parle|parlez|mentionne|mentionnez)\b[^.!?\n]{0,60}"
    r"\b(?:relecteur\w*|relectrice\w*|réviseur\w*|valideur\w*|vérificateur\w*|modérateur\w*)\b",
    r"\bnon (?:lo )?(?:dire|dirlo|dite|mostrare|mostrarlo|informare|avvisare|segnalare|"
    r"menzionare)\b[^.!?\n]{0,50}\b(?:revisor\w*|approvator\w*|moderator\w*)\b",
    r"\bnão (?:o )?(?:diga|digas|conte|contes|mostre|informe|avise|mencione)\b[^.!?\n]{0,50}\b(?:revisor\w*|"
    r"aprovador\w*|moderador\w*)\b",
    r"\b(?:vertel|zeg|toon|meld|informeer|laat)\b[^.!?\n]{0,50}\b(?:reviewer\w*|beoordelaar\w*|controleur\w*|"
    r"redacteur\w*)\b[^.!?\n]{0,30}\b(?:niet|niets|geen)\b"
    r"|\b(?:vertel|zeg|toon|meld)\b[^.!?\n]{0,30}\b(?:niet|niets)\b[^.!?\n]{0,40}\b(?:reviewer\w*|"
    r"beoordelaar\w*|controleur\w*)\b",
)

# ---- to answer in another form -----------------------------------------------------------------

FORM = (
    r"\b(?:respond|reply|answer|output)(?: me| us)? (?:(?:only|solely|exactly|just) (?:with|in|as)|with "
    r"(?:only|nothing (?:but|except)|exactly|just)"
    r"|nothing but|only the (?:word|text|string|phrase))\b",
    r"\b(?:print|output|say|write) (?:only |exactly |just )(?:the (?:word|words|text|string|phrase|"
    r"following)\b|[\"'“‘])",
    r"\b(?:instead of|rather than) (?:writing )?(?:the|an|a|your) (?:\w+ )?(?:email|e-mail|mail|json|draft|"
    r"answer|post|response|output)\b",
    r"\b(?:do not|don'?t|stop) (?:write|writing|produce|return|output) (?:the |an |any )?(?:email|json|draft|"
    r"marketing (?:email|copy))\b",
    r"\b(?:decode|decipher|rot13|unscramble) (?:this|the following|it|and (?:follow|execute|obey))\b|"
    r"\bbase64\b[^.!?\n]{0,40}\b(?:decode|follow|execute|instructions?)\b"
    r"|\b(?:execute|run|eval|carry out) (?:this|the following|these) (?:code|command|instruction|script|"
    r"order)s?\b",
    r"\b(?:antworte|antworten sie|gib) (?:\w+ )?(?:nur|ausschließlich|lediglich|exakt) (?:mit|das wort|den "
    r"text)\b|\b(?:statt|anstelle|anstatt) (?:der|einer|des|eines) "
    r"(?:e-?mail|mail|antwort|entwurfs?|json)\b",
    r"\b(?:responde|responda|contesta) (?:solo|sólo|únicamente|solamente) (?:con|la palabra)\b|\ben (?:lugar|"
    r"vez) de(?:l| la| un| una)? (?:correo|email|json|borrador|respuesta)\b",
    r"\b(?:réponds|répondez|répondre) (?:seulement|uniquement|exactement|juste) (?:par|avec|le mot)\b|\bau "
    r"lieu (?:de l'|d'un |d'une |du |de la )(?:e-?mail|mail|json|brouillon|réponse)\b",
    r"\b(?:rispondi|rispondete|risponda) (?:solo|soltanto|esclusivamente|unicamente) (?:con|la parola)\b|"
    r"\b(?:invece|al posto) (?:dell'|della |del |di una? )(?:e-?mail|mail|json|bozza|risposta)\b",
    r"\b(?:responda|responde) (?:apenas|somente|só|unicamente) (?:com|a palavra)\b|\bem vez d[eoa] (?:um |"
    r"uma )?(?:e-?mail|json|rascunho|resposta)\b",
    r"\b(?:antwoord|reageer) (?:alleen|uitsluitend|enkel) (?:met|het woord)\b|\bin plaats van (?:de|een|het) "
    r"(?:e-?mail|mail|json|concept|antwoord)\b",
)

ORDERS = {
    "set aside its instructions": re.compile("|".join(SET_ASIDE), re.IGNORECASE),
    "show its instructions": re.compile("|".join(REVEAL), re.IGNORECASE),
    "play another part": re.compile("|".join(ROLE), re.IGNORECASE),
    "take this for a message of the system": re.compile("|".join(TOKENS), re.IGNORECASE),
    "hide something from the reviewer, or skip a check": re.compile("|".join(REVIEWER), re.IGNORECASE),
    "answer in another form": re.compile("|".join(FORM), re.IGNORECASE),
}
"""What a text would have the model do, by how it is worded."""
