"""Templates are read by people too."""

from __future__ import annotations

from pathlib import Path

import pytest

import bijlisetu

PACKAGE = Path(bijlisetu.__file__).parent
TEMPLATES = sorted((PACKAGE / "web" / "templates").rglob("*.html"))
LONGEST_LINE = 160
MOST_FILES = 15


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_line_of_a_template_is_longer_than_a_screen(template: Path) -> None:
    lines = template.read_text().splitlines()

    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_styles_an_element_in_its_place(template: Path) -> None:
    """Our own policy for the browser forbids it: a bar whose width stands in a style is drawn full."""
    assert " style=" not in template.read_text()


@pytest.mark.parametrize("folder", sorted({path.parent for path in TEMPLATES}), ids=lambda path: path.name)
def test_a_folder_of_templates_can_be_taken_in_at_a_glance(folder: Path) -> None:
    assert len(list(folder.glob("*.html"))) <= MOST_FILES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_styles_an_element_by_itself_for_browsers_refuse_it(template: Path) -> None:
    assert 'style="' not in template.read_text()


@pytest.mark.parametrize(
    "template", [one for one in TEMPLATES if "<!doctype" in one.read_text()], ids=lambda path: path.name
)
def test_each_whole_page_names_its_icon_for_browsers_ask_for_one(template: Path) -> None:
    assert '<link rel="icon"' in template.read_text()
