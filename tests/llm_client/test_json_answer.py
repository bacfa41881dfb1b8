from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.exceptions import BadCompletion
from generation.llm_client.json_answer import parse_json_answer

READABLE = {
    "plain": '{"a": 1}',
    "byte order mark and space": '\ufeff \n{"a": 1}\n',
    "fence": '```json\n{"a": 1}\n```',
    "fence without language": '```\n{"a": 1}\n```',
    "fence that stays open": '```json\n{"a": 1}',
    "fence on one line": '```json {"a": 1}```',
    "fence in prose": 'Sure:\n```json\n{"a": 1}\n```\nBye',
    "prose around": 'Here it is: {"a": 1} Enjoy.',
    "merge tag in the prose": 'For {{first_name}}: {"a": 1}',
    "trailing comma": '{"a": 1,}',
    "line comment": '{"a": 1 // one\n}',
    "block comment": '{/* the first,\n } */ "a": /**/ 1}',
    "comment and comma": '{"a": 1, // one\n}',
    "value given twice alike": '{"a": 1, "a": 1}',
    "fences of tildes around prose": 'Sure. {"a": 1}\n~~~',
    "second object": '{"a": 1} {"a": 2}',
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_object_is_found(text: str) -> None:
    assert parse_json_answer(text) == {"a": 1}


def test_trailing_comma_after_a_merge_tag_is_forgiven() -> None:
    assert parse_json_answer('For {{first_name}}: {"a": {"b": 1},}') == {"a": {"b": 1}}


def test_what_looks_like_a_comment_in_a_string_stays() -> None:
    assert parse_json_answer('{"a": "https://x.test/*", "b": 1,}') == {"a": "https://x.test/*", "b": 1}


def test_commas_and_braces_in_strings_stay() -> None:
    assert parse_json_answer('{"a": "x,}", "b": ["}",],}') == {"a": "x,}", "b": ["}"]}


UNREADABLE = {
    "empty": ("", "empty"),
    "prose": ("I can't do that.", "not a JSON object"),
    "list": ('[{"a": 1}]', "not a JSON object"),
    "string": ('"{}"', "not a JSON object"),
    "cut": ('{"a": 1', "not valid JSON"),
    "duplicate key": ('{"a": 1, "a": 2}', '"a" is given more than once'),
    "duplicate key of another type": ('{"a": 1, "a": true}', "more than once"),
    "schema": ('{"type": "object", "properties": {"a": {}}, "required": ["a"]}', "repeats the schema"),
    "schema with its name": (
        '{"name": "x", "schema": {"type": "object", "properties": {}}}',
        "repeats the schema",
    ),
    "comment without an end": ('{"a": /* 1}', "not valid JSON"),
    "comment instead of a value": ('{"a": // 1\n}', "not valid JSON"),
    "many comments": ('{"a": ' + "/* *" * 20_000, "not valid JSON"),
    "single quotes": ("{'a': 1}", "not valid JSON"),
    "nested duplicate key": ('{"b": {"a": 1, "a": 2}}', "more than once"),
    "NaN": ('{"a": NaN}', "NaN is not"),
    "infinity": ('{"a": -Infinity}', "-Infinity is not"),
    "too large": ('{"a": 1e999}', "too large"),
    "missing value": ('{"a": [,]}', "not valid JSON"),
    "two commas": ('{"a": [1,,]}', "not valid JSON"),
    "too deep": ('{"a":' * 20_000, "nested too deeply"),
    "many braces": ("{" * 100_000, "not valid JSON"),
    "too long": ('{"a": "' + "x" * 100_000 + '"}', "longer than 100000 characters"),
    "escaped quotes without an end": ('{"a": "' + '\\"' * 49_000, "not valid JSON"),
    "escaped quotes after a fault": ("{" + '"a" \\"' * 14_000, "not valid JSON"),
    "backslashes without an end": ('{"a": "' + "\\" * 90_000, "not valid JSON"),
    "objects that all break": ('{"a",' * 20_000, "not valid JSON"),
    "commas and space": ('{"a": [' + ",\n  " * 24_000, "not valid JSON"),
    "long integer": ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
}


@pytest.mark.parametrize(("text", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_has_no_certain_meaning_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadCompletion) as caught:
        parse_json_answer(text)

    assert problem in caught.value.problems[0]


@given(st.text(alphabet='{}[]",:\\ab1 \n`\ufeff/*', max_size=60) | st.text(max_size=60))
def test_any_text_is_an_object_or_a_bad_completion(text: str) -> None:
    with suppress(BadCompletion):
        assert isinstance(parse_json_answer(text), dict)
