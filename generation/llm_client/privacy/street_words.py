"""What streets, homes and countries are called, by where the word stands in an address."""

from generation.llm_client.privacy.spans import words_of

ENGLISH = words_of(
    "street st avenue ave av road rd boulevard blvd lane ln drive dr court ct terrace ter crescent cres "
    "square sq parkway pkwy "
    "highway hwy circle cir trail trl alley turnpike tpke expressway freeway motorway mews grove close "
    "gardens embankment "
    "marg nagar chowk salai vihar colony"
)
"""After the name, which follows the number: 12 Station Road."""
ENGLISH_WEAK = words_of(
    "way place pl park row hill view walk gate green rise path pike plaza point loop run ridge bend bridge "
    "brook brooks burg "
    "burgs bypass camp canyon cape causeway center centre centers circles cliff cliffs club common corner "
    "corners course courts cove "
    "coves creek crest crossing crossroad curve dale dam divide drives estate estates extension extensions "
    "fall falls ferry "
    "field fields flat flats ford fords forest forge forges fork forks fort garden gateway glen glens greens "
    "groves harbor "
    "harbors harbour harbours haven heights hills hollow inlet island islands isle junction junctions key "
    "keys knoll knolls lake lakes land "
    "landing light lights lock locks lodge mall manor manors meadow meadows mill mills mission mount "
    "mountain mountains "
    "neck oval overpass parks parkways passage pathway pine pines plain plains plazas points port ports "
    "prairie radial ramp "
    "ranch rapid rapids rest ridges river roads route rue shoal shoals shore shores skyway spring springs "
    "spur spurs "
    "squares station stravenue stream streets summit throughway trace track trafficway tunnel underpass "
    "union unions valley "
    "valleys via viaduct views village villages ville vista walks wall ways well wells quay wharf broadway "
    "path ganj circle zila"
)
"""Words of other meanings too: only with a town behind them."""
PREFIXES = words_of(
    "rue avenue boulevard bd boul impasse chemin quai allée allee faubourg route ruelle sentier venelle "
    "calle c/ avenida avda av. paseo pº ronda carrer carretera camino travesía callejón glorieta cuesta "
    "rambla alameda urbanización "
    "via viale vicolo corso piazza piazzale largo strada contrada borgo lungomare salita rotonda stretto "
    "incrocio canale "
    "rua r. travessa praça praceta estrada rodovia ladeira viela alameda largo "
    "ulica ul. ul aleja al. aleje osiedle os. plac pl. rondo "
    "strada aleea bulevardul bd. calea soseaua șoseaua drumul splaiul ulice třída náměstí nám. jalan cours"
)
"""Before the name: rue de la Paix, Via Roma."""
PREFIXES_WEAK = words_of(
    "place plaza passage square cours via al. al pl. os. largo r. c/ strada corso route camino salita canale "
    "conjunto "
    "colônia distrito vila jardim parque núcleo morro campo área aeroporto chácara condomínio esplanada "
    "estação favela "
    "fazenda feira lago lagoa loteamento passarela pátio praia quadra recanto residencial setor sítio trecho "
    "trevo vale "
    "vereda viaduto cañada acceso alameda vial pasaje pasadizo privada cerrada retorno andador eje "
    "prolongación circuito "
    "callejón peatonal periférico boulevard continuación corredor diagonal ampliación calzada"
)
"""Words of other meanings too: with a capital letter, a comma before the number, or a town."""
SUFFIXES = (
    "straße", "strasse", "str.", "str", "gasse", "allee", "weg", "chaussee", "promenade", "straat", "laan",
    "gracht", "kade", "steeg",
    "dreef", "gatan", "vägen", "gränd", "gade", "vej", "vejen", "vei", "veien", "gata", "katu", "stræde",
    "utca", "utcája",
    "sokak", "caddesi", "gaten", "allén", "alléen",
)  # fmt: skip
"""At the end of the name's last word: Hauptstraße 5."""
SUFFIXES_WEAK = (
    "platz", "ring", "damm", "ufer", "tor", "park", "berg", "hof", "markt", "graben", "steig", "stieg",
    "zeile", "anger",
    "plein", "singel", "dijk", "pad", "dam", "hof", "burgwal", "torget", "stigen", "backen", "plan", "tie",
    "kuja",
    "polku", "kaari", "tori", "bakken", "haugen", "roa", "gårdsvej", "út", "tér", "sok.", "cad.", "mah.",
    "bulvarı",
)  # fmt: skip
STREETS_APART = words_of(
    "gate gata vei veg plass väg plan gade plads straat weg plein road street ulice náměstí nábřeží třída "
    "utca út tér tie katu"
)
"""Words of their own after a name, without a capital: Karl Johans gate 22."""
NUMBER_LABELS = words_of("nr nr. no no. n n. n° nº n.º núm núm. num. num º č.p. čp numer number № nro #")
JOINERS = words_of(
    "de du des la le les l' d' del della delle dei degli di da do dos das den der dem von zum zur am im an "
    "in van het "
    "'t ten ter op los las el y e i et of the na nad pod św św. sv. saint sainte san santa são st st. dr dr. "
    "prof. gen. ks. jana "
    "sur sous aux au en à upon under by unter ob bei"
)
ENGLISH_CALENDAR = words_of(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
NOT_TOWNS = ENGLISH_CALENDAR | words_of(
    "euro eur euros dollar dollars usd gbp pounds punkte points stück meter kunden teilnehmer besucher gäste "
    "artikel prozent percent items people customers orders units bags cups beans tickets views followers "
    "subscribers emails jahre personen clients clientes kg km gb mb uhr am pm januar februar märz mai juni "
    "juli oktober dezember order bestellung sku"
)
US_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|"
    "ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|"
    "UT|VT|VA|WA|WV|WI|WY|AS|FM|GU|MH|MP|PW|PR|VI|AA|AE|AP"
)
COUNTRIES = (
    "USA|U\\.S\\.A\\.|US|United States(?: of America)?|UK|U\\.K\\.|United Kingdom|England|Scotland|Wales|"
    "Northern Ireland|Great Britain|Ireland|"
    "Canada|Australia|New Zealand|India|Deutschland|Germany|Österreich|Austria|Schweiz|Switzerland|Suisse|"
    "France|Belgique|België|"
    "Belgium|España|Spain|Italia|Italy|Portugal|Brasil|Brazil|México|Mexico|Nederland|Netherlands|The "
    "Netherlands|Polska|Poland|"
    "Sverige|Sweden|Danmark|Denmark|Norge|Norway|Suomi|Finland|Česko|Czech Republic|Magyarország|Hungary|"
    "România|Romania|Türkiye|Turkey"
)
