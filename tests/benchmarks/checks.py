"""What the checks find in labelled texts, rule by rule, and what all of them cost on one draft."""

import time
from collections.abc import Callable, Iterator

from generation.llm_tools.email import TOOL as EMAIL
from generation.llm_tools.email_content import EmailContent
from generation.llm_tools.landing_page import TOOL as LANDING_PAGE
from generation.llm_tools.landing_page_content import LandingPageContent
from generation.llm_tools.social_content import SocialContent
from generation.llm_tools.social_post import TOOL as SOCIAL_POST
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.checks.corpus import tallies
from tests.llm_tools.page_samples import a_page, page_context
from tests.llm_tools.samples import a_content, a_context
from tests.llm_tools.social_samples import GOOD, a_post, a_social

GOAL_MS = 150
PARAGRAPH = (
    "Spring is on the shelf, and the mornings are getting lighter. We roasted the first lots of the year "
    "last week, and they taste of cherries, cocoa and a little orange peel. "
)


def checks(bench: Bench) -> Iterator[Figure]:
    found = tallies()
    for rule, tally in sorted(found.items()):
        if rule:
            yield Figure(f"{rule}: found, of {tally.bad} that break it", tally.recall, "", None)
            yield Figure(f"{rule}: cried wolf, of {tally.clean} clean", tally.cried, "", None)
    everything = found[""]
    yield Figure(f"all rules: recall over {everything.bad} texts", everything.recall, "", 0.95, at_most=False)
    yield Figure(
        f"all rules: precision beside {everything.clean} clean", everything.precision, "", 0.95, at_most=False
    )
    context, times = a_context(), bench.times(100)
    drafts: dict[str, Callable[[int], object]] = {
        "a 600-word mail": lambda number: EMAIL.check(mail(number), context),
        "a post for seven networks": lambda number: SOCIAL_POST.check(posts(number), context),
        "a page of ten blocks": lambda number: LANDING_PAGE.check(page(number), page_context()),
    }
    for what, work in drafts.items():
        yield Figure(f"all checks of {what}, p95", _p95_ms(work, times), "ms", GOAL_MS)


def mail(number: int) -> EmailContent:
    """Return a mail of about 600 words that no cache has seen."""
    section = {
        "heading": f"What is new, part {number}",
        "body": f"{PARAGRAPH * 4}\n\nRoasted in lot {number}.",
    }
    return a_content(sections=[section] * 4 + [{"heading": f"More {number}", "body": PARAGRAPH}])


def posts(number: int) -> SocialContent:
    return a_social(*(a_post(network, text=f"{text} Lot {number}.") for network, text in GOOD.items()))


def page(number: int) -> LandingPageContent:
    return a_page(meta_description=f"Every bag is 20% off until 28 March, roasted in Portland, lot {number}.")


def _p95_ms(work: Callable[[int], object], times: int) -> float:
    """Return the milliseconds that 95 % of the runs keep under, after one to warm up."""
    work(-1)
    spent = []
    for number in range(times):
        started = time.perf_counter()
        work(number)
        spent.append((time.perf_counter() - started) * 1000)
    return sorted(spent)[int(0.95 * len(spent))]
