"""The rule files: whole, complete against the list of laws, and refused with a clear word otherwise."""

import itertools
import re
from datetime import date

import pytest

from generation.checks.compliance import CODE
from generation.checks.law import rules_for
from generation.checks.phrases import BadPhrase, compiled, expanded, grams_of, needed_in
from generation.checks.rulebook import Kind, RuleFileError, read, rulebook
from generation.checks.types import Severity

LAWS = re.findall(
    r"\S+",
    """
    CANSPAM-ADDR CANSPAM-OPTOUT CANSPAM-NOBURDEN CANSPAM-10D CANSPAM-SUBJ CANSPAM-FROM CANSPAM-ADID
    CANSPAM-SEX CASL-CONSENT CASL-IDENT CASL-UNSUB CASL-NOPRECHECK EPRIV-CONSENT EPRIV-SENDER
    PECR-CONSENT PECR-IDENT GDPR-OBJECT GDPR-NOTICE GDPR-FREECONSENT GDPR-SPECIAL COOKIE-CONSENT
    ECD-IDENT DE-IMPRESSUM UK-COMPANY-DISC AU-SPAM FTC-DISCLOSE FTC-TYPICAL FTC-FAKEREVIEW
    FTC-INSIDER FTC-REVIEWBUY FTC-FAKESOCIAL UK-FAKEREVIEW EU-REVIEW CAP-TESTIMONIAL CAP-ADLABEL
    EU-ADLABEL FTC-FREE EU-FREE CAP-FREE FTC-FORMER FTC-RETAILCOMP FTC-LIMITED FTC-BAIT EU-PRIOR30
    EU-LIMITEDTIME UK-URGENCY UK-DRIP FTC-FEES CA-HONESTPRICE EU-UNITPRICE US-NEGOPTION CA-ARL
    UK-SUBS EU-WITHDRAW EU-GPSR US-CREDITTRIGGER US-GUARANTEE SWEEPS PRIZE-FALSE DARK-CONFIRM
    EMOTION-JOB SUBST-OBJ SUBST-SUPER SUBST-ESTABLISH COMPARE-RIVAL MUSA GREEN-US GREEN-EU
    GREEN-OFFSET GREEN-FUTURE GREEN-UK AI-CLAIM EARNINGS TRUSTMARK PYRAMID FIN-UK-S21 FIN-UK-FAIR
    FIN-UK-CRYPTO FIN-UK-CFD FIN-PAST FIN-FINRA FIN-SEC-MKT FIN-UK-CREDIT HEALTH-DSHEA
    HEALTH-DISEASE HEALTH-CURE HEALTH-EU-CLAIM HEALTH-NUTRI HEALTH-RX FOOD-LHF ALC-AGE ALC-CONTENT
    ALC-FR GAMBLE TOBACCO CHILD-EXHORT CHILD-COPPA POLITICAL HOUSING-JOBS A11Y-EAA A11Y-ADA2
    A11Y-ADA3 A11Y-UK AIA-50-2 AIA-50-4-DEEP AIA-50-4-TEXT AIA-50-1 AIA-50-5 NY-SYNTH CA-942
    FTC-AIREVIEW
    """,
)
"""Every law that was looked up. One that no rule names would be forgotten without a word."""


def test_every_law_is_behind_a_rule():
    named = {law.code for entry in rulebook() for law in entry.laws}

    assert len(LAWS) == 111
    assert [code for code in LAWS if code not in named] == []


def test_every_law_has_its_source_and_a_date():
    laws = [law for entry in rulebook() for law in entry.laws]

    assert all(law.cite and date(2026, 1, 1) <= law.as_of for law in laws)


def test_a_law_that_names_a_sentence_says_it_once_in_each_rule():
    for entry in rulebook():
        codes = [law.code for law in entry.laws]
        assert len(codes) == len(set(codes)), entry.id


def test_every_entry_of_code_has_its_function_and_every_function_its_entry():
    coded = {entry.id for entry in rulebook() if entry.kind is Kind.CODE and entry.family == "compliance"}

    assert coded == set(CODE)


