"""Leaves out what can't notice which database there is: `pytest -p tests.on_another_database`.

pytest-django refuses the database to a test that does not ask for it, so such a test gives the same on each.
So do those that look at how pages are drawn and what scripts do, and the demo, which brings its own database.
Every page and every form is asked for on each database by the tests of rights and of the views.
"""

from pathlib import Path

import pytest

_ASKS = {"db", "transactional_db", "django_db_setup"}
_MARKS = ("django_db", "stack", "browser")
_SAME = {
    "browser/test_landing_pages.py",
    "browser/test_main_job.py",
    "browser/test_payloads.py",
    "browser/test_review_desk.py",
    "browser/test_screens.py",
    "test_demo.py",
    "test_hostile_content.py",
    "test_payloads_in_pages.py",
    "test_whole_pages.py",
}
_HERE = Path(__file__).parent


def _may_notice(item: pytest.Item) -> bool:
    if item.path.relative_to(_HERE).as_posix() in _SAME:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(_ASKS & fixtures) or any(item.get_closest_marker(mark) for mark in _MARKS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _may_notice(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _may_notice(item)])
    items[:] = kept
