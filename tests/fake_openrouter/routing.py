"""Which endpoints a request leaves to choose from, and what is said when there are none."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.fake_openrouter.catalogue import Endpoint, endpoints_of

_ROUTED_BY = {"max_tokens", "temperature", "top_p", "seed", "stop", "response_format", "reasoning"}
"""What `require_parameters` asks of an endpoint."""
_PROSE = {
    "require_parameters": "No endpoints found that can handle the requested parameters.",
    "data_policy:training": "No endpoints found matching your data policy (Paid model training).",
    "allowed_providers": "No allowed providers are available for the selected model.",
    "max_price": "No endpoints found that satisfy the max price.",
}
"""By what ruled out the last endpoint, in the words from before there was an availability object."""


def ruled_out_by(body: dict[str, Any]) -> list[str]:
    """Return the filters that leave nobody to answer, as `excluded_by` names them; empty when one is left."""
    left = endpoints_of(body["model"])
    excluding = []
    for name, allows in _filters(body):
        kept = [endpoint for endpoint in left if allows(endpoint)]
        if len(kept) < len(left):
            excluding.append(name)
        left = kept
    return [] if left else excluding


def no_endpoint(body: dict[str, Any], excluded_by: list[str], *, availability: bool) -> dict[str, Any]:
    """Return the body of the 404. `availability`: in the form of August 2026, which has no `code`."""
    if not availability:
        return {"error": {"code": 404, "message": _PROSE[excluded_by[-1]]}}
    privacy = excluded_by[-1] == "data_policy:training"
    return {
        "error": {
            "message": "No endpoints match the request.",
            "error_type": "not_found",
            "http_status": 404,
            "availability": {
                "code": "privacy_restricted" if privacy else "constraint_filtered",
                "retryable": False,
                "requested_models": [body["model"], *(body.get("models") or [])],
                "excluded_by": excluded_by,
                "docs_url": "https://openrouter.ai/docs/errors",
            },
        }
    }


def _filters(body: dict[str, Any]) -> list[tuple[str, Callable[[Endpoint], bool]]]:
    wanted = body.get("provider") or {}
    only, ignored = wanted.get("only"), wanted.get("ignore") or []
    asked = _ROUTED_BY & set(body) if wanted.get("require_parameters") else set()
    ceiling = wanted.get("max_price") or {}
    deny = wanted.get("data_collection") == "deny"
    return [
        ("data_policy:training", lambda endpoint: not (deny and endpoint.trains)),
        (
            "allowed_providers",
            lambda endpoint: (not only or endpoint.tag in only) and endpoint.tag not in ignored,
        ),
        ("require_parameters", lambda endpoint: asked <= endpoint.parameters),
        ("max_price", lambda endpoint: _is_cheap_enough(endpoint, ceiling)),
    ]


def _is_cheap_enough(endpoint: Endpoint, ceiling: dict[str, Any]) -> bool:
    """`max_price` is in US dollars a million tokens, as numbers or text."""
    return all(
        name not in ceiling or price * 1_000_000 <= Decimal(str(ceiling[name]))
        for name, price in (("prompt", endpoint.prompt), ("completion", endpoint.completion))
    )