def test_what_no_machine_checks_is_no_rule_of_a_tool():
    rules = {
        rule.id for tool in ("email", "social_post", "landing_page") for rule in rules_for(tool, "process")
    }

    assert rules == set()
    assert sum(entry.kind is Kind.PROCESS for entry in rulebook()) >= 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "rules:\n- id: a.b\n  kind: forbidden\n  looks_for: x\n  severity: must",
            "laws.yaml: a.b: it: a rule of",
        ),
        ("rules:\n- id: a.b\n  kind: gone\n  looks_for: x", "laws.yaml: a.b: kind"),
        ("rules:\n- id: A b\n  kind: code\n  looks_for: x\n  severity: must", "laws.yaml: A b: id"),
        ("rules:\n- id: a.b\n  kind: code\n  looks_for: x", "laws.yaml: a.b: it: it needs a severity"),
        (
            "rules:\n- id: a.b\n  kind: code\n  looks_for: x\n  severity: must\n  sectors: [moon]",
            "sector moon",
        ),
        (
            "rules:\n- {id: a.b, kind: forbidden, looks_for: x, message: m, passed: p, severity: must,"
            " phrases: {en: ['(']}}",
            "laws.yaml: a.b: “(” can't be read",
        ),
        (
            "rules:\n- {id: a.b, kind: forbidden, looks_for: x, message: m, passed: p, severity: must,"
            " phrases: {en: [Free]}}",
            "has capitals",
        ),
        (
            "rules:\n- {id: a.b, kind: forbidden, looks_for: x, message: m, passed: p, severity: must,"
            " phrases: {en: ['{moon}']}}",
            "names {moon}; there are: ",
        ),
        ("- a", "laws.yaml holds no list of rules"),
        ("rules: [", "laws.yaml is no YAML"),
        ("rules: [3]", "a rule that is no mapping"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_file_and_rule(tmp_path, text, words):
    path = tmp_path / "laws.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RuleFileError) as refused:
        read(path)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("eco[- ]?friendly", {"friendly"}),
        ("sustainabl[ey]", {"sustainabl"}),
        (r"\d+ (?:monthly )?(?:payments|instal?ments)", {"payments", "insta"}),
        ("no down|sit down", {"no down", "sit down"}),
        (r"(?<!no )fees?", {"fee"}),
        (r"[^.]{0,4}", None),
        (r"(?:free)?", None),
        (r"a{2}b+c", None),
        (r"\$\d", {"$"}),
        (r"(?i:FDA)-approved", {"-approved"}),
    ],
)
def test_what_a_match_cannot_do_without(pattern, needed):
    found = needed_in(pattern)

    assert (found if found is None else set(found)) == needed


@pytest.mark.parametrize(
    ("phrases", "text"),
    [
        (["free (?:trial|month)"], "one free month"),
        (["free trial"], "free\ntrial"),
        (["{price} off"], "take $5 off"),
        (["#ad"], "#ad first"),
        (["\\w*schmerz"], "kopfschmerz"),
    ],
)
def test_the_sieve_lets_every_match_through(phrases, text):
    found = compiled(phrases)

    assert found.pattern.search(text)
    assert found.may_be_in(text, grams_of(text))


def test_phrases_are_whole_words():
    assert compiled(["win an?"]).pattern.search("twin a") is None


def test_every_phrase_is_an_expression_of_its_own():
    broken = []
    for entry in rulebook():
        for phrase in itertools.chain(*entry.phrases.values(), *entry.needs.values()):
            try:
                re.compile(expanded(phrase, with_case=True))
            except re.error:
                broken.append((entry.id, phrase))

    assert broken == []


def test_a_bad_phrase_says_which():
    with pytest.raises(BadPhrase, match="can't be read"):
        compiled(["a(b"])


def test_severities_have_short_names(tmp_path):
    path = tmp_path / "laws.yaml"
    path.write_text("as_of: 2026-11-22\nrules:\n- {id: a.b, kind: code, looks_for: x, severity: must}")

    (entry,) = read(path)

    assert entry.worst is Severity.MUST_FIX
