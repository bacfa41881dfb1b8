"""What a draft says of how it came to be written."""

from generation.llm_client.exceptions import (
    AllModelsFailed,
    BreakerOpen,
    DayUsedUp,
    LimitReached,
    NoUsableKey,
    ProviderDown,
)
from generation.notices import because


def test_each_model_that_was_passed_over_is_named() -> None:
    causes = [
        DayUsedUp(model="a/one"),
        BreakerOpen(model="a/two", retry_after_s=5),
        BreakerOpen(model="a/three"),
        ProviderDown(model="a/four"),
        LimitReached(model="a/five", retry_after_s=60),
    ]
    why, advice = because(AllModelsFailed(causes))
    assert why == (
        "No model could write this. Not asked: One (its limit for today is used up), Two (given a rest), "
        "Three (switched off by an admin), Five (too many calls at the moment)."
    )
    assert advice == "Try again in a minute."


def test_nothing_is_added_where_each_was_asked() -> None:
    assert because(AllModelsFailed([ProviderDown(model="a/one")]))[0] == "No model could write this."
    assert "Not asked" not in because(NoUsableKey(model="a/one"))[0]
