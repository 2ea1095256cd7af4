"""Sets the notice and its proof of service with Typst: one page for the consumer, one for the court."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from bijlisetu.arrears.cutting.proof import Proof, Try
from bijlisetu.arrears.cutting.rules import first_day_to_cut
from bijlisetu.arrears.models import Demand
from bijlisetu.audit import machines
from bijlisetu.network.utilities import Company
from bijlisetu.plumbing.india import INDIA
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs
from bijlisetu.staff.called import signature_of
from bijlisetu.values.dates import day_in_figures
from bijlisetu.values.money import rupees

TEMPLATE = Path(__file__).parent / "notice.typ"
TYPEFACE = "Noto Sans Devanagari"
BY_ITSELF = "अपने आप · by itself"
CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS", "email": "e-mail"}


def render(demand: Demand, proof: Proof, *, company: Company, named: Callable[[str], str], fonts: Path) -> bytes:
    """
    Return the notice as a PDF.

    :param named: what a deed of the book is called
    :param fonts: the folder where the typefaces are, or are made if need be
    """
    of, served = demand.consumer, demand.served_on
    return _typesetter(fonts).pdf(
        inputs(
            "notice",
            {
                "typefaces": [TYPEFACE, *FAMILIES],
                "utility_hi": company.hi, "utility_en": company.en, "helpline": company.helpline,
                "account": of.account, "name": of.name, "address": of.address,
                "issued": day_in_figures(demand.asked_on), "by": _signed(demand.issued_by),
                "amount": rupees(demand.amount), "protest": rupees(demand.protest), "days": str(demand.clear_days),
                "served": _day(served), "how": demand.served_how, "to": demand.served_to,
                "first": _day(served and first_day_to_cut(served, clear_days=demand.clear_days)),
                "tries": [_tried(one) for one in proof.tries],
                "deeds": [
                    [
                        str(one.number), _moment(one.at), named(one.deed), _signed(one.by), str(one.seal or "-"),
                        one.seal_hash or "-",
                    ]
                    for one in proof.deeds
                ],
                "hash": proof.content_hash,
            },
        )
    )  # fmt: skip


def _tried(one: Try) -> list[str]:
    moments = (one.left_at, one.accepted_at, one.delivered_at, one.read_at, one.failed_at)
    proved = "हाँ / yes" if one.is_proved else "नहीं / no"
    return [CHANNELS.get(one.channel, one.channel), one.address, proved, *map(_moment, moments), one.carrier_id or "-"]


def _signed(by: str) -> str:
    return BY_ITSELF if by == machines.CLOCK else " · ".join(dict.fromkeys(signature_of(by)))


def _day(day: date | None) -> str:
    return day_in_figures(day) if day else "-"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(INDIA):%d-%m-%Y %H:%M:%S}" if at else "-"


@cache
def _typesetter(fonts: Path) -> Typesetter:
    return Typesetter(TEMPLATE, fonts=fonts)
