"""How orders to a model are worded, in seven languages. Each needs what an honest brief has no use for.

"Forget everything you know about coffee" is a headline and "keep it short" a wish. "Ignore all previous
instructions", a role in front of a line, and a word to hide something from the reviewer are neither.
"""

import re

from generation.checks.injection_set_aside import GAP, SET_ASIDE

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
    rf"us\s+)?{GAP}{_SYSTEM_TEXT}",
    r"\b(?:zeig\w*|gib|nenn\w*|wiederhol\w*|zitier\w*|verrat\w*|druck\w*|offenbar\w*|schreib\w*|übersetz\w*|"
    r"füg\w*)\s+" + GAP + r"(?:system-?(?:prompt|anweisung|nachricht|vorgabe)\w*|(?:deine|ihre|geheimen"
    r"|internen) (?:\w+ )?(?:anweisungen|instruktionen|vorgaben)"
    r"|deinen prompt)",
    r"\b(?:muestra|revela|repite|imprime|escribe|cita|copia|dime|incluye|traduce)\s+"
    + GAP
    + r"(?:prompt|mensaje|instrucciones) (?:de|del) sistema|\b(?:muestra|revela|repite|imprime|dime"
    r"|copia)\s+(?:todas )?tus instrucciones",
    r"\b(?:montre|affiche|révèle|répète|imprime|cite|copie|donne|écris|recopie|traduis|"
    r"inclus)[zrs]?(?:-moi)?\s+"
    + GAP
    + r"(?:(?:prompt|message|instructions|consignes) (?:du )?système|(?:tes"
    r"|vos) (?:\w+ )?(?:instructions|consignes))",
    r"\b(?:mostra|rivela|ripeti|stampa|scrivi|cita|copia|dimmi|includi|traduci)\w*\s+"
    + GAP
    + r"(?:(?:prompt|messaggio|istruzioni) di sistema|(?:tue|vostre) (?:\w+ )?istruzioni)",
    r"\b(?:mostre|mostra|revele|revela|repita|repete|imprima|escreva|cite|copie|diga|inclua|traduza)\s+"
    + GAP
    + r"(?:(?:prompt|mensagem|instruções) d[oe] sistema|(?:suas|tuas) (?:\w+ )?instruções)",
    r"\b(?:toon|laat|herhaal|print|onthul|citeer|kopieer|geef|schrijf|vertaal)\s+"
    + GAP
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

# ---- to speak to the model past the person who writes ------------------------------------------

_MODEL = (
    r"(?:(?:the |any |an |all |our )?(?:ai(?: (?:model|assistant|writer))?s?|llms?|(?:large )?language"
    r" models?|chatbots?|gpt|bots?)\b)"
)
TO_MODEL = (
    rf"\b(?:notes?|message|hint|memo|word|instructions?|orders?|reminder|attention|warning)\s+(?:to|"
    rf"for)\s+{_MODEL}",
    r"\b(?:attention|hey|hello|dear|ok|okay|listen),? (?:ai|llm|gpt|chatbot|language model|ai assistant|"
    r"assistant(?=\s*[,:!])|model(?=\s*[,:!]))\b",
    rf"\bif (?:you are|you're|you, the reader, are|this is read by) {_MODEL}",
    r"\b(?:ai|llm|model|prompt|assistant)[ -](?:instructions?|directive|command|override)\s*:",
    r"\b(?:as an ai|being an ai),? you\b|\byour new (?:role|persona|identity|task|job|goal|purpose) (?:is|"
    r"will be)\b",
    r"\b(?:hinweis|anweisung|nachricht|notiz|befehl|achtung)\w* (?:an|für) (?:die |das |alle |den |eine? "
    r")?(?:ki|llms?|sprachmodelle?|chatbots?|gpt)\b(?!-)",
    r"\b(?:note|message|consigne|instruction)s? (?:à|pour) (?:l'|le |la |un |une )?(?:ia|llm|modèle de "
    r"langage|chatbot|gpt)\b",
    r"\b(?:nota|mensaje|instrucci[oó]n(?:es)?|orden) (?:para|a) (?:la |el |un |una )?(?:ia|llm|modelo de "
    r"lenguaje|chatbot|gpt)\b",
    r"\b(?:nota|messaggio|istruzion[ei]) (?:per|a) ?(?:l'|il |la |un |una |all')?(?:ia|ai|llm|modello "
    r"linguistico|chatbot|gpt)\b",
    r"\b(?:nota|mensagem|instruç(?:ão|ões)) (?:para|à|ao) (?:a |o |um |uma )?(?:ia|llm|modelo de linguagem|"
    r"chatbot|gpt)\b",
    r"\b(?:opmerking|notitie|bericht|instructies?) (?:voor|aan) (?:de |het |een )?(?:ai|llm|taalmodel|"
    r"chatbot|gpt)\b",
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
    r"[<‹]\s{0,3}/?\s{0,3}(?:data|system|assistant|user|instructions?|brief|prompt|"
    r"human)(?:-\w+)?(?:\s[^<>‹›\n]{0,80})?[>›]",
    r"(?:^|[\n.!?])[\s>*#\-]{0,9}(?:ai )?assistant\s{0,3}:\s",
    rf"(?:^|[\n.!?]\s{{0,9}})[\s>*#\-\[(]{{0,9}}system(?:\s+(?:message|prompt|note|override|update|"
    rf"admin\w*))?[\])]?\s*[:\-]\s*[\"'“]?{_ORDER_AFTER}",
    r"(?:^|\s)#{2,6}\s{0,9}(?:system|assistant|instruction:|new (?:task|instructions)|task override)(?!\w)",
    r"\[(?:system|admin|developer|assistant|instructions?)(?: (?:message|note|override|prompt|"
    r"instruction))?\s*[:\]]",
    r"(?-i:\b(?:END|BEGIN|BEGINNING|START) OF (?:THE )?(?:DATA|BRIEF|INPUT|USER INPUT|CONTEXT|PROMPT)\b)",
    r"\bsystem (?:override|prompt override|update)\s*[:!\-]|\b(?:admin|developer|security) override\b",
    r"(?:^|\n|[-=*#_]{2,8})\W{0,6}(?:end|begin|start|close) (?:of )?(?:the )?(?:data|brief|user input|"
    r"untrusted|context|"
    r"system|instructions?|input|fence)\b"
    r"(?: (?:block|section|message|prompt|data))?\W{0,6}(?:$|\n|[-=*#_]{2,8}|(?-i:(?<=[A-Z])\.))",
    r"[\"']role[\"']\s*:\s*[\"'](?:system|assistant|developer)[\"']|\bassistant to=\w+",
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
    r"\b(?:the |no |any )(?:reviewers?|approvers?|moderators?) (?:must|should|may|can|will|shall)(?:n'?t| "
    r"not| never)? (?:ever )?(?:see|know|notice|find out|learn)\b",
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
    "listen to somebody who goes past you": re.compile("|".join(TO_MODEL), re.IGNORECASE),
    "set aside its instructions": re.compile("|".join(SET_ASIDE), re.IGNORECASE),
    "show its instructions": re.compile("|".join(REVEAL), re.IGNORECASE),
    "play another part": re.compile("|".join(ROLE), re.IGNORECASE),
    "take this for a message of the system": re.compile("|".join(TOKENS), re.IGNORECASE),
    "hide something from the reviewer, or skip a check": re.compile("|".join(REVIEWER), re.IGNORECASE),
    "answer in another form": re.compile("|".join(FORM), re.IGNORECASE),
}
"""What a text would have the model do, by how it is worded."""
