"""The form follows from any tool's parameters: nothing in it knows of emails."""

import enum
from types import SimpleNamespace
from typing import Literal

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, Field

from generation.forms.drafts import RequestForm
from tests.factories import CampaignFactory

pytestmark = pytest.mark.django_db


class Network(enum.Enum):
    LINKEDIN = "linkedin"
    BLUESKY = "bluesky"


class Params(BaseModel):
    topic: str = Field(max_length=80, title="Topic", description="In a few words.")
    story: str = Field("", max_length=1200)
    mood: Literal["calm", "loud"] = "calm"
    networks: list[Network] = Field(default_factory=lambda: [Network.LINKEDIN])
    posts: int = 2
    emoji: bool = True
    page: str = Field(
        "https://",
        title="Page",
        json_schema_extra={"widget": "url", "optional": True, "group": "where", "placeholder": "https://…"},
    )


def form(data=None, params=Params):
    tool = SimpleNamespace(name="poem", params_model=params, reusable=False, candidates=1)
    return RequestForm(data, tool=tool, campaign=CampaignFactory())


def test_each_parameter_gets_the_control_that_fits_it():
    kinds = {name: form().fields[name].kind for name in Params.model_fields}

    assert kinds == {
        "topic": "text",
        "story": "multiline",
        "mood": "segments",
        "networks": "checks",
        "posts": "number",
        "emoji": "checkbox",
        "page": "url",
    }


def test_labels_hints_and_groups_come_from_the_model():
    made = form()

    assert made.fields["topic"].label == "Topic"
    assert made.fields["topic"].help_text == "In a few words."
    assert made.fields["story"].label == "Story"
    assert [section.key for section in made.sections] == ["say", "sound", "where"]
    assert made.fields["page"].widget.attrs["placeholder"] == "https://…"


def test_what_is_left_empty_takes_the_tools_default():
    made = form({"topic": "Rain", "networks": ["bluesky"], "variants": "1", "language": "en"})

    assert made.is_valid(), made.errors
    assert made.params() == {"topic": "Rain", "networks": ["bluesky"], "emoji": False}


def test_a_parameter_that_must_be_given_is_passed_on_empty():
    made = form({"variants": "1", "language": "en"})

    assert made.is_valid()
    assert made.params()["topic"] == ""


def test_problems_land_on_their_fields():
    made = form({"variants": "1", "language": "en"})
    made.is_valid()

    made.add_problems({"topic": "Please fill this in.", "": "Something else."})

    assert made.problems == [
        {"target": "", "message": "Something else."},
        {"target": "id_topic", "message": "Topic: Please fill this in."},
    ]


def test_a_parameter_with_the_name_of_a_common_field_fails_loudly():
    class Clash(BaseModel):
        variants: int = 1

    with pytest.raises(ImproperlyConfigured, match="variants"):
        form(params=Clash)
