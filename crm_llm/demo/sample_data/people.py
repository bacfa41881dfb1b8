"""The people of the sample world."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from crm_llm.accounts.models import Role, User
from crm_llm.local_env import readable_password


@dataclass(frozen=True)
class Person:
    username: str
    password: str
    about: str


@dataclass(frozen=True)
class _Sample:
    username: str
    first_name: str
    last_name: str
    role: Role
    time_zone: str
    about: str
    is_admin: bool = False


PEOPLE = (
    _Sample(
        "marketer", "Maya", "Lindqvist", Role.MARKETER, "America/Los_Angeles", "requests and edits drafts"
    ),
    _Sample("reviewer", "Ana", "Ferreira", Role.REVIEWER, "America/New_York", "reviews them"),
    _Sample("reviewer2", "Tom", "Okafor", Role.REVIEWER, "Europe/London", "reviews them too"),
    _Sample("lead", "Jonas", "Keller", Role.LEAD, "Europe/Berlin", "leads the reviewers"),
    _Sample(
        "admin",
        "Priya",
        "Raman",
        Role.PROMPT_ADMIN,
        "America/Los_Angeles",
        "looks after prompts, in /admin/",
        True,
    ),
)

UNCHANGED = "(as it was set)"


def load_people(password: str) -> list[Person]:
    return [
        Person(
            sample.username, _load(sample, password), f"{sample.first_name} {sample.last_name} {sample.about}"
        )
        for sample in PEOPLE
    ]


def _load(sample: _Sample, password: str) -> str:
    """Create the person where missing; return the password that now opens the door."""
    user, is_new = User.objects.get_or_create(
        username=sample.username,
        defaults={
            "first_name": sample.first_name,
            "last_name": sample.last_name,
            "email": f"{sample.username}@northwind.example",
            "time_zone": sample.time_zone,
            "is_staff": sample.is_admin,
            "is_superuser": sample.is_admin,
        },
    )
    if is_new:
        user.groups.add(Group.objects.get(name=sample.role))
        password = password or readable_password()
    elif not password:
        return UNCHANGED
    if is_new or not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return password
