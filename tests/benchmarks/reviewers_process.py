"""Fill the queue and sign reviewers in: `reviewers_process PEOPLE DRAFTS`; prints keys of sessions."""

import json
import sys

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.test import Client  # noqa: E402

from crm_llm.accounts.models import Role, User  # noqa: E402
from tests.benchmarks.desk_rows import fill, real_draft  # noqa: E402


def main(people: int, drafts: int) -> None:
    like = real_draft(User.objects.get(username="marketer"), to_check=0)
    fill(like, 1, drafts - 1, readable=True)
    sessions = []
    for number in range(people):
        habit = User.AfterDecision.LIST if number % 2 else User.AfterDecision.NEXT
        person = User.objects.create(username=f"reviewer-{number}", after_decision=habit)
        person.groups.add(Group.objects.get(name=Role.REVIEWER))
        client = Client()
        client.force_login(person)
        sessions.append(client.cookies["sessionid"].value)
    print(json.dumps(sessions))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
