"""The parts of an Excel workbook: where its first sheet is, its shared texts, its date formats, its cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from xml.parsers import expat

BLOCK = 64 * 1024
MOST_TEXT = 256 * 1024**2
BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
LAST_DAY = 2_958_465  # 31-12-9999
LAST_COLUMN = 16_384

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """The names of the parts we read, within the zip."""

    sheet: str
    texts: str
    styles: str
    counts_from_1904: bool


def parse(
    part: IO[bytes], *, start: Start, end: End | None = None, text: Callable[[str], None] | None = None
) -> Iterator[int]:
    """Feed the XML to the callbacks block by block; yield each block's size, so that the caller can take a turn."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    while block := part.read(BLOCK):
        parser.Parse(block, False)
        yield len(block)
    parser.Parse(b"", True)


def workbook_parts(archive: zipfile.ZipFile) -> Parts:
    """Return where the parts are; :raises KeyError: if the zip holds no workbook."""
    book = next((target for kind, target, _ in _relations(archive, "") if kind == "officeDocument"), None)
    if book is None or not book.endswith(".xml"):
        raise KeyError("there is no workbook in it")
    sheets: list[str] = []
    flags: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if _local(name) == "sheet":
            sheets.extend(value for key, value in attributes.items() if _local(key) == "id")
        elif _local(name) == "workbookPr":
            flags.append(attributes.get("date1904", ""))

    _read_all(archive, book, start)
    relations = list(_relations(archive, book))
    targets = {identity: target for _, target, identity in relations}
    by_kind = {kind: target for kind, target, _ in relations}
    if not sheets:
        raise KeyError("there is no sheet in it")
    return Parts(
        targets[sheets[0]], by_kind.get("sharedStrings", ""), by_kind.get("styles", ""), "1" in flags or "true" in flags
    )


def date_styles(archive: zipfile.ZipFile, name: str) -> frozenset[str]:
    """Return the styles, as cells name them, that show a number as a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: Attributes) -> None:
        local = _local(element)
        if local == "numFmt":
            formats[attributes["numFmtId"]] = attributes["formatCode"]
        elif local == "cellXfs":
            inside.append(local)
        elif local == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(element: str) -> None:
        if _local(element) == "cellXfs":
            inside.clear()

    _read_all(archive, name, start, end)
    return frozenset(str(place) for place, number in enumerate(styles) if _is_date(number, formats))


class Texts:
    """The texts that cells share, held as one run of bytes: a list of them would be three times as large."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q")

    @classmethod
    def read(cls, archive: zipfile.ZipFile, name: str) -> Texts:
        """Return the workbook's shared texts; it may have none."""
        texts = cls()
        found: list[str] = []
        state = {"collecting": False, "phonetic": False}

        def start(element: str, _: Attributes) -> None:
            local = _local(element)
            state["collecting"] = local == "t" and not state["phonetic"]
            if local == "rPh":
                state["phonetic"] = True

        def end(element: str) -> None:
            state["collecting"] = False
            local = _local(element)
            if local == "rPh":
                state["phonetic"] = False
            elif local == "si":
                texts.add("".join(found))
                found.clear()

        def text(piece: str) -> None:
            if state["collecting"]:
                found.append(piece)

        _read_all(archive, name, start, end, text)
        return texts

    def add(self, text: str) -> None:
        """Keep one more text."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))
        if len(self._bytes) > MOST_TEXT:
            raise ValueError("its texts are too many")

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends):
            raise ValueError("a cell points at a text that is not there")
        begin = self._ends[place - 1] if place else 0
        return self._bytes[begin : self._ends[place]].decode()


class Cells:
    """
    Makes rows of text out of a sheet's elements.

    The three callbacks are called some thirty million times for a large sheet, so they are closures:
    these find their names twice as fast as methods find their attributes.
    """

    start: Start
    end: End
    text: Callable[[str], None]

    def __init__(self, texts: Texts, *, dates: frozenset[str], day_zero: datetime) -> None:
        self._done: list[tuple[int, list[str]]] = []
        cells: list[str] = []
        pieces: list[str] = []
        columns: dict[str, int] = {}
        line, kind, style, collecting = 0, "n", "", False
        collect, empty = pieces.append, pieces.clear

        def start(name: str, attributes: Attributes) -> None:
            nonlocal cells, line, kind, style, collecting
            if ":" in name:
                name = _local(name)
            if name == "c":
                kind = attributes.get("t", "n")
                style = attributes.get("s", "")
                reference = attributes.get("r", "")
                letters = reference.rstrip("0123456789")
                before = columns.get(letters)
                if before is None:
                    before = columns[letters] = _column(letters) - 1
                if before != len(cells) and letters:
                    _pad(cells, before, line=line)
                cells.append("")
            elif name == "v" or name == "t":
                collecting = True
            elif name == "row":
                line = int(attributes.get("r", line + 1))
                cells = []

        def text(piece: str) -> None:
            if collecting:
                collect(piece)

        def end(name: str) -> None:
            nonlocal collecting
            if ":" in name:
                name = _local(name)
            if name == "c":
                if pieces:
                    found = pieces[0] if len(pieces) == 1 else "".join(pieces)
                    empty()
                    if kind == "s":
                        found = texts[int(found)]
                    elif kind == "n" and (style in dates or not found.isdigit()):
                        found = _day(float(found), day_zero) if style in dates else _number(found)
                    cells[-1] = found
            elif name == "v" or name == "t":
                collecting = False
            elif name == "row":
                self._done.append((line, cells))

        self.start, self.text, self.end = start, text, end

    def take(self) -> list[tuple[int, list[str]]]:
        """Return the rows that are complete, each with its number, and forget them."""
        done = self._done[:]
        self._done.clear()
        return done


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _pad(cells: list[str], before: int, *, line: int) -> None:
    if not len(cells) < before < LAST_COLUMN:
        raise ValueError(f"row {line} has its cells out of order")
    cells.extend([""] * (before - len(cells)))


def _number(text: str) -> str:
    # Excel keeps fifteen digits: 0.1 + 0.2 stands in the file as 0.30000000000000004.
    rounded = f"{float(text):.15g}"
    return f"{float(text):.0f}" if "e+" in rounded else rounded


def _day(number: float, day_zero: datetime) -> str:
    if not 0 < number <= LAST_DAY:
        return f"{number:g}"
    moment = day_zero + timedelta(days=number)
    return moment.isoformat(" ", "seconds") if number % 1 else moment.date().isoformat()


def _relations(archive: zipfile.ZipFile, source: str) -> list[tuple[str, str, str]]:
    folder, name = posixpath.split(source)
    found: list[tuple[str, str, str]] = []

    def start(element: str, attributes: Attributes) -> None:
        if _local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found.append((attributes["Type"].rpartition("/")[2], target, attributes["Id"]))

    _read_all(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _read_all(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    if not name:
        return
    with archive.open(name) as part:
        for _ in parse(part, start=start, end=end, text=text):
            pass


def _is_date(number: str, formats: dict[str, str]) -> bool:
    code = NOT_FORMAT.sub("", formats.get(number, "")).lower()
    return (int(number) in BUILT_IN_DATES) if number not in formats else any(mark in code for mark in "dy")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_document_type(*_: object) -> None:
    raise ValueError("it declares a document type, which no workbook does")
