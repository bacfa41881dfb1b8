from generation.checks.placeholders import RULES
from generation.checks.run import run
from generation.checks.types import Draft, Finding, Severity, TextField
from generation.llm_client.types import Placeholders
from tests.llm_tools.samples import a_context

FIELDS = (
    TextField(path="subject", label="Subject", text="For FIRST_NAME_1"),
    TextField(path="body", label="Body", text="Write to [EMAIL_7] soon."),
)


def findings(placeholders: Placeholders) -> list[Finding]:
    context = a_context().model_copy(update={"placeholders": placeholders})
    return list(run(RULES, Draft(fields=FIELDS), context).findings)


def test_changed_placeholder_must_be_fixed_where_it_stands() -> None:
    (finding,) = findings(Placeholders(changed=("FIRST_NAME_1",)))

    assert (finding.rule, finding.severity, finding.field) == (
        "placeholder.changed", Severity.MUST_FIX, "subject",
    )  # fmt: skip
    assert (finding.start, finding.end, finding.quote) == (4, 16, "FIRST_NAME_1")


def test_invented_placeholder_must_be_fixed_where_it_stands() -> None:
    (finding,) = findings(Placeholders(invented=("[EMAIL_7]",)))

    assert (finding.rule, finding.field, finding.quote) == ("placeholder.invented", "body", "[EMAIL_7]")


def test_missing_placeholder_is_to_be_checked() -> None:
    (finding,) = findings(Placeholders(missing=("[FIRST_NAME_1]",)))

    assert (finding.rule, finding.severity, finding.field) == ("placeholder.missing", Severity.CHECK, "")


def test_words_that_a_person_took_out_are_no_finding() -> None:
    assert findings(Placeholders(changed=("email 3",), invented=("[CARD_1]",))) == []
