"""What gives an order to a model away: telling words, strangers' addresses, hidden parts."""

import re

ADD_LINK = re.compile(
    r"\b(?:add|insert|include|put|place|append|replace|change|swap|point|redirect|send|route|link|use|paste|"
    r"attach|embed|forward"
    r"|füg\w*|setz\w*|ersetz\w*|verlink\w*|verweis\w*|leit\w*|schick\w*|bau\w*|nutz\w*|verwend\w*"
    r"|añad\w*|agreg\w*|inclu\w*|inserta\w*|enlaza\w*|reemplaz\w*|cambia\w*|pon|dirige|envía\w*"
    r"|ajoute\w*|insère\w*|insér\w*|remplac\w*|mets|mettez|redirig\w*|envoie\w*|renvoie\w*|lie[zr]?"
    r"|aggiung\w*|inserisc\w*|sostitu\w*|metti|collega\w*|reindirizz\w*|invia\w*|rimanda\w*"
    r"|adicion\w*|insira\w*|acrescent\w*|substitu\w*|troque|coloque|direcion\w*|envie\w*"
    r"|voeg|plaats|vervang\w*|verwijs\w*|stuur\w*|neem|zet|gebruik)\b[^\n]{0,90}?"
    r"(?P<address>(?:https?://|www\.)[^\s<>()\[\]\"'“”‹›]+"
    r"|(?<![\w@.])(?:[a-z0-9-]{2,40}\.){1,3}(?:com|net|org|io|ly|co|biz|info|shop|store|online|site|xyz|top|"
    r"click|link|ru|cn|tk|example|test)\b[^\s<>()]*)",
    re.IGNORECASE,
)
"""An order with an address in it. Whose the address is decides whether it means harm."""
IMAGE = re.compile(
    r"!\[[^\]\n]{0,200}\]\(\s*(?P<address>[^)\s]+)|"
    r"<\s*img\b[^>\n]{0,200}?src\s*=\s*[\"']?(?P<src>[^\s\"'>]+)",
    re.IGNORECASE,
)
COMMENT = re.compile(
    r"<!--(?P<inside>.{0,2000}?)(?:-->|\Z)|‹!--(?P<wide>.{0,2000}?)(?:--›|\Z)",
    re.DOTALL,
)
HARMLESS_COMMENT = re.compile(r"\A\s*(?:/?(?:Start|End)Fragment|\[if\b|\[endif|wp:|/wp:)", re.IGNORECASE)

SIGN_LETTERS = 5
_SIGNS = """
aanwi aband above admin ai ais allee ammin ansta anste antwo anwei anyth apena appro aprob aprov
aside asist assis atten aussc base befeh behee beoor borra bot bots bound bozza brief broui bypas
carry chatb check comma confi consi conte conto contr dan data debug decip decod desar desat desco
desen despr devel dimen direc disca discl disre dével edito einzi email enkel entwi esclu esque eval
exact exclu execu fais faite fence filte forge freig gelte god gpt guide gutac hacke hence herha
human ia ignor indic input inste instr invec istru jailb json ki langu leak ledig lieu llm llms
lugar maint missa model moder modèl negee negle nothi négli obede obey offen olvid omita omite omzei
only onthu ontwi opdra oppos oubli overr plaat prete promp prüfe prüfu rasc rathe redac redak regel
relec restr revea revie revis rivel role rolep root rot rules règle révis révèl safet scrip seule
simul siste solam solel solo solta somen sprac statt sudo svilu syste systè sólo taalm termi tool
tral trala trasc uitsl umgeh unbes uncen unfil unica uniqu unres unscr untru user valid verge vergi
verra verwi vez vorga vérif whoev wiede zitie órden únic übers
"""
SIGNS = frozenset(_SIGNS.split())
"""How words begin of which every order uses one. What is far from all of them is not looked at any closer."""
