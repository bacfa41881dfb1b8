"""Calls a model server with one client and says what that took: `python -m tests.benchmarks.caller CLIENT`.

An order comes as a line of JSON on standard input, what was measured goes back as one. Each client has a
process of its own that lives through all rounds: so they can take turns, and none pays for what another has
loaded. The peers' processes run in another environment, where only this file of the project can be imported.
"""

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

MODEL = "any/model"
MESSAGES = [
    {"role": "system", "content": "You write short marketing mails. Answer with the mail alone. " * 4},
    {"role": "user", "content": "Spring sale: every bag of coffee is 20% off for two weeks. " * 12},
]
MAX_TOKENS = 900
TEMPERATURE = 0.7
TIMEOUT_S = 60.0
Call = Callable[[], str]


def bare_httpx(url: str, stream: bool) -> Call:
    """httpx and nothing else: post and decode, or read lines and decode each event."""
    import httpx

    client = httpx.Client(trust_env=False, timeout=TIMEOUT_S, headers={"Authorization": "Bearer key"})
    body = {
        "model": MODEL,
        "messages": MESSAGES,
        "max_tokens": MAX_TOKENS,
        "temperature": TEMPERATURE,
        "stream": stream,
    }

    def plain() -> str:
        answer = client.post(f"{url}/chat/completions", json=body).json()
        return str(answer["choices"][0]["message"]["content"])

    def streamed() -> str:
        pieces = []
        with client.stream("POST", f"{url}/chat/completions", json=body) as response:
            for line in response.iter_lines():
                if not line.startswith("data: ") or line == "data: [DONE]":
                    continue
                for choice in json.loads(line[6:])["choices"]:
                    pieces.append(choice["delta"]["content"])
        return "".join(pieces)

    return streamed if stream else plain


def this_client(url: str, stream: bool, wrap: Callable[[Any], Any] = lambda client: client) -> Call:
    """What needs no database: fallback, without temperature, more room, retry, traces (off), HTTP."""
    from generation.llm_client.fallback import Fallback
    from generation.llm_client.http.client import HttpClient
    from generation.llm_client.http.wire import Capabilities
    from generation.llm_client.lenient import Lenient
    from generation.llm_client.retry import Retrying
    from generation.llm_client.room import Roomier
    from generation.llm_client.tracing import Traced, TracedAttempt
    from generation.llm_client.types import ChatRequest, Client, Message

    http = HttpClient(url, "key", capabilities=Capabilities(openrouter=True))
    one_model = Lenient(Roomier(Retrying(TracedAttempt(http, attempt=lambda: 1)), longest=lambda model: None))
    client: Client = wrap(Traced(Fallback(one_model, [MODEL])))

    def call() -> str:
        # Made anew each time, as it is for each draft.
        request = ChatRequest(
            messages=tuple(Message(**message) for message in MESSAGES),  # type: ignore[arg-type]
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            session_id="req_0123456789abcdef",
            end_user="u_0123456789abcdef",
            metadata={"feature": "email", "generation": "g-1"},
        )
        return client.complete(request).text

    return call


def this_client_redacting(url: str, stream: bool) -> Call:
    from generation.llm_client.privacy.redacting import Redacting
    from generation.llm_client.privacy.redaction import Redactor

    return this_client(url, stream, lambda client: Redacting(client, Redactor()))


def openai_client(url: str, stream: bool) -> Call:
    import openai

    client = openai.OpenAI(base_url=url, api_key="key", max_retries=0, timeout=TIMEOUT_S)
    options: dict[str, Any] = {"stream_options": {"include_usage": True}} if stream else {}

    def call() -> str:
        answer: Any = client.chat.completions.create(
            model=MODEL,
            messages=MESSAGES,  # type: ignore[arg-type]
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            stream=stream,
            **options,
        )
        return _text_of(answer, stream)

    return call


def litellm_client(url: str, stream: bool) -> Call:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it fetches one when it is imported
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    options: dict[str, Any] = {"stream_options": {"include_usage": True}} if stream else {}

    def call() -> str:
        answer = litellm.completion(
            model=f"openrouter/{MODEL}",
            api_base=url,
            api_key="key",
            messages=MESSAGES,
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            stream=stream,
            timeout=TIMEOUT_S,
            num_retries=0,
            **options,
        )
        return _text_of(answer, stream)

    return call


def _text_of(answer: Any, stream: bool) -> str:
    if not stream:
        return str(answer.choices[0].message.content)
    return "".join(choice.delta.content or "" for chunk in answer for choice in chunk.choices)


CLIENTS: dict[str, Callable[[str, bool], Call]] = {
    "httpx": bare_httpx,
    "ours": this_client,
    "redacting": this_client_redacting,
    "openai": openai_client,
    "litellm": litellm_client,
}
OURS = ("ours", "redacting")


def one_by_one(call: Call, calls: int) -> dict[str, float]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        call()
    return {
        "cpu_us": (time.process_time() - cpu) / calls * 1e6,
        "wall_us": (time.perf_counter() - wall) / calls * 1e6,
    }


def at_once(call: Call, calls: int, threads: int, *, again: bool) -> dict[str, float]:
    """Let each thread make so many calls, after one that opens its connection.

    Args:
        again: repeat a call that failed, and count it: one pool for many threads loses a socket now and then.
    """
    ready, failures, repeated = threading.Barrier(threads + 1), [], []

    def work() -> None:
        try:
            call()
            ready.wait()
            for _ in range(calls):
                try:
                    call()
                except Exception as exc:
                    if not again:
                        raise
                    repeated.append(exc)
                    call()
        except BaseException as exc:
            failures.append(exc)
            ready.abort()  # the others must not wait for this thread
            raise

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    ready.wait()
    cpu, wall = time.process_time(), time.perf_counter()
    for worker in workers:
        worker.join()
    if failures:
        raise SystemExit(f"A call failed: {failures[0]!r}")
    spent, made = time.process_time() - cpu, calls * threads
    return {
        "cpu_us": spent / made * 1e6,
        "calls_s": made / (time.perf_counter() - wall),
        "failed": len(repeated),
    }


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a client prints must not be taken for an answer
    make, calls = CLIENTS[sys.argv[1]], {}
    for line in sys.stdin:
        order = json.loads(line)
        key = (order["url"], order["stream"])
        if key not in calls:
            calls[key] = make(*key)
            if calls[key]() != order["text"]:
                raise SystemExit(f"{sys.argv[1]} gave another answer than it was sent.")
        if order["threads"] == 1:
            found = one_by_one(calls[key], order["calls"])
        else:
            again = sys.argv[1] not in OURS
            found = at_once(calls[key], order["calls"], order["threads"], again=again)
        print(json.dumps(found), file=answers, flush=True)


if __name__ == "__main__":
    main()
