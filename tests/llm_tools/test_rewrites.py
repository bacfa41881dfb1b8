"""Rewrites are alike for every tool: the parts follow from its texts, and code keeps what may not change."""

import pytest

from generation.llm_tools import TOOLS
from generation.llm_tools.base import InvalidContent, Job
from generation.llm_tools.landing_page import TOOL as LANDING_PAGE
from generation.llm_tools.rewrites import Rewrite, Verb, is_link, within
from generation.llm_tools.scoping import part
from tests.llm_tools.page_samples import a_page
from tests.llm_tools.samples import a_brief

EACH = pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))


def contents(tool):
    """Return the same content twice; in the second every text is another."""
    params = tool.params_model(key_message="Spring sale: 20% off every bag.")
    old = tool.fill_template(Job(brief=a_brief()), params)
    edits = {
        field.path: f"{field.text[:20]} anew"
        for field in tool.editable_fields(old)
        if field.text and field.is_words and not is_link(field.text)
    }
    for path in list(edits):
        try:
            tool.apply_edits(old, {path: edits[path]})
        except InvalidContent:
            # A text with a form of its own, such as the address of a page.
            del edits[path]
    return old, tool.apply_edits(old, edits), edits


@EACH
def test_each_text_belongs_to_one_part(tool):
    old, _new, _edits = contents(tool)
    blocks = [block.path for block in tool.blocks(old)]

    for field in tool.editable_fields(old):
        assert [path for path in blocks if within(field.path, path)] != []
    assert len(set(blocks)) == len(blocks)


@EACH
def test_one_part_alone_is_rewritten(tool):
    old, new, edits = contents(tool)
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")

    for block in tool.blocks(old):
        made = Rewrite(scope=block.path).applied(tool, old, new).model_dump(mode="json")
        assert part(made, block.path) == part(after, block.path)
        for path in edits:
            if not within(path, block.path):
                assert part(made, path) == part(before, path)


@EACH
def test_kept_parts_stay_when_all_else_changes(tool):
    old, new, _edits = contents(tool)
    kept = tool.blocks(old)[-1].path
    made = Rewrite(locks=(kept,)).applied(tool, old, new)

    assert part(made.model_dump(mode="json"), kept) == part(old.model_dump(mode="json"), kept)
    assert made != old


@EACH
def test_a_verb_changes_texts_and_keeps_links_and_pictures(tool):
    old, new, edits = contents(tool)
    made = Rewrite(verb=Verb.SHORTEN).applied(tool, old, new)

    texts = {field.path: field.text for field in tool.editable_fields(made)}
    was = {field.path: field.text for field in tool.editable_fields(old)}
    assert {path for path in texts if texts[path] != was[path]} == set(edits)


def test_a_verb_moves_no_page_and_takes_no_fact_for_another():
    page, other = a_page(address="/spring"), a_page(address="/somewhere-else")
    proof = next(place for place, block in enumerate(page.blocks) if block.type == "social_proof")
    path = f"blocks.{proof}.items.0.fact"
    other = LANDING_PAGE.apply_edits(other, {path: "F1"})

    made = Rewrite(verb=Verb.SIMPLIFY).applied(LANDING_PAGE, page, other).model_dump(mode="json")

    assert made["address"] == page.address
    assert part(made, path) == part(page.model_dump(mode="json"), path) != "F1"


@pytest.mark.parametrize("verb", list(Verb))
def test_each_verb_says_what_it_asks_for(verb):
    task = Rewrite(verb=verb, option="de", scope="headline", locks=("ps",)).task

    assert "Change only `headline`" in task
    assert "word for word as in the earlier version: `ps`" in task
    assert "{option}" not in task


def test_asking_again_alone_asks_for_nothing_special():
    assert Rewrite().task == Rewrite().wish == ""
    assert not Rewrite().keeps_words
