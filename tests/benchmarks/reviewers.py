"""Many reviewers at one queue, over HTTP and without scripts, until nothing is left to decide.

Every other one goes back to the list after each decision and claims what they open from there. The rest go on
with the next draft, which the decision claims for them.
"""

import random
import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from tests.benchmarks.bench import Bench, ask, desk_stack
from tests.benchmarks.figures import Figure
from tests.stack.stack import Stack, fields_of

REVIEWERS, DRAFTS = 50, 1000
READING_S = 15.0
"""How long a reviewer reads before each decision, on average. Most people take minutes."""
CLAIM_GOAL_MS = 50
LOST = (403, 409)
"""What is answered to who comes second."""


LIST = "/review/?view=unclaimed"
PANEL = {"HX-Request": "true", "HX-Target": "decision"}
_OPENS = re.compile(r'id="open-[^"]*"\s+href="(/review/[^"?]+)')
_START = 'id="start"'
"""The button of who has not claimed a draft yet."""
_REVIEW = re.compile(r"/review/[0-9a-f-]{36}/")


@dataclass
class Seen:
    claims_ms: list[float] = field(default_factory=list)
    decisions_ms: list[float] = field(default_factory=list)
    lost: int = 0
    broken: list[str] = field(default_factory=list)


def reviewers(bench: Bench) -> Iterator[Figure]:
    people, drafts = (5, 20) if bench.quick else (REVIEWERS, DRAFTS)
    with desk_stack() as stack:
        sessions = ask(stack, "reviewers_process", str(people), str(drafts))
        stack.start_web()
        started = time.monotonic()
        with ThreadPoolExecutor(people) as pool:
            seen = list(pool.map(lambda session: _review(stack, session), sessions))
        took_s = time.monotonic() - started
        decided = stack.rows("SELECT COUNT(*), COUNT(DISTINCT generation_id) FROM review_decision")[0]
        left = stack.rows("SELECT COUNT(*) FROM generation_generation WHERE queue_rank IS NOT NULL")[0][0]
    claims = sorted(ms for one in seen for ms in one.claims_ms)
    decisions = sorted(ms for one in seen for ms in one.decisions_ms)
    yield Figure(
        f"{people} reviewers who read for {READING_S:.0f} s: drafts decided",
        decided[1],
        "",
        drafts,
        at_most=False,
    )
    yield Figure("drafts decided twice", decided[0] - decided[1], "", 0)
    yield Figure("drafts left in the queue", left, "", 0)
    yield Figure("answers of 500 and more", sum(len(one.broken) for one in seen), "", 0)
    yield Figure("claims that somebody else got first", sum(one.lost for one in seen), "", None)
    half, most = statistics.median(claims), claims[int(0.95 * len(claims))]
    yield Figure("a claim, p50, here", half, "ms", None)
    yield Figure("a claim, p50", half / bench.machine.slower, "ms", CLAIM_GOAL_MS)
    yield Figure("a claim, p95, here", most, "ms", None)
    yield Figure("an approval, p50, here", statistics.median(decisions), "ms", None)
    yield Figure("decisions a minute", decided[0] / took_s * 60, "", None)


def _review(stack: Stack, session: str) -> Seen:
    """Work as one reviewer does: claim a draft of the first page, read it, approve, until there is none."""
    seen = Seen()
    address = f"http://127.0.0.1:{stack.port}"
    # The server ends what is idle for two seconds: nothing is sent on a connection that it may be ending.
    limits = httpx.Limits(keepalive_expiry=1)
    cookies = {"sessionid": session}
    with httpx.Client(base_url=address, cookies=cookies, timeout=60, limits=limits) as http:

        def answered(response: httpx.Response) -> httpx.Response:
            if response.status_code >= 500:
                seen.broken.append(f"{response.url}: {response.status_code}")
            return response

        chosen = random.Random(session)
        time.sleep(chosen.uniform(0, READING_S))  # nor do they sit down at the same second
        draft = _any_draft(answered(http.get(LIST)), chosen)
        while draft:
            page = answered(http.get(draft))
            if _START in page.text:
                token = fields_of(page.text)["csrfmiddlewaretoken"]
                started = time.perf_counter()
                claimed = answered(http.post(f"{draft}claim/", data={"csrfmiddlewaretoken": token}))
                seen.claims_ms.append((time.perf_counter() - started) * 1000)
                if claimed.status_code in LOST:
                    seen.lost += 1
                    draft = _any_draft(answered(http.get(LIST)), chosen)
                    continue
            time.sleep(chosen.uniform(0.5, 1.5) * READING_S)
            form = answered(http.get(f"{draft}approve/", headers=PANEL))
            started = time.perf_counter()
            decided = answered(http.post(f"{draft}approve/", data=fields_of(form.text)))
            seen.decisions_ms.append((time.perf_counter() - started) * 1000)
            went_on = _REVIEW.match(decided.headers.get("Location", ""))
            draft = went_on[0] if went_on else _any_draft(answered(http.get(LIST)), chosen)
    return seen


def _any_draft(page: httpx.Response, chosen: random.Random) -> str:
    """Return one of the drafts that the list shows; empty where it shows none. Not all begin at the first."""
    drafts = _OPENS.findall(page.text)
    return chosen.choice(drafts) if drafts else ""
