"""Our answer as the body that BBPS reads, and our bills as the file that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bijlisetu.payments.bbps.answering import Answer
from bijlisetu.payments.bbps.asking import Asked
from bijlisetu.payments.bbps.biller import Biller, NameShown, Path
from bijlisetu.payments.bbps.judging import Standing, Word, masked_name
from bijlisetu.payments.telling import receipt_number


def said(answer: Answer, *, asked: Asked, biller: Biller) -> dict[str, Any]:
    """Return the body of the answer; of an account whose bill is not found nothing is told but the word."""
    code, hindi, english = biller.codes[answer.word]
    told = {
        "reference": asked.reference,
        "transaction": asked.transaction,
        "code": code,
        "result": biller.forms["good" if answer.word.is_good else "bad"],
        "english": english,
        "hindi": hindi,
    }
    if answer.standing and answer.word is Word.FOUND:
        told |= _of_bill(answer.standing, biller, day=biller.forms["day"])
    if answer.standing and answer.word is Word.VALID:
        told["name"] = _name(answer.standing, biller)
    if answer.payment and answer.word is Word.TAKEN:
        told["receipt"] = receipt_number(answer.payment)
    return _laid_out(told, biller.told)


def bill_lines(standings: Iterable[Standing], *, biller: Biller) -> Iterator[list[str]]:
    """Yield the heading of the file of bills, a line of each account that owes something, and the trailer."""
    upload, many, total = biller.upload, 0, Decimal(0)
    yield [heading for heading, _ in upload.columns]
    for standing in standings:
        told = {"account": standing.account, **_of_bill(standing, biller, day=upload.day)}
        yield [told[field].replace(upload.mark, " ") for _, field in upload.columns]
        many, total = many + 1, total + standing.owed
    if upload.trailer:
        sums = {"paise": paise(total), "rupees": f"{total:.2f}"}
        cells = [sums.get(field, "") for _, field in upload.columns]
        yield [upload.trailer, str(many), *cells[2:]]


def paise(amount: Decimal) -> str:
    """Return rupees as whole paise."""
    return str(int(amount * 100))


def _of_bill(standing: Standing, biller: Biller, *, day: str) -> dict[str, str]:
    return {
        "name": _name(standing, biller),
        "paise": paise(standing.owed),
        "rupees": f"{standing.owed:.2f}",
        "bill": standing.bill,
        "bill_date": _day(standing.bill_date, day),
        "due": _day(standing.due, day),
        "period": _day(standing.cycle, biller.forms["period"]),
    }


def _day(day: date | None, form: str) -> str:
    return day.strftime(form) if day else ""


def _name(standing: Standing, biller: Biller) -> str:
    match biller.shown:
        case NameShown.MASKED:
            return masked_name(standing.name)
        case NameShown.FULL:
            return " ".join(standing.name.split())
        case NameShown.NONE:
            return ""


def _laid_out(told: Mapping[str, str], paths: Mapping[str, Path]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for field, path in paths.items():
        if told.get(field):
            place = body
            for name in path[:-1]:
                place = place.setdefault(name, {})
            place[path[-1]] = told[field]
    return body
