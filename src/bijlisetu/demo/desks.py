"""
The people at work in the synthetic district: officers and those who walk.

Each has a login and a post; an officer also a card, with a telephone and a mailbox that simulated carriers serve.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import bijlisetu.staff.actions as staff
from bijlisetu.demo.officers import OFFICER, SECOND_OFFICER
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.simulator.homes.worker import Worker
from bijlisetu.staff import factor
from bijlisetu.staff.actions import Named
from bijlisetu.staff.models import Role

CHIEF, SDO = "chief-engineer", "sdo"
BY = "demo"
#: Two walkers in three are the department's, the others of an agency.
AGENCY = "नमूना एजेंसी"
WALKERS = {Role.LINEMAN: ("नमूना लाइनमैन", "Sample Lineman"), Role.AGENT: ("नमूना ऊर्जा मित्र", "Sample Urja Mitra")}
#: No telephone of the district's people begins so, nor a number that a cheat invents.
SERIES = "9160200"
#: The circle, what it answers to, and what answers to it.
AROUND = """
SELECT DISTINCT office.id, office.kind, office.code FROM network_office_tree tree
JOIN network_office office ON office.id IN (tree.ancestor_id, tree.descendant_id) AND office.valid_to IS NULL
WHERE %(circle)s IN (tree.ancestor_id, tree.descendant_id) AND office.kind = ANY(%(kinds)s) ORDER BY office.code
"""


class Desk(NamedTuple):
    """Who sits at which kind of office, as what, and how that is called where the role does not say it."""

    user: str
    kind: Office.Kind
    role: Role
    name: tuple[str, str]
    title: tuple[str, str] = ("", "")


#: From the company down; one executive engineer looks after all divisions of the circle.
DESKS = (
    Desk(OFFICER, Office.Kind.COMPANY, Role.OFFICER, ("नमूना अधिकारी", "Sample Officer")),
    Desk(SECOND_OFFICER, Office.Kind.COMPANY, Role.OFFICER, ("नमूना दूसरे अधिकारी", "Second Sample Officer")),
    Desk(
        CHIEF, Office.Kind.ZONE, Role.OFFICER, ("नमूना मुख्य अभियंता", "Sample Chief Engineer"),
        ("मुख्य अभियंता", "Chief Engineer"),
    ),
    Desk("se", Office.Kind.CIRCLE, Role.SUPERINTENDING, ("नमूना अधीक्षण अभियंता", "Sample Superintending Engineer")),
    Desk("ee", Office.Kind.DIVISION, Role.EXECUTIVE, ("नमूना अधिशासी अभियंता", "Sample Executive Engineer")),
    Desk(SDO, Office.Kind.CIRCLE, Role.SUBDIVISIONAL, ("नमूना सहायक अभियंता", "Sample Assistant Engineer")),
)  # fmt: skip


def mailbox_of(user: str) -> str:
    """Return the mailbox of somebody at work in the district."""
    return f"{user}@example.in"


def phone_of(user: str) -> str:
    """Return the telephone of an officer, with 91."""
    return f"{SERIES}{[desk.user for desk in DESKS].index(user) + 1:05}"


def seat(circle: Office, *, password: str, key: str, at: datetime) -> None:
    """Give the officers around the circle logins, posts, cards and the app with codes."""
    around = rows(AROUND, circle=circle.pk, kinds=[str(desk.kind) for desk in DESKS])
    known = Office.objects.in_bulk([office for office, *_ in around])
    for desk in DESKS:
        staff.open_login(user=desk.user, password=password, at=at, by=BY)
        named = Named(
            name_hi=desk.name[0], name_en=desk.name[1], mobile=phone_of(desk.user), email=mailbox_of(desk.user)
        )  # fmt: skip
        staff.rename(user=desk.user, named=named, at=at, by=BY)
        for office, kind, _ in around:
            if kind == desk.kind:
                staff.appoint(user=desk.user, office=known[office], role=desk.role, title=desk.title, at=at, by=BY)
        factor.give(user=desk.user, key=key, at=at, by=BY)


def engage(workers: Iterable[Worker], circle: Office, *, password: str, at: datetime) -> None:
    """Give everybody who walks a login, a name and a post."""
    for number, worker in enumerate(workers, 1):
        staff.open_login(user=worker.name, password=password, at=at, by=BY)
        role, employer = (Role.LINEMAN, "") if number % 3 else (Role.AGENT, AGENCY)
        name_hi, name_en = WALKERS[role]
        staff.rename(
            user=worker.name, named=Named(name_hi=f"{name_hi} {number}", name_en=f"{name_en} {number}"), at=at, by=BY
        )
        staff.appoint(user=worker.name, office=circle, role=role, employer=employer, at=at, by=BY)
