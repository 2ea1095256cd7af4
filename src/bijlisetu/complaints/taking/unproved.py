"""
Complaints from the open web: whoever makes one names an account and a mobile number, and proves neither.

The page answers everybody alike. Behind it the complaint becomes the account's where the number is one of the account's
own, and its news go there; else a clerk calls back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bijlisetu.audit import machines
from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.ending import join_outage, outage_of
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.actions.writing import locked, write
from bijlisetu.complaints.darkness.hearing import DARK, report
from bijlisetu.complaints.lists import OPEN, State, Way, What, area_of
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.companies import utility_over
from bijlisetu.outages.learning.hearing import report_no_light
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.codes import hidden
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.values import Mobile

#: The job by which complaints of the open web find their accounts.
OWN = "own_complaints_of_the_web"
#: How account and number stand in the place of such a complaint.
BETWEEN = " · "
#: Whoever says the same once more within so long says it of the same complaint.
SAID_AGAIN = timedelta(days=1)
THEIRS = """
SELECT complaint.id, consumer.id, place.section_id FROM complaints_complaint complaint
JOIN consumers_consumer consumer ON consumer.account = split_part(complaint.place, %(between)s, 1)
LEFT JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
WHERE complaint.way = 'web' AND complaint.consumer_id IS NULL AND complaint.state = 'registered'
  AND complaint.at > %(since)s
  AND EXISTS (SELECT FROM contact_address address
              WHERE address.consumer_id = consumer.id AND address.owner <> 'not_owner'
                AND address.value = '91' || split_part(complaint.place, %(between)s, 2))
ORDER BY complaint.id LIMIT 200
"""
#: Where the account is, its office looks at it, whoever wrote; nothing is told of the account.
SECTION = """
SELECT place.section_id FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
WHERE consumer.account = %(account)s
"""
#: Who presses twice, at two of our servers, waits here for themselves.
ALONE = "SELECT FROM (SELECT pg_advisory_xact_lock(1517, hashtext(%(asked)s))) AS held"
#: Four digits of the number that a complaint's news go to, or from which it came.
ENDINGS = """
SELECT right(address.value, 4) FROM complaints_complaint complaint
JOIN contact_address address ON address.consumer_id = complaint.consumer_id AND address.owner <> 'not_owner'
WHERE complaint.id = %(complaint)s AND address.value ~ '^91[6-9][0-9]{9}$'
UNION SELECT right(reply.sender, 4) FROM complaints_complaint complaint
JOIN tracking_reply reply ON reply.id = complaint.reply WHERE complaint.id = %(complaint)s AND reply.sender <> ''
UNION SELECT right(place, 4) FROM complaints_complaint
      WHERE id = %(complaint)s AND way = 'web' AND strpos(place, %(between)s) > 0
"""


@transaction.atomic
def take(said: Said, *, account: str, mobile: Mobile, at: datetime, secret: str) -> Complaint:
    """Take a complaint of whoever says that it is of the account; the same said again is one."""
    digits = mobile.e164[-10:]
    asked = hidden(f"{account}\n{digits}", purpose="complaint of the web", secret=secret)
    rows(ALONE, asked=asked)
    # Alike for those that were given to their account meanwhile: nobody learns by it whose the number is.
    same = Complaint.objects.filter(
        way=Way.WEB, category=said.category, at__gt=at - SAID_AGAIN, state__in=[*OPEN, State.JOINED],
        events__facts__asked=asked,
    ).first()  # fmt: skip
    if same is not None:
        held = locked(same.pk)
        write(held, What.NOTED, happened_at=at, at=at, by=machines.HOME, way=str(Way.WEB), words=said.words)
        return held
    found = rows(SECTION, account=account)
    whole = Said(
        category=said.category, way=Way.WEB, said_at=at, words=said.words,
        place=f"{account}{BETWEEN}{digits}", language=said.language,
        office=int(found[0][0]) if found else None, level=said.level, files=said.files, asked=asked,
    )  # fmt: skip
    return register(whole, at=at, by=machines.HOME).complaint


def own(*, at: datetime) -> int:
    """Give complaints of the open web to the accounts whose numbers were named, and tell those; return how many."""
    found = {int(complaint): (int(consumer), section) for complaint, consumer, section in rows(
        THEIRS, between=BETWEEN, since=at - SAID_AGAIN
    )}  # fmt: skip
    return one_by_one(found, lambda one: _give(one, *found[one], at=at), what="complaint_of_web", at=at)


def _give(complaint: int, consumer: int, section: int | None, *, at: datetime) -> int:
    seen, whose = Complaint.objects.get(pk=complaint), Consumer.objects.select_related("feeder").get(pk=consumer)
    # Before anybody is locked, as for words by any other way: whoever sits in the dark speaks for their neighbours.
    told = report(consumer=whose.pk, way=Way.WEB, said_at=seen.said_at) if seen.category in DARK else []
    heard = report_no_light(reports=told, at=at) if told else []
    held = locked(complaint)
    if held.consumer_id is not None or held.state != State.REGISTERED:
        return 0  # a clerk was faster
    held.outage = next((one.outage or "" for one in heard), "")
    held.consumer, held.area, held.office_id = whose, str(area_of(whose.feeder.supply)), section or held.office_id
    held.utility, held.language = utility_over(held.office_id), whose.language
    held.place = ""  # the number is on the account
    held.save(update_fields=["utility", "language", "place", "outage"])
    facts = {"area": held.area, "office": held.office_id}
    write(held, What.CHANGED, happened_at=at, at=at, by=machines.HOME, facts=facts)
    if outage := outage_of(held, whose):
        join_outage(held, outage, at=at, by=machines.HOME)
    telling.registered(held, at=at)
    return 1


def looked_up(number: str, ending: str) -> Complaint | None:
    """Return the complaint of the number, for who knows the end of the mobile number that its news go to."""
    found = Complaint.objects.filter(number=number).first() if number else None
    if found is None or (ending,) not in rows(ENDINGS, complaint=found.pk, between=BETWEEN):
        return None
    return found
