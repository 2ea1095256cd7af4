"""What addresses a consumer has, and whether they are what their claims add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bijlisetu.contact.health.queries import Condition, conditions_of
from bijlisetu.contact.hygiene.condition import IS_DOUBTED
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.plumbing.database.sql import rows

HELD = f"""
SELECT address.id, address.value, address.channels, address.source, told."by", address.known_at, address.owner,
       address.proof, told.owner_by, address.owner_at,
       (SELECT count(*) FROM contact_address AS shared WHERE shared.value = address.value),
       CASE WHEN {IS_DOUBTED.format(address="address")} THEN ARRAY(
           SELECT rule FROM contact_suspect WHERE value = address.value ORDER BY rule
       ) END, asked.at, asked.said, said.role
FROM contact_address AS address LEFT JOIN LATERAL (
    SELECT "by", owner_by FROM contact_sum
    WHERE consumer_id = address.consumer_id AND value = address.value OFFSET 0
) AS told ON true
LEFT JOIN LATERAL (
    SELECT at, said FROM contact_asking WHERE value = address.value ORDER BY at DESC LIMIT 1
) AS asked ON true
-- Whose phone it is was said last by whoever said it at all.
LEFT JOIN LATERAL (
    SELECT role FROM contact_claim
    WHERE consumer_id = address.consumer_id AND value = address.value AND role <> 'unknown'
    ORDER BY at DESC, id DESC LIMIT 1
) AS said ON true
WHERE address.consumer_id = %(consumer)s
ORDER BY (address.owner = 'proved') DESC, (address.owner = 'not_owner'), address.known_at DESC, address.id
"""
#: Of all that was said, what a person at one of the consumer's addresses said, or somebody for this account.
WISHES = """
SELECT wished.value, wished.purpose, wished.is_wanted, wished.how, wished.at, wished.heard_at
FROM contact_wished wished
WHERE wished.value = ANY(ARRAY(SELECT value FROM contact_address WHERE consumer_id = %(consumer)s))
  AND (wished.consumer_id IS NULL OR wished.consumer_id = %(consumer)s)
ORDER BY wished.at DESC, wished.id DESC LIMIT %(most)s
"""
ASTRAY = """
SELECT coalesce(address.consumer_id, total.consumer_id), coalesce(address.value, total.value)
FROM contact_address AS address FULL JOIN contact_sum AS total
  ON total.consumer_id = address.consumer_id AND total.value = address.value
WHERE (address.channels, address.source, address.known_at, address.owner, address.proof, address.owner_at)
      IS DISTINCT FROM (total.channels, total.source, total.known_at, total.owner, total.proof, total.owner_at)
ORDER BY 1, 2 LIMIT %(most)s
"""
#: Of an address that is to be kept for a consumer: who else has it, and whether somebody at it said no before.
DOUBT = """
SELECT count(*) FILTER (WHERE consumer_id <> %(consumer)s AND owner <> 'not_owner'),
       count(*) FILTER (WHERE consumer_id <> %(consumer)s AND owner = 'proved'),
       max(owner_at) FILTER (WHERE consumer_id = %(consumer)s AND owner = 'not_owner')
FROM contact_address WHERE value = %(value)s
"""
NOTHING_KNOWN = Condition()


@dataclass(frozen=True, slots=True)
class Kept:
    """A wish as it was said: messages of a purpose to an address no more, or again."""

    value: str
    purpose: str
    is_wanted: bool
    how: str
    at: datetime
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an address may not be the consumer's own."""

    others: int  #: further accounts that it stands on
    proved: int  #: of these, on how many it is proved
    denied_at: datetime | None  #: when somebody at it said that this connection is not theirs


@dataclass(frozen=True, slots=True)
class Held:
    """A number or mailbox on file: who named it and when, whose it is and who says so, and its condition."""

    value: str
    channels: tuple[str, ...]
    source: str
    by: str
    known_at: datetime
    owner: str
    proof: str
    owner_by: str
    owner_at: datetime | None
    accounts: int  #: on how many it stands
    health: Condition
    doubted_by: tuple[str, ...] = ()  #: the rules by which it is suspect, as long as nobody proves it
    wishes: tuple[Kept, ...] = ()  #: all that was wished there, the latest first
    id: int = 0  #: by which a page names it, for no page has the number itself
    asked_at: datetime | None = None  #: when the number itself was asked last whose it is
    said: str = ""  #: to that: mine, not_mine or nothing yet
    role: str = ""  #: whose telephone it is, as somebody said

    @property
    def is_suspect(self) -> bool:
        """Whether nothing that names the account goes there until it is proved."""
        return self.is_hearsay or bool(self.doubted_by)

    @property
    def is_hearsay(self) -> bool:
        """Whether only WhatsApp named it: it is asked whose it is."""
        return self.owner == Address.Owner.UNKNOWN and self.source == ClaimSource.CARRIER

    @property
    def standing_wishes(self) -> tuple[Kept, ...]:
        """The latest word on each purpose."""
        latest: dict[str, Kept] = {}
        for wish in self.wishes:
            latest.setdefault(wish.purpose, wish)
        return tuple(latest.values())


def doubt_about(consumer: int, value: str) -> Doubt | None:
    """Return why the address may not be the consumer's; none where nothing speaks against it."""
    (found,) = (Doubt(*row) for row in rows(DOUBT, consumer=consumer, value=value))
    return found if found.others or found.denied_at else None


def held_by(consumer: int) -> tuple[Held, ...]:
    """Return the addresses of the consumer, those that are proved first and those struck out last."""
    lines = rows(HELD, consumer=consumer)
    known = conditions_of([value for _, value, *_ in lines])
    wishes = wishes_of(consumer)
    return tuple(
        Held(value, tuple(channels), source, by or "", known_at, owner, proof, owner_by or "", owner_at, accounts,
             known.get(value, NOTHING_KNOWN), tuple(doubts or ()), tuple(one for one in wishes if one.value == value),
             number, asked_at, said or "", role or "")
        for number, value, channels, source, by, known_at, owner, proof, owner_by, owner_at, accounts, doubts, asked_at,
            said, role in lines
    )  # fmt: skip


def wishes_of(consumer: int, *, most: int = 100) -> list[Kept]:
    """Return what was wished at the consumer's addresses, the latest first."""
    return [Kept(*line) for line in rows(WISHES, consumer=consumer, most=most)]


def astray(*, most: int = 100) -> list[tuple[int, str]]:
    """Return addresses, with their consumers, that are not what their claims add up to; there are none."""
    return [(consumer, value) for consumer, value in rows(ASTRAY, most=most)]
