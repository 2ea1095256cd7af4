"""What a newcomer is told of the house is true: the picture in README, a sentence a folder, a row a word."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bijlisetu"


def test_the_picture_in_readme_has_the_floors_that_imports_keep() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = [set(floor.split(" | ")) for floor in next(one["layers"] for one in contracts if one["type"] == "layers")]
    picture = re.search(r"```\n(project .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert picture

    drawn = [set(re.match(r"\w+(?: · \w+)*", line)[0].split(" · ")) for line in picture[1].splitlines()]  # type: ignore[index]

    assert drawn == floors


def test_every_folder_says_what_it_is_for() -> None:
    silent = [
        str(path.parent.relative_to(PACKAGE))
        for path in PACKAGE.rglob("__init__.py")
        if path.parent.name != "migrations" and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert not silent


#: More flat files than this want folders named for what they do.
MOST_FILES = 15
#: Folders that were fuller before it was asked; they get no fuller.
FULL = {"web": 19}


def test_no_folder_has_more_files_than_one_looks_through() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py") if path.parent.name != "migrations"}
    full = {
        str(folder.relative_to(PACKAGE)): many
        for folder in folders
        if (many := len([path for path in folder.glob("*.py") if path.name != "__init__.py"]))
        > FULL.get(str(folder.relative_to(PACKAGE)), MOST_FILES)
    }

    assert full == {}


def test_a_word_has_one_row_in_the_glossary() -> None:
    rows = re.findall(r"^\| (.*?) \| .*? \| (.*?) \|", (ROOT / "docs" / "GLOSSARY.md").read_text(), re.MULTILINE)
    words = Counter(word for terms, _ in rows for word in terms.split(", "))

    assert len(rows) > 50
    assert [word for word, times in words.items() if times > 1] == []


def test_a_name_in_the_glossary_is_a_name_in_the_code() -> None:
    rows = re.findall(r"^\| (.*?) \| .*? \| (.*?) \|", (ROOT / "docs" / "GLOSSARY.md").read_text(), re.MULTILINE)
    code = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    names = {name for _, cell in rows for name in re.findall(r"`([\w.]+?)[`(=]", cell)}

    unknown = [name for name in names if not re.search(rf"\b{name.split('.')[-1]}\b", code)]

    assert not unknown


def test_every_setting_is_in_the_reference() -> None:
    code = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py") if "simulator" not in path.parts)
    asked = set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", code))
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "reference" / "settings.md").read_text()))

    assert len(asked) > 30
    assert asked - told == set()
