"""No word of the terminal is broken, in whatever script and however narrow it is."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from rich.tree import Tree

from bijlisetu.plumbing import home
from bijlisetu.plumbing.fonts import made_once
from bijlisetu.plumbing.terminal import WholeWords, show_table

WIDTHS = (1, 4, 9, 14, 20, 33, 80)
SENTENCE = "भेजा, पर नहीं पहुँचा क्षेत्र विद्युत पुनर्संयोजन कार्यसूची श्रीमती · SYNTHETIC नंबर सत्यापित"
WORDS = SENTENCE.split()
HEAD = ("कार्यालय", "उपभोक्ता", "पहुँचे", "स्थिति")
LINES = [
    ("पूर्वांचल विद्युत वितरण निगम", "2,75,000", "1,99,999", "पुनर्संयोजन की प्रतीक्षा में"),
    ("EDC SONBHADRA", "12", "0", ""),
]


def _write(draft: Path) -> None:
    draft.write_text("x")


def shown(width: int, what: object) -> str:
    out = io.StringIO()
    WholeWords(file=out, width=width, highlight=False).print(what)
    return out.getvalue()


def tabled(width: int) -> str:
    out = io.StringIO()
    show_table(WholeWords(file=out, width=width, highlight=False), HEAD, LINES, right={"पहुँचे"}, title="पहुँच · reach")
    return out.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_ends_between_words_alone(width: int) -> None:
    tree = Tree(Text(" ".join(WORDS)))
    tree.add(Text(" ".join(reversed(WORDS))))

    for said in (shown(width, Text(" ".join(WORDS))), shown(width, " ".join(WORDS)), shown(width, tree)):
        assert set(re.sub("[│├└─]", " ", said).split()) == set(WORDS)


@pytest.mark.parametrize("width", range(8, 120, 7))
def test_a_table_breaks_no_word_and_stays_within_the_terminal(width: int) -> None:
    said = tabled(width)

    words = {word for line in [HEAD, *LINES] for cell in line for word in cell.split()}
    assert words <= set(re.sub("[│┃:]", " ", said).split())
    assert "…" not in said
    if "┃" in said:
        assert max(map(cell_len, said.splitlines())) <= width


def test_the_edges_of_a_table_stand_below_each_other() -> None:
    assert len({cell_len(line.rstrip()) for line in tabled(100).splitlines()[1:]}) == 1


def test_what_is_made_once_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    place = home.folder() / "told-once"
    place.unlink(missing_ok=True)
    for _ in range(2):
        made_once(place, _write, workshop=home.folder())
    place.unlink()

    assert capsys.readouterr().err == "making the typeface told-once, once ...\n"
