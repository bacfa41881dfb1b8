import pytest

from generation.canonical import canonical_json, content_hash


def test_key_order_does_not_matter():
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_one_letter_in_two_spellings_is_one_content():
    assert content_hash({"name": "Cafe\u0301"}) == content_hash({"name": "Caf\u00e9"})


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        canonical_json({"price": 14.4})


def test_canonical_json_has_no_white_space_and_keeps_letters():
    assert canonical_json({"b": ["ü", None, True], "a": 1}) == '{"a":1,"b":["ü",null,true]}'
