"""What of a job is sent: declared fields alone, and of those what fits."""

from typing import Any

import pytest

from generation.brief import Brief, FactItem, LinkItem, Picture
from generation.llm_tools import TOOLS
from generation.llm_tools.asked import asked
from generation.llm_tools.base import Job
from generation.llm_tools.declared import declared, lighter
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailParams
from generation.llm_tools.variables import variables_of
from tests.llm_tools.samples import a_brief, facts


class WiderBrief(Brief):
    margin: str = "none"
    supplier: str


class WiderFact(FactItem):
    cost_price: str


class WiderJob(Job):
    contact_notes: str = ""


def wider_job() -> WiderJob:
    fact = WiderFact(
        key="F1", text="20% off", source="Sheet", source_url="https://secret.example", cost_price="SECRET1"
    )
    fields = {name: getattr(a_brief(), name) for name in Brief.model_fields}
    brief = WiderBrief(**fields | {"facts": (fact,)}, margin="SECRET2", supplier="SECRET3")
    return WiderJob(brief=brief, feedback="Shorter", contact_notes="SECRET4")


class Careless(type(TOOL)):  # type: ignore[misc]
    """A tool that hands its template all it is given."""

    def user_variables(self, job: Job, params: EmailParams) -> dict[str, Any]:
        return job.model_dump(mode="json")


def test_a_new_field_of_a_brief_is_not_sent_until_a_tool_declares_it():
    sent = str(Careless().user_variables(declared(wider_job(), TOOL.sends), EmailParams(key_message="x")))

    assert "SECRET" not in sent
    assert "secret.example" not in sent
    assert "20% off" in sent
    assert "Shorter" in sent


def test_a_declared_field_is_sent():
    names = TOOL.sends | {"brief.supplier", "contact_notes"}

    job = declared(wider_job(), names)

    assert (job.brief.supplier, job.brief.margin, job.contact_notes) == ("SECRET3", "none", "SECRET4")


def test_a_tool_that_declares_nothing_gets_the_brand_and_the_day_alone():
    job = declared(Job(brief=a_brief(), feedback="x", previous={"a": "b"}), ())

    assert (job.feedback, job.previous) == ("", None)
    assert (job.brief.offer, job.brief.facts, job.brief.links) == ("", (), ())
    assert (job.brief.brand, job.brief.taken_at) == (a_brief().brand, a_brief().taken_at)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_every_tool_declares_fields_that_there_are(tool):
    known = {f"brief.{name}" for name in Brief.model_fields} | set(Job.model_fields)
    known |= {f"brief.facts.{name}" for name in FactItem.model_fields}
    known |= {f"brief.links.{name}" for name in LinkItem.model_fields}
    known |= {f"brief.pictures.{name}" for name in Picture.model_fields}

    assert tool.sends <= known
    assert set(tool.drops_first) <= {"previous", *Brief.model_fields}
    assert "offer" not in tool.drops_first


def test_peoples_variables_are_found_by_trying():
    people = set(variables_of(TOOL).people)

    assert {"brief.offer", "brief.facts", "params.key_message", "feedback", "previous"} <= people
    assert not people & {"params.tone", "params.kind", "language", "today", "angle", "brief.starts_on"}


# ---- what fits ---------------------------------------------------------------------------------

ORDER = ("previous", "facts", "links", "objective", "audience")


def test_the_earlier_version_goes_first():
    less = lighter(Job(brief=a_brief(), previous={"a": "b" * 100}), ORDER, 1)

    assert less is not None
    assert less.dropped == ("previous",)
    assert less.job.previous == {}
    assert less.job.way_in == 1


def test_whole_facts_go_from_the_last_and_only_as_many_as_needed():
    job = Job(brief=a_brief(facts=facts(*["word " * 50] * 5)))

    less = lighter(job, ORDER, 100)

    assert less is not None
    assert less.dropped == ("facts.F5", "facts.F4")
    assert [fact.key for fact in less.job.brief.facts] == ["F1", "F2", "F3"]
    assert less.job.brief.facts[0].text == "word " * 50


def test_the_offer_and_the_first_link_stay_whatever_is_asked():
    links = tuple(LinkItem(label=f"L{n}", url=f"https://northwind.example/{n}") for n in range(3))
    job = Job(brief=a_brief(links=links), feedback="Shorter", previous={"a": "b"})

    less = lighter(job, ORDER, 10**6)

    assert less is not None
    assert less.dropped == (
        "previous",
        *(f"facts.F{n}" for n in (5, 4, 3, 2, 1)),
        "links.L2",
        "links.L1",
        *ORDER[3:],
    )
    assert less.job.brief.links == links[:1]
    assert (less.job.brief.offer, less.job.feedback) == (job.brief.offer, "Shorter")
    assert lighter(less.job, ORDER, 1) is None


# ---- what people typed -------------------------------------------------------------------------


def test_the_requests_own_words_are_all_there_and_its_choices_are_not():
    params = {
        "kind": "promotion",
        "tone": "warm",
        "key_message": "Buy",
        "subject_idea": "",
        "link": "https://a.example",
    }

    texts = asked(
        EmailParams, params, feedback="Shorter", previous={"headline": "Old", "sections": [{"body": "Words"}]}
    )

    assert [(field.path, field.text) for field in texts] == [
        ("params.key_message", "Buy"),
        ("params.link", "https://a.example"),
        ("feedback", "Shorter"),
        ("previous", "Old\nbody\nWords"),
    ]
