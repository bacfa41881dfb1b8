"""What a browser loads stays small, and nothing on a page needs more than the policy allows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CORE = ("tokens", "base", "layout", "components")


def size(*paths: Path) -> int:
    return sum(path.stat().st_size for path in paths)


def test_our_scripts_are_under_15_kb():
    assert size(*(ROOT / "static/js").glob("*.js")) < 15_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_loads_under_50_kb_of_style(template):
    own = re.findall(r"static 'css/(\w+)\.css'", template.read_text())
    sheets = {*CORE, *own} if 'extends "base.html"' in template.read_text() else {*own}
    assert size(*(ROOT / f"static/css/{name}.css" for name in sheets)) < 50_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_inline(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|hx-on|javascript:|hx-vals='js:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_scripts_never_evaluate_text():
    for script in (ROOT / "static/js").glob("*.js"):
        risky = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
        assert not re.search(risky, script.read_text())


def test_every_icon_that_is_drawn_exists():
    symbols = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    drawn = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert drawn <= symbols
