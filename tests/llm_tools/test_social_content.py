import json

import pytest
from pydantic import ValidationError

from generation.llm_client.schema import strict_schema
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.social_content import SocialContent, SocialParams
from generation.llm_tools.social_post import TOOL
from generation.networks.table import NETWORKS
from tests.llm_tools.social_samples import GOOD, a_post, a_social, one


def params(**changes):
    return SocialParams.model_validate({"key_message": "Spring sale."} | changes)


# ---- parameters --------------------------------------------------------------------------------


@pytest.mark.parametrize("networks", ["linkedin, X", ["linkedin", "x"], ("x", "linkedin", "x"), "x,linkedin"])
def test_networks_are_read_from_a_form_and_from_the_command_line(networks):
    assert params(networks=networks).networks == ("x", "linkedin")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"networks": []}, "networks"),
        ({"networks": "x,orkut"}, "networks"),
        ({"networks": 5}, "networks"),
        ({"key_message": ""}, "key_message"),
        ({"link": "http://northwind.example"}, "link"),
        ({"thread": "long"}, "thread"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(changes, field):
    with pytest.raises(ValidationError) as caught:
        params(**changes)

    assert {error["loc"][0] for error in caught.value.errors()} == {field}


def test_each_network_is_a_card_with_its_limit():
    extra = SocialParams.model_fields["networks"].json_schema_extra

    assert set(extra["choices"]) == set(NETWORKS)
    assert extra["note"]["x"] == "280 characters"


# ---- content -----------------------------------------------------------------------------------


def test_the_tool_is_found_by_its_name():
    assert get_tool("social_post") is TOOL


def test_what_is_stored_can_be_read_again():
    content = a_social()

    assert TOOL.stored(content.model_dump(mode="json"), TOOL.schema_version) == content
    assert strict_schema(SocialContent)["additionalProperties"] is False


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (["SpringSale", "#Coffee"], "#SpringSale #Coffee"),
        ("SpringSale, Coffee #Coffee", "#SpringSale #Coffee"),
        ("", ""),
        (None, ""),
    ],
)
def test_hashtags_become_one_line(given, stored):
    assert a_social(a_post(hashtags=given)).posts[0].hashtags == stored


def test_texts_are_called_by_their_network():
    labels = [field.label for field in TOOL.editable_fields(a_social(a_post(thread=[{"text": "More."}])))]

    assert labels[:4] == ["X: text", "X, part 1: text", "X: link", "X: hashtags"]


def test_texts_are_counted_as_their_network_counts_them():
    [text, *_rest] = TOOL.editable_fields(one("x", "日本語", link="https://example.com/a", hashtags=""))

    assert (text.counted, text.max_length) == (6 + 2 + 23, 280)


def test_a_list_names_a_draft_by_its_first_words():
    content = a_social(
        a_post(text="Good morning. The windows are open and the grinder is warm. More follows.")
    )

    assert TOOL.title(content) == "Good morning. The windows are open and the grinder is warm."
    assert TOOL.summary(content).startswith("X: Good morning.")


# ---- answers -----------------------------------------------------------------------------------


def fit(*posts, **asked):
    answer = json.dumps({"posts": list(posts), "picture": {"picture": "", "alt": "", "brief": ""}})
    return TOOL.fit(TOOL.parse(answer), params(**asked))


def test_posts_stand_in_the_order_that_was_asked_for():
    content = fit(a_post("linkedin"), a_post("x"), networks="x,linkedin")

    assert [post.network for post in content.posts] == ["x", "linkedin"]


def test_an_answer_without_a_network_is_sent_back():
    with pytest.raises(InvalidContent) as caught:
        fit(a_post("x"), a_post("facebook"), networks="x,linkedin")

    assert caught.value.problems == [
        "posts: there is no post for linkedin; write one.",
        "posts: facebook was not asked for; leave it out.",
    ]


@pytest.mark.parametrize(
    "answer", ["no JSON", "{}", json.dumps({"posts": [a_post("x"), a_post("x")], "picture": {}})]
)
def test_an_answer_that_is_none_is_sent_back(answer):
    with pytest.raises(InvalidContent):
        TOOL.parse(answer)


def test_a_thread_is_split_where_a_post_of_it_is_too_long():
    text = "One sentence of the thread says what it has to say. " * 11
    content = fit(a_post("x", text=text, thread=[{"text": "The end."}]), networks="x", thread="numbered")

    [post] = content.posts
    assert post.numbered
    assert len(post.texts) == 4
    assert post.texts[-1] == "The end."
    assert not [f for f in TOOL.editable_fields(content) if f.counted and f.counted > f.max_length]


def test_where_no_thread_was_asked_for_it_becomes_one_post():
    content = fit(a_post("x", text="One.", thread=[{"text": "Two."}]), networks="x")

    assert (content.posts[0].text, content.posts[0].thread) == ("One.\n\nTwo.", ())


# ---- edits -------------------------------------------------------------------------------------


def test_an_edit_changes_one_text():
    content = TOOL.apply_edits(a_social(), {"posts.1.text": "New words.", "posts.0.hashtags": "Spring"})

    assert content.posts[1].text == "New words."
    assert content.posts[0].hashtags == "#Spring"
    assert content.posts[2].text == GOOD["facebook"]


def test_a_post_of_a_thread_that_is_emptied_goes():
    thread = a_social(a_post(thread=[{"text": "Two."}, {"text": "Three."}]))
    content = TOOL.apply_edits(thread, {"posts.0.thread.0.text": " ", "posts.0.thread.1.text": "3."})

    assert content.posts[0].texts[1:] == ("3.",)


@pytest.mark.parametrize(
    "edits",
    [
        {"posts.9.text": "x"},
        {"posts.0.network": "facebook"},
        {"posts.0.text": ""},
        {"posts.0.thread.4.text": ""},
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edits):
    with pytest.raises(InvalidContent):
        TOOL.apply_edits(a_social(), edits)
