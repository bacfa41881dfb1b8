"""What a browser loads stays small, and nothing on a page needs more than the policy allows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CORE = ("tokens", "base", "layout", "components")


def size(*paths: Path) -> int:
    return sum(path.stat().st_size for path in paths)


def with_imports(script: Path) -> set[Path]:
    """Return the script and all that it imports, as a browser loads them."""
    loaded = {script}
    for name in re.findall(r'^import .*?"\./([\w-]+\.js)";$', script.read_text(), re.MULTILINE):
        loaded |= with_imports(script.parent / name)
    return loaded


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_loads_under_15_kb_of_our_scripts(template):
    own = re.findall(r"static 'js/([\w-]+)\.js'", template.read_text())
    scripts = {"desk", *own} if 'extends "base.html"' in template.read_text() else {*own}
    loaded = {path for name in scripts for path in with_imports(ROOT / f"static/js/{name}.js")}
    assert size(*loaded) < 15_000


def test_every_script_is_loaded_by_a_page():
    named = {name for path in TEMPLATES for name in re.findall(r"static 'js/([\w-]+)\.js'", path.read_text())}
    named |= set(re.findall(r': "\./([\w-]+)\.js"', (ROOT / "static/js/desk.js").read_text()))  # when used
    loaded = {path for name in named for path in with_imports(ROOT / f"static/js/{name}.js")}
    assert loaded == set((ROOT / "static/js").glob("*.js"))


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


def test_what_is_for_one_kind_of_browser_is_hidden_on_every_page():
    """Each of these says once, in what every page loads, where it is not shown."""
    said = {
        name: [
            path.name
            for path in (ROOT / "static/css").glob("*.css")
            if f".{name} {{ display: none; }}" in path.read_text()
        ]
        for name in ("no-js", "js-only")
    }

    assert said == {"no-js": ["components.css"], "js-only": ["components.css"]}
