"""A small world to look at: a coffee roaster, its people, campaigns and drafts."""

from django.db import transaction

from crm_llm.demo.sample_data import drafts
from crm_llm.demo.sample_data.campaigns import load_campaigns
from crm_llm.demo.sample_data.people import Person, load_people
from crm_llm.demo.sample_data.team import load_team

__all__ = ["Person", "load"]


def load(*, password: str) -> list[Person]:
    """Create what is missing, and return the people with the passwords that they now have.

    With no `password`, people are given random ones when they are made.
    """
    people = load_people(password)
    load_campaigns()
    if not drafts.are_loaded():
        with transaction.atomic():  # who stops it half-way gets all of it the next time
            load_team()
            drafts.load_drafts()
    return people
