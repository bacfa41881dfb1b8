"""Finds what opens doors: private keys, API keys, tokens, passwords, and tokens inside of URLs."""

import re
from collections.abc import Iterator

from generation.llm_client.privacy.glance import Hint, parts
from generation.llm_client.privacy.spans import Place, Sought, rest_of, words_of

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}+(?:-{5}END [A-Z0-9 ]{0,40}-{5})?"
)
_KEY_STARTS = (
    "sk-", "sk_", "pk-", "pk_", "rk-", "rk_", "gh", "glpat-", "xox", "xapp-", "AIza", "AKIA", "ASIA", "eyJ",
    "ya29.",
    "SG.", "npm_", "pypi-", "hf_", "gsk_", "shp", "whsec_", "rzp_", "dop_v1_", "hvs.", "r8_", "nvapi-",
    "ATATT",
    "sq0", "EAA", "key-", "tskey-", "lin_api_", "dckr_pat_", "sntrys_", "PMAK-", "rpa_", "xai-", "earer",
    "EARER",
    "Basic ", "hooks.slack.com", ":AA", "AccountKey=", "SharedAccess",
)  # fmt: skip
_SHORTEST_KEY = 15
"""Of those with a start of their own."""
_LOWERED_STARTS = tuple(start.lower() for start in _KEY_STARTS)
MAY_BE_A_KEY = Hint(
    lambda word: (
        (len(word) >= _SHORTEST_KEY and any(start in word for start in _LOWERED_STARTS))
        or "bearer" in word
        or "basic" in word
    )
)
_API_KEY = re.compile(
    r"(?<![\w-])(?:(?:[spr]k|rzp|whsec|xai|tskey|r8|rpa|hf|gsk|npm)[-_](?=[\w-]*[0-9])[\w-]{12,}+"
    r"|gh[opsur]_\w{20,}+|github_pat_\w{20,}+|glpat-[\w-]{16,}+|xox[a-z]-[\w-]{10,}+|xapp-[\w-]{16,}+"
    r"|AIza[\w-]{30,}+|A[KS]IA[0-9A-Z]{16}(?!\w)|eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+"
    r"|ya29\.[\w-]{20,}+|SG\.[\w-]{16,}+\.[\w-]{16,}+|pypi-[\w-]{30,}+|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}+"
    r"|dop_v1_[0-9a-f]{32,}+|hvs\.[\w-]{20,}+|nvapi-[\w-]{30,}+|ATATT[\w=-]{30,}+|sq0[a-z]{3}-[\w-]{20,}+"
    r"|EAA[A-Z][A-Za-z0-9]{30,}+|key-[0-9a-f]{32}(?!\w)|lin_api_\w{20,}+|dckr_pat_[\w-]{20,}+|"
    r"sntrys_[\w=+/-]{20,}+"
    r"|PMAK-[\w-]{20,}+|[0-9]{8,10}:AA[\w-]{30,}+)"
    r"|hooks\.slack\.com/services/([\w/]{20,}+)"
    r"|(?:AccountKey|SharedAccessKey|SharedAccessSignature)=([\w+/=%&;.-]{16,}+)"
    r"|(?i:\b(?:bearer|basic)[ \t]{1,4})((?=[\w.~+/=-]*[0-9])[\w.~+/=-]{8,}+)",
    re.ASCII,
)
_LONG_WORD = re.compile(r"[a-z0-9_+-]{32}")
MAY_BE_RANDOM = Hint(
    lambda word: len(word) >= 32 and _LONG_WORD.search(word) is not None and any(map(str.isdigit, word))
)
_RANDOM = re.compile(
    r"(?<![\w/.=+-])(?=[A-Za-z0-9+_-]*[0-9])[A-Za-z0-9_+-]{32,512}+={0,2}(?![\w/.-])", re.ASCII
)
_CLASSES = (
    re.compile(r"[0-9].*?[0-9].*?[0-9]"),
    re.compile(r"[a-z].*?[a-z].*?[a-z]"),
    re.compile(r"[A-Z].*?[A-Z].*?[A-Z]"),
)

MOST_CHECKS = 2_000
"""No brief has so many words that may be labels."""
_PARAMETER = re.compile(
    r"[?&;#](?:[\w.-]{0,40}?(?:token|api[_-]?key|secret|signature|credential|passw(?:or)?d|session[_-]?id)"
    r"|key|sig|auth|authorization|session|sess|sid|pass|pwd|jwt|hash|otp|ticket|nonce|hmac|magic|invite|"
    r"assertion|apikey"
    r"|id_token|access|reset|unsubscribe_id)=([^\s&#;\"'<>\])\0]{3,4096}+)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=://)([^\s/@:?#\"'<>\0]{1,256}:[^\s/@?#\"'<>\0]{1,256})(?=@)")

