"""One normaliser from a pydantic model to the JSON schema that strict mode accepts everywhere.

Providers enforce different subsets; what is left here is their intersection as OpenRouter's guide on
structured outputs and the field's 400 answers describe it. Ranges, lengths and patterns are left to
pydantic, which checks the answer anyway.
"""

from typing import Any

from pydantic import BaseModel

_KEPT = ("type", "description", "enum")


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return a schema without references in which every property is required and no other is allowed.

    Raises:
        ValueError: the model holds what strict mode can't say: a free map, a fixed tuple, recursion or `Any`.
    """
    schema = model.model_json_schema()
    return _portable(schema, schema.get("$defs", {}), ())


def _portable(node: dict[str, Any], defs: dict[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    if ref := node.get("$ref"):
        return _inlined(node, ref.removeprefix("#/$defs/"), defs, inside)
    if len(parts := node.get("allOf", ())) == 1:
        return _portable({**parts[0], **{key: node[key] for key in _KEPT if key in node}}, defs, inside)
    kept = {key: node[key] for key in _KEPT if key in node}
    if "const" in node:
        kept["enum"] = [node["const"]]
    if options := node.get("anyOf") or node.get("oneOf"):
        return {**_union([_portable(option, defs, inside) for option in options]), **kept}
    if node.get("type") == "object":
        return {**kept, **_object(node, defs, inside)}
    if node.get("type") == "array":
        if not node.get("items"):
            raise ValueError("Strict mode needs one type for all items of a list.")
        return {**kept, "items": _portable(node["items"], defs, inside)}
    if "type" not in kept and "enum" not in kept:
        raise ValueError("Strict mode needs a type for every value.")
    return kept


def _inlined(
    node: dict[str, Any], name: str, defs: dict[str, Any], inside: tuple[str, ...]
) -> dict[str, Any]:
    if name in inside:
        raise ValueError(f"{name} holds itself, which strict mode can't say.")
    found = _portable(defs[name], defs, (*inside, name))
    return {**found, "description": node["description"]} if "description" in node else found


def _object(node: dict[str, Any], defs: dict[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    properties = node.get("properties")
    if not properties:
        raise ValueError("Strict mode needs named properties on every object.")
    return {
        "properties": {name: _portable(value, defs, inside) for name, value in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


def _union(options: list[dict[str, Any]]) -> dict[str, Any]:
    """Fold `string or null` into one type, the form that every provider reads."""
    if all(set(option) == {"type"} for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}
