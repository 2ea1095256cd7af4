"""What was decided goes from every table, the counts stay, the chain is whole, and nothing goes in any other way."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import bijlisetu.contact.actions as contact
from bijlisetu.audit import chain, erasures
from bijlisetu.audit.models import Entry, Erasure
from bijlisetu.audit.sweeping import PARTS
from bijlisetu.audit.verifying import verify
from bijlisetu.complaints.actions import working
from bijlisetu.complaints.actions.enclosing import File
from bijlisetu.complaints.actions.registering import Said as Said_
from bijlisetu.complaints.actions.registering import register
from bijlisetu.complaints.lists import Way
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.contact.law.informing import inform
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address, Claim, Import, ImportedFact, ImportPiece, Informed, Unsubscribed
from bijlisetu.contact.queries import astray
from bijlisetu.fieldwork.models import Photo, PhotoPiece, Visit
from bijlisetu.jobs.erasing import SWEPT, erase_granted
from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.values import Language, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

DIGITS = "6300000452"
VALUE, MAILBOX, NEIGHBOUR = f"91{DIGITS}", "devi.synthetic@example.in", "916000000777"
LATER = NOON + timedelta(days=1)
COLUMNS = """
SELECT table_name, column_name, udt_name FROM information_schema.columns JOIN information_schema.tables
USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  AND udt_name IN ('text', 'varchar', 'json', 'jsonb', 'bytea', '_text', '_varchar') ORDER BY 1, 2
"""
#: Columns that hold words of ours, codes, hashes, or people at work: what a consumer said or is comes into none.
OURS = {
    "arrears_night", "arrears_owing", "arrears_recovery", "arrears_step",
    "audit_breach", "audit_entry", "audit_erasure", "audit_hold", "audit_seal", "billing_bill", "billing_telling",
    "campaigns_campaign", "campaigns_meant", "campaigns_sectioncount", "complaints_compensation",
    "complaints_escalation", "contact_bookmark", "contact_found", "contact_importedrow", "contact_inspection",
    "contact_kyc", "contact_kyctotal", "contact_suspended", "contact_tally", "django_content_type",
    "django_migrations", "django_session", "drives_callback", "drives_drive", "drives_keptsignal", "editions_edition",
    "editions_proposal", "fieldwork_beat", "fieldwork_device", "fieldwork_door", "fieldwork_doortotal",
    "fieldwork_round", "fieldwork_scan", "fieldwork_sheet", "ledger_balance", "ledger_entry", "ledger_headtotal",
    "ledger_line", "ledger_mismatch", "ledger_plan", "ledger_sanction", "ledger_surcharged", "metering_before",
    "metering_meter", "metering_metertotal", "metering_read", "metering_surplus", "network_feeder",
    "network_office", "network_switching", "network_transformer", "outages_asked", "outages_bulletin",
    "outages_interruption", "outages_ledgerline", "outages_monthreturn", "outages_newstotal", "outages_nolight",
    "outages_outage", "outages_outageevent", "outages_press", "outages_rehanging", "outages_served",
    "outages_suspicion", "outages_told", "outbox_attempttotal", "outbox_brought", "outbox_engine",
    "outbox_noticetotal", "outbox_registeredtemplate", "outbox_sender", "outbox_stop", "outbox_turn",
    "outbox_turntotal", "payments_exchange", "payments_name", "payments_payment",
    "reach_deadline", "reach_growthsum", "reach_growthtotal",
    "reach_peoplesum", "reach_peopletotal", "reach_runline", "reach_runtotal", "reach_standing", "reach_task",
    "reach_tasksum", "reach_tasktotal", "reports_disclosure", "reports_evening", "reports_paid", "reports_sent",
    "staff_card", "staff_forgotten",
    "staff_key", "staff_post", "staff_system", "staff_systemkey", "systems_answered", "systems_change",
    "systems_dispatch", "systems_feed", "systems_pace", "systems_reference", "systems_subscription",
    "tills_receipt", "tills_till", "tracking_unclear",
}  # fmt: skip
OF_OTHERS = ("auth_", "axes_", "otp_", "procrastinate_")
#: Words beside what goes, in tables of which something does.
BESIDE = {
    "arrears_demand": {"policy", "notice", "issued_by", "served_how", "served_by", "ended"},
    "arrears_order": {"ordered_by", "seconded_by", "cut_by", "withdrawn_why"},
    "arrears_pause": {"why", "begun_by", "ended_by"},
    "arrears_result": {"outcome", "by"},
    "payments_report": {"key", "source", "status", "file"},
    "payments_callback": {"source", "digest", "fault"},
    "consumers_consumer": {
        "account", "language", "book", "pole", "tariff", "supply_type", "load_unit", "meter_number", "need",
    },
    "consumers_factchange": {"field", "source", "by"},
    "complaints_complaint": {
        "number", "category", "area", "language", "way", "state", "outage", "utility", "crew", "standard",
        "resolved_by", "by",
    },
    "complaints_complaintevent": {"what", "by", "why", "evidence", "way", "facts"},
    "complaints_awaited": {"media_id", "fault"},
    "complaints_enclosed": {"enclosure_id"},
    "complaints_enclosure": {"sha256", "mime_type"},
    "contact_address": {"channels", "source", "owner", "proof"},
    "contact_asking": {"rule", "by", "said"},
    "contact_challenge": {"role", "entrance", "by", "state", "proof"},
    "contact_change": {"role", "source", "proof", "state", "by", "undone_by"},
    "contact_claim": {"role", "word", "source", "proof", "by", "device"},
    "contact_correction": {"what", "by", "answered_by"},
    "contact_detail": {"matter", "by"},
    "contact_finding": {"rule"},
    "contact_health": {"finding", "shut"},
    "contact_import": {"what", "mapping", "file", "by", "state", "undone_by", "hindrance", "columns"},
    "contact_importedfact": {"field"},
    "contact_informed": {"notice", "language", "source", "by"},
    "contact_life": {"channel"},
    "contact_sign": {"channel", "sender", "says"},
    "contact_suspect": {"rule", "by"},
    "contact_trusted": {"rule", "why", "by"},
    "contact_unsubscribed": {"purpose", "how"},
    "contact_untaken": {"field", "why", "file"},
    "contact_validated": {"says"},
    "contact_wished": {"purpose", "how"},
    "drives_matter": {"why", "decision", "decided_by"},
    "drives_toprove": {"said", "called_by"},
    "fieldwork_photo": {"name", "sha256"},
    "fieldwork_visit": {"form", "by", "entrance", "outcome"},
    "memos_enclosure": {"sha256"},
    "memos_memo": {"kind", "key", "channel", "language", "enclosed", "state", "reason", "carrier_id"},
    "outbox_attempt": {"channel", "sender", "engine", "reason", "category"},
    "outbox_incident": {"kind"},
    "outbox_notice": {"kind", "key", "occasion", "state", "reason"},
    "outbox_run": {
        "key", "kind", "state", "feeders", "made_by", "makers", "hands", "canary_by", "released_by", "stopped_by",
        "stopped_why",
    },
    "tracking_earlyreport": {
        "channel", "carrier_id", "forms", "state", "reason", "user_id", "category", "scope", "remedy"
    },
    "tracking_forged": {"digest", "way"},
    "tracking_inbound": {"source"},
    "tracking_reply": {"channel", "kind", "mime_type", "attempts", "meaning", "digest", "taken_by"},
}  # fmt: skip


def granted(of: Consumer, *parts: str) -> int:
    number = erasures.ask(consumer=of.pk, by="link", at=NOON)
    erasures.decide(number=number, parts=parts or PARTS, kept=[], words="", by="officer", at=NOON)
    return number


def found(*needles: str) -> set[tuple[str, str]]:
    """Return every column of the database in which one of the words stands, whatever it holds."""
    return {
        (table, column)
        for table, column, kind in sql.rows(COLUMNS)
        for needle in needles
        if _has(table, column, kind, needle)
    }


def _has(table: str, column: str, kind: str, needle: str) -> bool:
    text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
    ((has,),) = sql.rows(f'SELECT EXISTS (SELECT FROM "{table}" WHERE strpos({text}, %(needle)s) > 0)', needle=needle)
    return bool(has)


@pytest.fixture
def someone() -> Consumer:
    return build.consumer(mobile=VALUE, email=MAILBOX, name="काल्पनिक देवी", account="9900004321")


def everywhere(of: Consumer) -> None:
    """Put the number wherever the product puts one, and where people write it."""
    inform(consumer=of.pk, value=VALUE, language=Language.HINDI, source=ClaimSource.COUNTER, by="clerk", at=NOON)
    contact.repair(account=of.account, address=Mobile.parse(DIGITS), proof="visit", at=NOON, by="asha")
    for wish in (Wish(of.pk, VALUE, "reminder"), Wish(None, VALUE, "marketing")):
        contact.keep_wishes(said=[Said(wish, False, "page", NOON)], at=NOON, by="link")
    build.challenge(of, VALUE)
    build.change(of, VALUE, "916000000099")
    visit = build.visit(of, "updated", answers={"number": DIGITS, "email": MAILBOX})
    notice = build.notice(of)
    month = notice.pk // A_MONTH
    attempt = Attempt.objects.create(
        id=month * A_MONTH + 900_001, notice=notice, month=month, channel="whatsapp", address=VALUE, state=10,
        claimed_at=NOON, carrier_id="wamid." + base64.b64encode(VALUE.encode()).decode(),
        detail=f"+91 {DIGITS[:5]} {DIGITS[5:]} is busy",
    )  # fmt: skip
    raw = json.dumps({"from": VALUE, "text": {"body": f"call {DIGITS[:5]}-{DIGITS[5:]}"}}).encode()
    given = {"c": of.pk, "value": VALUE, "at": NOON, "digits": DIGITS, "raw": raw, "mail": MAILBOX,
             "attempt": attempt.pk, "notice": notice.pk}  # fmt: skip
    for statement in FILL:
        sql.execute(f"{statement} ON CONFLICT DO NOTHING" if "INSERT" in statement else statement, **given)
    imported(of)
    complained(of)
    photo = Photo.objects.create(visit=visit, name="meter", size=1, sha256="x")
    PhotoPiece.objects.create(photo=photo, offset=0, content=DIGITS.encode())
    of.name, of.address = f"काल्पनिक देवी {DIGITS}", f"मकान 1, फ़ोन {DIGITS}"
    of.changed_at = LATER
    of.save()


#: What other rooms put there, each row with nothing in it but what makes it one.
FILL = (
    """UPDATE outbox_notice SET facts = facts || jsonb_build_object('n', %(value)s::text, 'm', %(digits)s::bigint)
       WHERE id = %(notice)s""",
    "INSERT INTO outbox_part (attempt_id, carrier_id, state) VALUES (%(attempt)s, %(digits)s, 10)",
    """INSERT INTO outbox_incident (kind, subject, detail, at, last_at, times)
       VALUES ('x', %(value)s, %(digits)s, %(at)s, %(at)s, 1)""",
    """INSERT INTO tracking_inbound (source, body, received_at, folded_at)
       VALUES ('whatsapp', %(raw)s, %(at)s, %(at)s)""",
    """INSERT INTO tracking_reply (channel, sender, text, payload, attempt, at, received_at, meaning, digest)
       VALUES ('whatsapp', %(value)s, 'मेरा नंबर ' || %(digits)s, '', %(attempt)s, %(at)s, %(at)s, 'unclear', 'd1'),
              ('email', '', 'लिखें ' || upper(%(mail)s), '', NULL, %(at)s, %(at)s, 'unclear', 'd2')""",
    """INSERT INTO tracking_earlyreport (channel, carrier_id, forms, state, reason, detail, only_of, at, received_at)
       VALUES ('sms', 'x', '{}', 'read', '', %(digits)s, '', %(at)s, %(at)s),
              ('sms', 'y', '{}', 'read', '', '', %(value)s, %(at)s, %(at)s)""",
    """INSERT INTO contact_sign (value, channel, sender, day, says, gathered_at)
       VALUES (%(value)s, 'sms', 'x', %(at)s, 'x', %(at)s)""",
    "INSERT INTO contact_life (value, channel, day) VALUES (%(value)s, 'sms', %(at)s)",
    """INSERT INTO contact_health (value, finding, shut, since, until, last_on)
       VALUES (%(value)s, 'closed', '{}', %(at)s, %(at)s, %(at)s)""",
    "INSERT INTO contact_finding (rule, value) VALUES ('dummy', %(value)s)",
    "INSERT INTO contact_suspect (value, rule, since, by) VALUES (%(value)s, 'dummy', %(at)s, 'x')",
    "INSERT INTO contact_trusted (value, rule, why, by, at) VALUES (%(value)s, 'dummy', 'x', 'x', %(at)s)",
    """INSERT INTO contact_revoked (value, "on", told_at) VALUES (%(value)s, %(at)s, %(at)s)""",
    "INSERT INTO contact_asking (value, rule, by, at, consumer_id) VALUES (%(value)s, 'dummy', 'x', %(at)s, %(c)s)",
    "INSERT INTO contact_validated (value, says, at) VALUES (%(value)s, 'differs', %(at)s)",
    "INSERT INTO contact_heldback (value, until) VALUES (%(value)s, %(at)s)",
    "INSERT INTO contact_userid (user_id, value, at) VALUES ('IN.' || %(digits)s, %(value)s, %(at)s)",
    """INSERT INTO contact_allowance (subject, since, used, most) VALUES ('number:' || %(value)s, %(at)s, 1, 5)""",
    """INSERT INTO contact_untaken (consumer_id, field, text, why, file, line, at)
       VALUES (%(c)s, 'mobile', %(digits)s, 'digits', 'people.csv', 1, %(at)s)""",
    """INSERT INTO arrears_pause (consumer_id, why, said, begun_at, begun_by)
       VALUES (%(c)s, 'dispute', 'call ' || %(digits)s, %(at)s, 'x')""",
    """INSERT INTO memos_enclosure (sha256, content, at)
       VALUES ('x', convert_to('row;' || %(digits)s || ';', 'UTF8'), %(at)s)""",
)


def complained(of: Consumer) -> None:
    """A complaint whose words, place and photo have the number, and words of an officer that have it too."""
    photo = File(b"\xff\xd8\xff" + DIGITS.encode())
    said = Said_(
        category="OTHER", way=Way.CHAT, said_at=NOON, consumer=of.pk, words=f"call {DIGITS}", place=f"near {MAILBOX}",
        files=[photo],
    )  # fmt: skip
    made = register(said, at=NOON, by="reply").complaint
    working.note(complaint=made.pk, words=f"called {DIGITS[:5]} {DIGITS[5:]}", at=NOON, by="je")


def imported(of: Consumer) -> None:
    """A file that was refused a row with the number in it, in its own words."""
    lines = f"account,mobile\n{of.account},{DIGITS[:5]} {DIGITS[5:]}\n9900000001,{NEIGHBOUR}\n".encode()
    made = Import.objects.create(
        what="consumers", file="people.csv", size=1, by="asha", at=NOON, state="done", rejects=lines,
        incomplete=b"\xff\x00" + DIGITS.encode(), words=f"{DIGITS} is twice there", reasons={f"{DIGITS} twice": 1},
    )  # fmt: skip
    ImportPiece.objects.create(of=made, begins=0, content=lines)
    ImportedFact.objects.create(of=made, consumer=of, field="mobile", before="", after=VALUE)


def test_the_number_is_found_nowhere_in_the_database(someone: Consumer) -> None:
    everywhere(someone)
    before = found(DIGITS, MAILBOX)

    granted(someone)
    assert erase_granted(at=LATER) == 1

    assert len({table for table, _ in before}) > 18
    left = found(DIGITS, MAILBOX, f"{DIGITS[:5]} {DIGITS[5:]}", f"{DIGITS[:5]}-{DIGITS[5:]}",
                 base64.b64encode(VALUE.encode()).decode())  # fmt: skip
    assert left == set()
    assert erase_granted(at=LATER) == 0


def test_every_column_that_can_hold_words_is_swept_or_is_known_to_hold_none_of_a_person() -> None:
    swept = {(one.table, column) for one in SWEPT for column in one.columns}
    parts = {name for (name,) in sql.rows("SELECT inhrelid::regclass::text FROM pg_inherits")}
    unknown = {
        (table, column)
        for table, column, _ in sql.rows(COLUMNS)
        if table not in parts and table not in OURS and not table.startswith(OF_OTHERS)
        and column not in BESIDE.get(table, ())
    } - swept  # fmt: skip

    assert unknown == set()


def test_what_others_have_and_what_was_counted_stay(someone: Consumer) -> None:
    neighbour = build.consumer(mobile=NEIGHBOUR, name="परीक्षण राम")
    everywhere(someone)
    build.notice(neighbour)
    counted = [
        "SELECT count(*) FROM contact_claim", "SELECT count(*) FROM outbox_attempt",
        "SELECT count(*) FROM fieldwork_visit", "SELECT count(*), max(outcome) FROM fieldwork_visit",
        "SELECT state, count(*) FROM outbox_notice WHERE kind = 'bill_issued' GROUP BY 1 ORDER BY 1",
        "SELECT count(*) FROM contact_informed",
        'SELECT word, source, proof, "by", at FROM contact_claim ORDER BY id',
        "SELECT degree, count(*) FROM reach_standing GROUP BY 1 ORDER BY 1",
        "SELECT coalesce(sum(people), 0) FROM reach_peopletotal",
    ]  # fmt: skip
    before = [sql.rows(statement) for statement in counted]

    granted(someone)
    erase_granted(at=LATER)

    assert [sql.rows(statement) for statement in counted] == before
    assert list(Address.objects.values_list("value", flat=True)) == [NEIGHBOUR]
    assert NEIGHBOUR.encode() in bytes(Import.objects.get().rejects or b"")
    assert astray() == []
    assert Consumer.objects.get(pk=neighbour.pk).name == "परीक्षण राम"


def test_the_chain_is_whole_and_says_what_was_done(someone: Consumer) -> None:
    everywhere(someone)
    chain.seal(at=NOON)

    granted(someone)
    erase_granted(at=LATER)
    chain.seal(at=LATER)

    assert not verify().altered
    deeds = Entry.objects.filter(deed__startswith="erasure").order_by("pk").values_list("deed", "by", "record")
    assert list(deeds) == [
        (f"erasure.{deed}", by, f"consumer:{someone.pk}")
        for deed, by in (("asked", "link"), ("granted", "officer"), ("done", "clock"))
    ]
    assert DIGITS not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_number_of_two_accounts_stays_with_the_other(someone: Consumer) -> None:
    other = build.consumer(mobile=VALUE)
    contact.keep_wishes(said=[Said(Wish(None, VALUE, "reminder"), False, "page", NOON)], at=NOON, by="link")

    granted(someone)
    erase_granted(at=LATER)

    assert list(Address.objects.values_list("consumer", "value")) == [(other.pk, VALUE)]
    assert Unsubscribed.objects.filter(consumer=other, value=VALUE).exists()
    assert not Unsubscribed.objects.filter(consumer=someone).exists()


@pytest.mark.parametrize(
    ("part", "goes", "stays"),
    [
        ("addresses", ("contact_claim", "value"), ("outbox_attempt", "address")),
        ("messages", ("outbox_attempt", "address"), ("contact_claim", "value")),
        ("visits", ("fieldwork_visit", "answers"), ("contact_claim", "value")),
        ("history", ("consumers_factchange", "after"), ("contact_claim", "value")),
    ],
)
def test_what_is_held_stays(someone: Consumer, part: str, goes: tuple[str, str], stays: tuple[str, str]) -> None:
    everywhere(someone)

    granted(someone, part)
    erase_granted(at=LATER)

    left = {(table.split("_2026")[0].removesuffix("_undated"), column) for table, column in found(DIGITS)}
    assert goes not in left
    assert stays in left


TOUCH = (
    "UPDATE contact_claim SET value = 'erased:1:1', device = ''", "DELETE FROM contact_claim",
    "UPDATE contact_informed SET value = 'erased:1:1'", "DELETE FROM contact_informed",
    "DELETE FROM consumers_factchange",
    "UPDATE fieldwork_visit SET answers = '{}', latitude = NULL, longitude = NULL, accuracy_m = NULL",
)  # fmt: skip


@pytest.mark.parametrize("said", ["", "on", "true", "0", "undecided", "refused", "another's", "done"])
def test_nothing_goes_by_accident(someone: Consumer, said: str) -> None:
    everywhere(someone)
    number = ""
    if said in ("undecided", "refused"):
        number = str(erasures.ask(consumer=someone.pk, by="link", at=NOON))
    if said == "refused":
        erasures.decide(number=int(number), parts=(), kept=[], words="नहीं", by="officer", at=NOON)
    if said == "another's":
        number = str(granted(build.consumer()))
    if said == "done":
        number = str(granted(someone, "messages"))
        erase_granted(at=NOON)

    sql.rows("SELECT set_config('bijlisetu.erasing', %(said)s, true)", said=number or said)
    for statement in TOUCH:
        with pytest.raises(IntegrityError, match=r"stays|kept"), transaction.atomic():
            sql.execute(statement)


def test_no_step_of_a_request_can_be_changed(someone: Consumer) -> None:
    granted(someone, "messages")
    for change in ("parts = '{addresses}'", "decided_by = 'x'", "consumer = 0"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            sql.execute(f"UPDATE audit_erasure SET {change}")
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        sql.execute("DELETE FROM audit_erasure")

    with pytest.raises(erasures.AlreadyDecided):
        erasures.decide(number=Erasure.objects.get().pk, parts=PARTS, kept=[], words="", by="x", at=NOON)


def test_asked_twice_is_asked_once_and_may_be_asked_again_later(someone: Consumer) -> None:
    first = erasures.ask(consumer=someone.pk, by="link", at=NOON)

    assert erasures.ask(consumer=someone.pk, by="link", at=LATER) == first
    with pytest.raises(erasures.NothingToErase):
        erasures.decide(number=first, parts=("registry",), kept=[], words="", by="x", at=NOON)
    erasures.decide(number=first, parts=(), kept=[], words="बिल बकाया है", by="x", at=NOON)
    assert erasures.ask(consumer=someone.pk, by="link", at=LATER) != first
    assert Claim.objects.filter(value=VALUE).exists()
    assert Informed.objects.count() == Visit.objects.count() == 0
