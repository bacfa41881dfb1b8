"""Phrases that marketing law asks about, in English and German; each entry names its source."""

from generation.checks.compliance_german import GERMAN
from generation.checks.patterns import WORDS, Pattern
from generation.checks.run import ENGLISH
from generation.checks.types import Role, Severity

PRICE = r"[$£€]\s?\d[\d,.]*"
_POUNDS = r"\d+\s?(?:lbs?|pounds?|kg|kilos?|stone|inches|dress sizes?)\b"
_NO_CHOICE = r"(?:(?!\bor\b)[^.,;\n]){0,60}"
"""Words between the two halves of a demand; after "or" it would be a choice."""


def _pattern(
    name: str,
    pattern: str,
    severity: Severity,
    message: str,
    passed: str,
    detail: str,
    *,
    suggestion: str = "Take it out, or ask legal.",
    unless_fact: bool = False,
    roles: frozenset[Role] = WORDS,
) -> Pattern:
    german = GERMAN.get(name)
    return Pattern(
        id=f"compliance.{name}",
        pattern=f"{pattern}|{german}" if german else pattern,
        languages=ENGLISH | {"de"},
        severity=severity,
        message=message,
        passed=passed,
        detail=detail,
        suggestion=suggestion,
        unless_fact=unless_fact,
        roles=roles,
    )


_SUBJECT = frozenset({Role.SUBJECT})
_MUST, _CHECK = Severity.MUST_FIX, Severity.CHECK
_ADD_FACT = "Add the fact that proves it, or take it out."

