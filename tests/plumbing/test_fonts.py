"""The typeface is made once, whole, and alike everywhere."""

import hashlib
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bijlisetu.plumbing.fonts import made_once, static_fonts, web_font

MAKE = "import sys, pathlib, bijlisetu.plumbing.fonts as fonts; fonts.static_fonts(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two processes made the fonts at the same time."""
    folder = tmp_path_factory.mktemp("fonts")
    makers = [subprocess.Popen([sys.executable, "-c", MAKE, str(folder)]) for _ in range(2)]
    assert [maker.wait(timeout=60) for maker in makers] == [0, 0]
    return folder


def test_browsers_that_ask_at_the_same_time_have_it_made_once(tmp_path: Path) -> None:
    made: list[Path] = []
    begun, all_ask = threading.Event(), threading.Event()

    def make(target: Path) -> None:
        made.append(target)
        begun.set()
        all_ask.wait(timeout=60)
        target.write_bytes(b"font")

    with ThreadPoolExecutor(3) as browsers:
        first = browsers.submit(made_once, tmp_path / "font", make, workshop=tmp_path)
        begun.wait(timeout=60)
        others = [browsers.submit(made_once, tmp_path / "font", make, workshop=tmp_path) for _ in range(2)]
        wait(others, timeout=0.2)
        all_ask.set()

    assert {one.result() for one in (first, *others)} == {tmp_path / "font"}
    assert len(made) == 1


def test_two_weights_are_made_that_no_longer_vary(folder: Path) -> None:
    weights = []
    for path in static_fonts(folder):
        with TTFont(path) as font:
            weights.append(font["OS/2"].usWeightClass)
            assert "fvar" not in font
            assert {ord("क"), ord("A"), ord("₹")} <= font.getBestCmap().keys()

    assert weights == [400, 700]


def test_makers_at_the_same_time_leave_only_whole_files(folder: Path) -> None:
    regular, bold = static_fonts(folder)

    assert sorted(regular.parent.iterdir()) == sorted([regular, bold])
    assert list(folder.glob(".making-*")) == []


def test_another_machine_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert [_hash(path) for path in static_fonts(tmp_path)] == [_hash(path) for path in static_fonts(folder)]


def test_a_font_that_is_there_is_not_made_again(folder: Path) -> None:
    before = [path.stat().st_mtime_ns for path in static_fonts(folder)]

    assert [path.stat().st_mtime_ns for path in static_fonts(folder)] == before


def test_the_name_tells_the_edition(folder: Path) -> None:
    assert all("-2." in path.name for path in static_fonts(folder))


def test_the_web_font_is_small_and_still_joins_letters(folder: Path) -> None:
    path = web_font(folder)

    assert path.stat().st_size < 100_000
    with TTFont(path) as font:
        assert font.flavor == "woff2"
        assert {ord("क"), ord("é"), ord("₹"), 0x200D} <= font.getBestCmap().keys()
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"akhn", "rphf", "half", "pres"} <= features


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
