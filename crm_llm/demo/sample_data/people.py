"""The people of the sample world."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from crm_llm.accounts.models import Role, User
from crm_llm.demo.sample_data.moments import hours_ago
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
    with hours_ago(121):
        users = [_load(sample) for sample in PEOPLE]
    # Hashing takes a third of a second each, and other threads may run meanwhile.
    with ThreadPoolExecutor(max_workers=len(users)) as pool:
        doors = list(pool.map(lambda user: _door(user, password), users))
    for user, door in zip(users, doors, strict=True):
        if door.encoded != user.password:
            user.password = door.encoded
            user.save(update_fields=["password"])
    return [
        Person(sample.username, door.password, f"{sample.first_name} {sample.last_name} {sample.about}")
        for sample, door in zip(PEOPLE, doors, strict=True)
    ]


def _load(sample: _Sample) -> User:
    """Return the person, created where missing; who is new has no password yet."""
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
    return user


class _Door(NamedTuple):
    password: str
    """What now opens it, as a person is told."""
    encoded: str


def _door(user: User, password: str) -> _Door:
    if not user.password:
        password = password or readable_password()
    elif not password:
        return _Door(UNCHANGED, user.password)
    elif check_password(password, user.password):
        return _Door(password, user.password)
    return _Door(password, make_password(password))