PATTERNS = (
    _pattern(
        "fake_reply",
        r"^\s*(?:re|fwd?|aw|wg|antwort)\s*(?:\[\d+\]\s*)?:",
        _MUST,
        "The subject pretends to be a reply",
        "The subject is no false reply",
        "A subject may not mislead (15 USC 7704(a)(2)).",
        suggestion="Drop the prefix.",
        roles=_SUBJECT,
    ),
    _pattern(
        "fake_notice",
        r"\b(?:invoice|payment (?:failed|due)|your order|account (?:suspended|on hold|"
        r"locked)|"
        r"final notice|security alert|action required)\b",
        _CHECK,
        "The subject looks like a notice",
        "The subject is no false notice",
        "An advertisement may not look like a bill or a warning (15 USC 7704(a)(2)).",
        suggestion="Say what the mail is about.",
        roles=_SUBJECT,
    ),
    _pattern(
        "prize",
        r"\b(?:you(?:'ve| have) (?:won|been selected)|claim your prize|winner!)",
        _MUST,
        "It promises a prize",
        "No false prize",
        "Only a real, free prize may be promised (UCPD Annex I 31).",
    ),
    _pattern(
        "contest",
        r"\b(?:sweepstakes?|giveaway|prize draw|raffle|win an?|chance to win)\b",
        _CHECK,
        "A contest needs its rules",
        "No contest without rules",
        "Dates, who may enter, and a link to the rules (39 USC 3001(k); CAP 8.17).",
        suggestion="Link the rules.",
    ),
    _pattern(
        "guarantee",
        r"\b(?:guarantee[ds]?|risk[- ]free|money[- ]back|no questions asked)\b",
        _CHECK,
        "A guarantee needs its terms",
        "No guarantee without terms",
        "Say where the terms are (16 CFR 239).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "proven",
        r"\b(?:clinically|scientifically|medically)[- ](?:proven|tested|shown)\b|(?<!our )"
        r"\b(?:studies|research|experts?|doctors|scientists) (?:show|prove|say|agree|recommend|confirm)s?\b"
        r"|\b(?:clinical|medical|scientific|lab) (?:trials?|tests?|stud(?:y|ies)|evidence|research)"
        r" (?:\w+ )?(?:confirm|show|prove|suggest|find)s?\b|\bproven to\b",
        _MUST,
        "A proof is claimed that no fact names",
        "No proof claimed without one",
        "The study must exist (FTC health guidance 2022; CAP 3.7).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "disease",
        r"\b(?:cures?|treats?(?! (?:yoursel|you\b|for\b|to\b|from\b|and\b))|prevents?|heals?|reverses?"
        r"|relieves?|helps? (?:against|with))\b[^.\n]{0,40}\b(?:cancer|diabetes|covid|flu|arthritis"
        r"|alzheimer\w*|depression|anxiety|hypertension|asthma|adhd|infections?|diseases?|headaches?"
        r"|migraines?|insomnia|(?:back |joint )?pains?|fatigue|allerg(?:y|ies)|heartburn|acne|eczema"
        r"|hangovers?|inflammation)\b|\bmiracle cure\b|\bcure[- ]all\b",
        _MUST,
        "It promises to cure",
        "No promise to cure",
        "Only medicines may (21 CFR 101.93(g); Regulation 1169/2011 Art 7).",
    ),
    _pattern(
        "health",
        r"\b(?:good for|supports?|boosts?|improves?|"
        r"strengthens?)\b[^.\n]{0,30}\b(?:health|immun\w+|heart|bones?|"
        r"skin|digestion|cholesterol|blood pressure|concentration|metabolism|"
        r"sleep)\b|\bhealth(?:ier|iest)\b|\b(?:detox|superfood|probiotic|"
        r"anti-?oxidants?|immune[- ]boosting)\b",
        _CHECK,
        "A health claim needs permission",
        "No health claim",
        "Food may only carry claims from the register (Regulation 1924/2006 Art 10).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "weight",
        rf"\b(?:lose|shed)\b[^.\n]{{0,20}}{_POUNDS}(?! bags?\b)"
        rf"|\b(?:drop|burn|melt)\b(?! (?:by|in|off)\b)[^.\n]{{0,20}}{_POUNDS}[^.\n]{{0,20}}"
        r"\b(?:fat|weight|belly|waist|body|in (?:an?|one|two|\d+) (?:days?|weeks?|months?))\b"
        r"|\b(?:los(?:e|es|ing)|shed|sheds) (?:\w+ )?(?:weight|fat)\b|\bdrop (?:\w+ )?dress sizes?\b"
        r"|\bburn(?:s|ing)? (?:\w+ )?fat\b|\bfat[- ]burn(?:er|ing)\b",
        _MUST,
        "It promises lost weight",
        "No promise of lost weight",
        "No rate or amount may be named (Regulation 1924/2006 Art 12).",
    ),
    _pattern(
        "green",
        r"\b(?:eco[- ]?friendly|environment(?:ally)?[- ]friendly|sustainabl[ey]|"
        r"climate[- ]friendly|planet[- ]friendly|"
        r"earth[- ]friendly|biodegradable|plastic[- ]free|(?:carbon|climate|"
        r"co2)[- ](?:neutral|negative|positive|free)|"
        r"zero[- ]emission|net[- ]zero)\b",
        _CHECK,
        "A green claim needs proof",
        "No vague green claim",
        "General claims need recognised proof (16 CFR 260.4; Directive 2024/825).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "origin",
        r"\b(?:made|manufactured|built|produced|crafted) in (?:the )?(?:u\.?s\.?a?\b|"
        r"united states|america)|"
        r"\bamerican[- ]made\b",
        _CHECK,
        "“Made in USA” needs proof",
        "No origin claim without proof",
        "All or virtually all of it must be (16 CFR 323).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "earnings",
        rf"\b(?:earn|make|income of)\s+(?:up to\s+)?{PRICE}(?![\d,.])(?! (?:\w+ ){{0,3}}?(?:credits?|points?"
        r"|off|rewards?|cash ?back|back|vouchers?|for (?:each|every) (?:friend|order|purchase))\b)"
        r"|\b(?:passive income|financial freedom|quit your job|get rich)\b",
        _MUST,
        "It promises income",
        "No promise of income",
        "Typical results must be shown (16 CFR 437).",
    ),
    _pattern(
        "returns",
        r"\b(?:guaranteed (?:returns?|profit|income)|risk[- ]free (?:return|investment)|"
        r"can't lose|"
        r"double your money|beat the market)\b",
        _MUST,
        "It promises returns",
        "No promise of returns",
        "No such promise is allowed (FINRA 2210(d)(1); COBS 4.2.1R).",
    ),
    _pattern(
        "seal",
        r"\b(?:(?-i:FDA|FCA|SEC|CE|WHO|NHS)|government|doctor|dermatologist)[- ](?:approved|"
        r"endorsed|certified|recommended)\b|"
        r"\b(?:endorsed|certified) by\b",
        _CHECK,
        "A seal needs permission",
        "No seal without permission",
        "Only with authorisation (UCPD Annex I 2 and 4).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
    _pattern(
        "credit",
        rf"\b(?:no|zero|\d+%?) down\b|\b\d+ (?:monthly )?(?:payments|instal?ments)\b|"
        rf"{PRICE}\s*(?:/|per|a)\s*month\b|"
        r"\b0% (?:apr|finance|interest)\b",
        _CHECK,
        "Credit terms are missing",
        "No credit without terms",
        "Naming a rate or instalment calls for all terms (12 CFR 1026.24(d)).",
    ),
    _pattern(
        "renewal",
        rf"\b(?:auto[- ]?renew\w*|renews? automatically|then {PRICE}\s*(?:/|per|"
        rf"a)\s*(?:mo|month|yr|year)|"
        r"billed (?:monthly|annually)|free trial|try (?:it )?free)\b",
        _CHECK,
        "A subscription needs its terms",
        "No subscription without terms",
        "Price, period and how to cancel (15 USC 8403; CAP 3.26).",
    ),
    _pattern(
        "fees",
        r"(?:\bplus|\+|\bexcl(?:uding|\.)?)\s+(?:taxes|tax|vat|fees?|booking fee|"
        r"service (?:fee|charge)|delivery)\b",
        _CHECK,
        "The price leaves out fees",
        "Prices leave out no fees",
        "The first price includes what everyone pays (DMCCA s.230).",
    ),
    _pattern(
        "review_reward",
        r"\b(?:5|five)[- ]star review\b[^.\n]{0,80}\b(?:gift|discount|voucher|refund|free|"
        r"reward|\d+%)|"
        r"\b(?:gift|discount|voucher|reward)\b[^.\n]{0,80}\b(?:positive|5[- ]star|good) review",
        _MUST,
        "It pays for praise",
        "No paid praise",
        "No reward for a good review (16 CFR 465.4).",
    ),
    _pattern(
        "opt_out_burden",
        rf"\b(?:log ?in|sign ?in|call us|write to us|(?<!no )fee)\b{_NO_CHOICE}"
        r"\b(?:unsubscribe|opt[ -]?out)\b"
        rf"|\b(?:unsubscribe|opt[ -]?out)\b{_NO_CHOICE}\b(?:log ?in|password|call|fax|(?<!no )fee)\b"
        r"|\bto (?:unsubscribe|opt[ -]?out), (?:please )?(?:log ?in|sign ?in|call|write|fax)\b",
        _MUST,
        "Unsubscribing is made hard",
        "Unsubscribing is easy",
        "One page, no log-in, no fee (16 CFR 316.5).",
    ),
    _pattern(
        "comparison",
        r"\b(?:better|cheaper|faster|fresher|stronger|safer|tastier) than (?:the competition|our competitors"
        r"|(?:any|every|all) other|(?!I\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Christmas)"
        r"(?-i:[A-Z][\w'&-]+))",
        _CHECK,
        "A comparison needs proof",
        "No comparison without proof",
        "It must be objective and verifiable (Directive 2006/114 Art 4; 15 USC 1125(a)).",
        suggestion=_ADD_FACT,
        unless_fact=True,
    ),
)
