"""The cells of an Excel sheet, as text: what is shared, what is a number, what is a date."""

from __future__ import annotations

import re
import zipfile
from array import array
from datetime import datetime, timedelta

from bijlisetu.plumbing.files.xlsx.parts import Attributes, local, read_all

MOST_TEXT = 256 * 1024**2
#: Excel lets a cell hold so many characters; several of three octets each make no more than four times as many octets.
LONGEST_TEXT = 4 * 32_767
#: Octets that cells may take from the shared texts: a long one that a million cells point at would fill the disk.
MOST_GIVEN = 4 * 1024**3
MOST_PIECES = 50_000  #: of one cell's text, each of which may have some thousand characters
LAST_DAY = 2_958_465  # 31-12-9999
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
#: Excel writes what XML has no room for as _x000D_, and a text that looks like that as _x005F_x000D_.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
#: Stands for a formula whose result no program has written down, as those leave it that make workbooks without Excel.
UNCOUNTED = "#FORMULA!"
EXACT = 1e15  # numbers from here on have lost digits: Excel keeps fifteen


def plain(text: str) -> str:
    """Return the text with what Excel has written as _x000D_ and the like put back."""
    if "_x" not in text:
        return text
    restored = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves of a mark beyond the first plane come each for itself.
    return restored.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Texts:
    """The texts that cells share, held as one run of bytes: a list of them would be three times as large."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._given = 0
        self._ends = array("Q")

    @classmethod
    def read(cls, archive: zipfile.ZipFile, name: str) -> Texts:
        """Return the workbook's shared texts; it may have none."""
        texts = cls()
        found: list[str] = []
        state = {"collecting": False, "phonetic": False}

        def start(element: str, _: Attributes) -> None:
            kind = local(element)
            state["collecting"] = kind == "t" and not state["phonetic"]
            if kind == "rPh":
                state["phonetic"] = True

        def end(element: str) -> None:
            state["collecting"] = False
            kind = local(element)
            if kind == "rPh":
                state["phonetic"] = False
            elif kind == "si":
                texts.add(plain("".join(found)))
                found.clear()

        def text(piece: str) -> None:
            if state["collecting"]:
                found.append(piece)

        read_all(archive, name, start, end, text)
        return texts

    def add(self, text: str) -> None:
        """Keep one more text."""
        octets = text.encode()
        if len(octets) > LONGEST_TEXT:
            raise ValueError("a cell is longer than any could be")
        self._bytes += octets
        self._ends.append(len(self._bytes))
        if len(self._bytes) > MOST_TEXT:
            raise ValueError("its texts are too many")

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends):
            raise ValueError("a cell points at a text that is not there")
        begin, end = self._ends[place - 1] if place else 0, self._ends[place]
        self._given += end - begin
        if self._given > MOST_GIVEN:
            raise ValueError("its cells repeat their texts too often")
        return self._bytes[begin:end].decode()


class Cells:
    """Makes rows of text out of a sheet's elements; it is called some fifty million times for a large one."""

    __slots__ = (
        "_cells", "_collecting", "_columns", "_dates", "_day_zero", "_done", "_kind", "_line", "_pieces",
        "_style", "_texts", "_uncounted",
    )  # fmt: skip

    def __init__(self, texts: Texts, *, dates: frozenset[str], day_zero: datetime) -> None:
        self._texts = texts
        self._dates = dates
        self._day_zero = day_zero
        self._done: list[tuple[int, list[str]]] = []
        self._cells: list[str] = []
        self._line = 0
        self._kind = self._style = ""
        self._collecting = self._uncounted = False
        self._pieces: list[str] = []
        self._columns: dict[str, int] = {}

    def take(self) -> list[tuple[int, list[str]]]:
        """Return the rows that are complete, each with its number, and forget them."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        """Note where the element's text belongs."""
        kind = name if ":" not in name else local(name)
        if kind == "c":
            get = attributes.get
            self._kind = get("t", "n")
            self._style = get("s", "")
            self._go_to(get("r"))
        elif kind in ("v", "t"):
            self._collecting = True
        elif kind == "f":
            self._uncounted = self._kind != "str"  # of which the result may be an empty text
        elif kind == "row":
            self._line = int(attributes.get("r", self._line + 1))
            if not 0 < self._line <= LAST_ROW:
                raise ValueError("it says of a row that it stands where no sheet has one")
            self._cells = []

    def text(self, piece: str) -> None:
        """Take a piece of a cell's text."""
        if self._collecting:
            self._pieces.append(piece)
            if len(self._pieces) > MOST_PIECES:
                raise ValueError("a cell is longer than any could be")

    def end(self, name: str) -> None:
        """Close a text, a cell or a row."""
        kind = name if ":" not in name else local(name)
        if kind == "c":
            if self._pieces:
                self._close_cell("".join(self._pieces))
                self._pieces.clear()
            elif self._uncounted:
                self._cells[-1] = UNCOUNTED
            self._uncounted = False
        elif kind in ("v", "t"):
            self._collecting = False
        elif kind == "row":
            self._done.append((self._line, self._cells))

    def _close_cell(self, text: str) -> None:
        if self._kind == "s":
            self._cells[-1] = self._texts[int(text)]
        elif self._kind in ("inlineStr", "str"):
            self._cells[-1] = plain(text)
        elif self._kind == "b":
            # As a person sees it: the file's 1 would be read as a number.
            self._cells[-1] = "TRUE" if text == "1" else "FALSE"
        elif self._kind == "n" and (self._style in self._dates or not text.isdigit()):
            self._cells[-1] = self._number(text)
        else:
            self._cells[-1] = text

    def _go_to(self, reference: str | None) -> None:
        cells = self._cells
        column = self._columns.get(reference.rstrip("0123456789")) if reference else len(cells) + 1
        if column is None:
            column = self._column(reference or "")
        if column == len(cells) + 1 <= LAST_COLUMN:
            cells.append("")
        elif len(cells) < column <= LAST_COLUMN:
            cells.extend([""] * (column - len(cells)))
        else:
            raise ValueError(f"row {self._line} has its cells out of order")

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        number = 0
        for letter in letters[:4]:
            number = number * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = number
        return number

    def _number(self, text: str) -> str:
        if self._style in self._dates:
            return self._day(float(text))
        # Excel keeps fifteen digits: 0.1 + 0.2 stands in the file as 0.30000000000000004.
        rounded = f"{float(text):.15g}"
        return f"{float(text):.0f}" if "e+" in rounded and abs(float(text)) < EXACT else rounded

    def _day(self, number: float) -> str:
        if not 0 < number <= LAST_DAY:
            return f"{number:g}"
        moment = self._day_zero + timedelta(days=number)
        return moment.isoformat(" ", "seconds") if number % 1 else moment.date().isoformat()