_LABEL = re.compile(
    r"(?<![^\W_])(?:pass(?:word|wd|wort|code|phrase)|pwd?|kennwort|zugangscode|mot de passe|mdp|"
    r"contrase[ñn]a|clave(?: "
    r"de acceso)?|senha"
    r"|palavra-passe|parola d'ordine|password|wachtwoord|has[łl]o|l[öo]senord|adgangskode|kodeord|passord|"
    r"salasana|heslo|jelsz[óo]"
    r"|parol[ăa]|şifre|sifre|パスワード|密码|密碼|비밀번호|пароль|"
    r"api[ _-]?(?:key|token|secret)|access[ _-]?(?:key|token)|"
    r"auth[ _-]?token"
    r"|secret(?:[ _-](?:access[ _-])?key)?|client[ _-]secret|private[ _-]key|token|pin(?:[ -]?(?:code|"
    r"number))?|otp|passkey"
    r"|api-?schl[üu]ssel|cl[ée] (?:api|d'api|secr[èe]te)|clave (?:api|secreta)|chiave (?:api|segreta)|chave "
    r"(?:api|secreta))"
    r"(?:[\"'*`]{0,3}[ \t]{0,3}(?:[:=]|：|=>|->)[ \t]{0,3}(?:is[ \t])?|[ \t](?:is|ist|lautet|est|es|é|è|to|"
    r"war|was|jest|[äa]r|er|on|je)(?:[ \t]?:)?[ \t]{1,3})"
    r"(?:\*\*|[\"'`«„“]){0,3}([^\s<>\0]{4,256})",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "'": "'", "`": "`", "«": "»", "„": "“", "“": "”"}
_STEMS = (
    "passw", "passc", "passp", "passk", "passe", "passord", "pwd", "pw:", "pw=", "pw ", "kennwort",
    "zugangsc", "mdp",
    "contrase", "clave", "senha", "parola", "wachtw", "hasło", "haslo",
    "lösenord", "losenord", "adgangsk", "kodeord", "salasana", "heslo", "jelsz", "parolă", "şifre", "sifre",
    "パスワード", "密码",
    "密碼", "비밀번호", "пароль", "key", "token", "secret", "pin:", "pin ", "pin-", "otp", "schlüssel",
    "schluessel", "schlussel", "clé", "cle ",
    "chiave", "chave",
)  # fmt: skip
MAY_BE_LABELLED = parts(*(stem for stem in _STEMS if stem != "key"), "api", "access", "private")
"""A key alone is no label: there is a word before it."""
_DIGIT_OR_SIGN = re.compile(r"[0-9!@#$%^&*_+=~?§]|[a-z][A-Z]")
_WORDS = words_of(
    "required optional reset forgotten protected must please your here below above none null true false "
    "change changed sent follows example"
)


def private_keys(text: str, _: Sought) -> Iterator[Place]:
    if "-----BEGIN" in text:
        for match in _PRIVATE_KEY.finditer(text):
            yield match.span()


def api_keys(text: str, _: Sought) -> Iterator[Place]:
    if not any(start in text for start in _KEY_STARTS):
        return
    for match in _API_KEY.finditer(text):
        yield match.span(match.lastindex or 0)


def url_tokens(text: str, _: Sought) -> Iterator[Place]:
    """Find the values of telling parameters, and the name and password before a host."""
    if "=" in text:
        for match in _PARAMETER.finditer(text):
            value = match[1].rstrip(".,!?")
            # A merge tag is filled by the sending system, later.
            if value and not value.startswith(("{", "*|", "%%", "[")):
                yield match.start(1), match.start(1) + len(value)


def url_logins(text: str, _: Sought) -> Iterator[Place]:
    if "://" in text and "@" in text:
        for match in _USERINFO.finditer(text):
            yield match.span(1)


def labelled(text: str, _: Sought) -> Iterator[Place]:
    """Find what stands behind the word: `password: …`, `api_key = …`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    checks = after = 0
    for at in sorted({place for stem in _STEMS for place in _places_of(stem, lowered)}):
        if at < after:
            continue
        checks += 1
        if checks > MOST_CHECKS:
            yield from rest_of(text, at)
            return
        match = _LABEL.search(text, max(after, at - 24), at + 340)
        if match is None or match.start() > at + 12:
            continue
        after = match.end()
        value = _trimmed(match)
        if len(value) >= 4 and _is_secret(value, match, text):
            yield match.start(1), match.start(1) + len(value)


def _trimmed(match: re.Match[str]) -> str:
    """Leave off what belongs to the sentence: a full stop, a bracket that was opened before."""
    value = match[1]
    quote = _QUOTES.get(match.string[match.start(1) - 1])
    if quote and quote in value:
        return value[: value.index(quote)]
    value = value.removesuffix("**").rstrip(".,;:\"'`»”")
    return value[:-1] if value[-1:] in ")]}" and not set(value) & set("([{") else value


def _places_of(stem: str, text: str) -> Iterator[int]:
    at = text.find(stem)
    while at >= 0:
        yield at
        at = text.find(stem, at + len(stem))


def _is_secret(value: str, match: re.Match[str], text: str) -> bool:
    if value.startswith(("{{", "*|", "%%", "[")):
        return False
    if _DIGIT_OR_SIGN.search(value):
        return True
    label = text[match.start() : match.start(1)].rstrip("\"'`* ")
    ends = match.end(1) >= len(text) or text[match.end(1)] in "\n\r\"'`" or match[1] != value
    return label.endswith((":", "=", "：")) and ends and value.lower() not in _WORDS


def random_strings(text: str, _: Sought) -> Iterator[Place]:
    """Find long strings of mixed letters and digits, which no word and no product code is."""
    for match in _RANDOM.finditer(text):
        if all(kind.search(match[0]) for kind in _CLASSES):
            yield match.span()
