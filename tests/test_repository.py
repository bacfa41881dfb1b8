"""What the files beside the code promise: locks, links and documents."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def anchors(document: Path) -> set[str]:
    """Return the anchors that a hosting site makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_names_versions_and_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"://|--index|--find-links", text)
    pinned = re.findall(r"^[a-z0-9].*==.*\\$", text, re.MULTILINE)
    assert pinned
    assert len(pinned) == len(
        re.findall(
            r"\\\n    --hash=sha256:[0-9a-f]{64}", re.sub(r"(--hash\S+ \\\n\s+)+--hash", "--hash", text)
        )
    )


@pytest.mark.parametrize("name", ["uv.lock", "pylock*.toml"])
def test_lock_file_that_would_hold_addresses_is_ignored(name: str) -> None:
    assert name in (ROOT / ".gitignore").read_text().split()


@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_no_manifest_of_another_package_manager(name: str) -> None:
    assert not (ROOT / name).exists()


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_locked(name: str) -> None:
    asked = re.findall(r"^([a-z][a-z0-9-]*)", (ROOT / name.replace(".txt", ".in")).read_text(), re.MULTILINE)
    locked = set(re.findall(r"^([a-z][a-z0-9.-]*)(?:\[[^]]*\])?==", (ROOT / name).read_text(), re.MULTILINE))
    assert set(asked) <= locked


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    dead = []
    for target in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def test_commands_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    words = "\n".join(document.read_text() for document in DOCUMENTS)
    assert set(re.findall(r"\bmake ([a-z-]+)\b(?=[`\s]*$|`| [A-Z_]+=)", words, re.MULTILINE)) <= targets


def test_every_setting_from_the_environment_is_in_the_readme() -> None:
    code = "\n".join((ROOT / "crm_llm" / name).read_text() for name in ("settings.py", "env.py"))
    read = set(re.findall(r"""(?:env\.\w+|names|secret)\(\s*"([A-Z_]+)\"""", code)) | {"DEMO_PASSWORD"}
    readme = (ROOT / "README.md").read_text()
    assert {name for name in read if f"`{name}`" not in readme} == set()


def test_python_version_is_said_once_and_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"
    assert "--python-version 3.11" in (ROOT / "Makefile").read_text()
