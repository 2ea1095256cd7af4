"""The parts of an Excel workbook: where its sheets are, and which of its formats are dates."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

BLOCK = 64 * 1024
#: Days, and clocks: what lasts 2:24 is a moment of the day zero.
BUILT_IN_DATES = frozenset({*range(14, 23), *range(45, 48), *range(27, 37), *range(50, 59)})
LASTING = re.compile(r"\[(?:h+|m+|s+)\]")  # hours beyond a day: [h]:mm
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SheetParts:
    """The names of the parts we read, within the zip."""

    sheets: dict[str, str]  #: by what stands on their tabs, those that are shown
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


def workbook_parts(archive: zipfile.ZipFile) -> SheetParts:
    """Return where the parts are; :raises KeyError: if the zip holds no workbook."""
    book = next((target for kind, target, _ in _relations(archive, "") if kind == "officeDocument"), None)
    if book is None or not book.endswith(".xml"):
        raise KeyError("there is no workbook in it")
    listed: list[Attributes] = []
    flags: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            listed.append({local(key): value for key, value in attributes.items()})
        elif local(name) == "workbookPr":
            flags.append(attributes.get("date1904", ""))

    read_all(archive, book, start)
    relations = list(_relations(archive, book))
    sheets = {identity: target for kind, target, identity in relations if kind == "worksheet"}
    by_kind = {kind: target for kind, target, _ in relations}
    shown = [sheet for sheet in listed if sheet.get("state", "visible") == "visible"] or listed
    found = {sheet["name"]: sheets[sheet["id"]] for sheet in shown if sheet["id"] in sheets}
    if not found:
        raise KeyError("there is no sheet in it")
    return SheetParts(
        found, by_kind.get("sharedStrings", ""), by_kind.get("styles", ""), "1" in flags or "true" in flags
    )


def date_styles(archive: zipfile.ZipFile, name: str) -> frozenset[str]:
    """Return the styles, as cells name them, that show a number as a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: Attributes) -> None:
        kind = local(element)
        if kind == "numFmt":
            formats[attributes["numFmtId"]] = attributes["formatCode"]
        elif kind == "cellXfs":
            inside.append(kind)
        elif kind == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(element: str) -> None:
        if local(element) == "cellXfs":
            inside.clear()

    read_all(archive, name, start, end)
    return frozenset(str(place) for place, number in enumerate(styles) if _is_date(number, formats))


def _relations(archive: zipfile.ZipFile, source: str) -> list[tuple[str, str, str]]:
    folder, name = posixpath.split(source)
    found: list[tuple[str, str, str]] = []

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found.append((attributes["Type"].rpartition("/")[2], target, attributes["Id"]))

    read_all(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def read_all(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed a whole part to the callbacks; a part that the workbook does without has no name."""
    if not name:
        return
    with archive.open(name) as part:
        for _ in parse(part, start=start, end=end, text=text):
            pass


def _is_date(number: str, formats: dict[str, str]) -> bool:
    if number not in formats:
        return int(number) in BUILT_IN_DATES
    code = formats[number].lower()
    return bool(LASTING.search(code)) or any(mark in NOT_FORMAT.sub("", code) for mark in "dyh")


def local(name: str) -> str:
    """Return the element's name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_document_type(*_: object) -> None:
    raise ValueError("it declares a document type, which no workbook does")
