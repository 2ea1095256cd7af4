"""Files as a utility exports them, written for one test: CSV as given, workbooks as Excel writes them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def csv_file(path: Path, header: Sequence[str], *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def table_file(path: Path, *rows: Mapping[str, str]) -> Path:
    return csv_file(path, list(rows[0]), *[list(row.values()) for row in rows])


def xlsx_file(path: Path, *rows: Sequence[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.create_sheet("another").append(["not", "read"])
    book.save(path)
    book.close()
    return path


def xlsx_sheets(path: Path, hidden: Sequence[str] = (), **sheets: Sequence[Sequence[Any]]) -> Path:
    """Write a workbook with those sheets, some of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        made.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            made.append(row)
    book.save(path)
    book.close()
    return path


def raw_xlsx(path: Path, sheet: str, *, texts: str = "", **more: bytes) -> Path:
    """Write a workbook whose sheet holds exactly that XML, beside parts of more."""
    parts = {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Bills" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _relations(*kinds_and_targets: tuple[str, str]) -> str:
    one = '<Relationship Id="rId{}" Type="{}/{}" Target="{}"/>'
    relations = [one.format(n, OFFICE, kind, target) for n, (kind, target) in enumerate(kinds_and_targets, start=1)]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>'
