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
    """Makes rows of text out of a sheet's elements; it is called some fifty million times for a large one."""

    __slots__ = (
        "_cells", "_collecting", "_columns", "_dates", "_day_zero", "_done", "_kind", "_line", "_pieces",
        "_style", "_texts",
    )  # fmt: skip

    def __init__(self, texts: Texts, *, dates: frozenset[str], day_zero: datetime) -> None:
        self._texts = texts
        self._dates = dates
        self._day_zero = day_zero
        self._done: list[tuple[int, list[str]]] = []
        self._cells: list[str] = []
        self._line = 0
        self._kind = self._style = ""
        self._collecting = False
        self._pieces: list[str] = []
        self._columns: dict[str, int] = {}

    def take(self) -> list[tuple[int, list[str]]]:
        """Return the rows that are complete, each with its number, and forget them."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        """Note where the element's text belongs."""
        local = name if ":" not in name else _local(name)
        if local == "c":
            get = attributes.get
            self._kind = get("t", "n")
            self._style = get("s", "")
            self._go_to(get("r"))
        elif local == "v" or local == "t":
            self._collecting = True
        elif local == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._cells = []

    def text(self, piece: str) -> None:
        """Take a piece of a cell's text."""
        if self._collecting:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        """Close a text, a cell or a row."""
        local = name if ":" not in name else _local(name)
        if local == "c":
            if self._pieces:
                self._cells[-1] = self._value("".join(self._pieces))
                self._pieces.clear()
        elif local == "v" or local == "t":
            self._collecting = False
        elif local == "row":
            self._done.append((self._line, self._cells))

    def _go_to(self, reference: str | None) -> None:
        cells = self._cells
        column = self._column(reference) if reference else len(cells) + 1
        if column == len(cells) + 1:
            cells.append("")
        elif len(cells) < column <= LAST_COLUMN:
            cells.extend([""] * (column - len(cells)))
        else:
            raise ValueError(f"row {self._line} has its cells out of order")

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters[:4]:
                known = known * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = known
        return known

    def _value(self, text: str) -> str:
        if self._kind == "s":
            return self._texts[int(text)]
        if self._kind == "n":
            return self._number(text)
        return text

    def _number(self, text: str) -> str:
        if self._style in self._dates:
            return self._day(float(text))
        if text.isdigit():
            return text
        # Excel keeps fifteen digits: 0.1 + 0.2 stands in the file as 0.30000000000000004.
        rounded = f"{float(text):.15g}"
        return f"{float(text):.0f}" if "e+" in rounded else rounded

    def _day(self, number: float) -> str:
        if not 0 < number <= LAST_DAY:
            return f"{number:g}"
        moment = self._day_zero + timedelta(days=number)
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
