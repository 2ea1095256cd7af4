"""Tables as files that a browser keeps for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from bijlisetu.plumbing.files.sheet import Sheet

CSV = "text/csv; charset=utf-8"
MARK = "\N{BYTE ORDER MARK}"  #: without it Excel does not read Hindi
Answer = TypeVar("Answer", bound=HttpResponseBase)


def table_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return the rows, the heading first, as a file of that name."""
    answer = HttpResponse(MARK, content_type=CSV)
    Sheet(answer).rows(rows)
    return _named(answer, name)


def long_table_file(name: str, rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Return the same of rows without number: each is sent as it is read, and none is held."""
    return _named(StreamingHttpResponse(_lines(rows), content_type=CSV), name)


def _named(answer: Answer, name: str) -> Answer:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    line = _Line()
    sheet = Sheet(line)
    yield MARK
    for row in rows:
        sheet.row(*row)
        yield line.text


class _Line:
    """Takes one line after the other, and has the last."""

    text = ""

    def write(self, text: str, /) -> None:
        """Take a line."""
        self.text = text
