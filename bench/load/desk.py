"""
What else lies on the desks of an office: KYC, a look of hygiene, and a drive in which every door has visits.

`python -m bench.load.desk`, on a district with months behind it, before its totals are counted.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta

from bench.load.drive import VISITS
from bijlisetu.plumbing import startup

#: As the clock would have brought it up to date by now; the changes that wait are those of the filling.
KYC = """
SET session_replication_role = replica;
TRUNCATE contact_kyc, contact_kycchange;
INSERT INTO contact_kyc (consumer_id, feeder_id, missing) SELECT consumer_id, feeder_id, missing FROM contact_kyc_made;
SET session_replication_role = origin;
ANALYZE contact_kyc
"""
A_SECTION = 3  #: people who walk there


def main() -> None:
    """Fill the desks."""
    startup.set_up()
    from django.contrib.auth.models import User
    from django.db import connection

    from bijlisetu.contact.hygiene import rules
    from bijlisetu.contact.hygiene.inspecting import inspect
    from bijlisetu.drives.honesty.looking import look
    from bijlisetu.drives.models import Drive
    from bijlisetu.drives.plan.actions import Days, plan
    from bijlisetu.network.models import Office
    from bijlisetu.reach.models import Standing
    from bijlisetu.staff.models import Post

    at = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute(KYC)
    inspect(rules=rules.read(rules.shipped()), at=at, by="bench")
    sections = list(Office.objects.filter(kind="section").values_list("pk", flat=True))
    people = User.objects.bulk_create(User(username=f"walker{n:05}") for n in range(len(sections) * A_SECTION))
    Post.objects.bulk_create(
        Post(person=person, office_id=sections[n % len(sections)], role="lineman", valid_from=date(2026, 1, 1))
        for n, person in enumerate(people)
    )
    planned = plan(
        title="bench", offices=[Office.objects.get(kind="company").pk], population=Drive.Population.NOT_REACHED,
        ledger="bills", occasion=Standing.objects.latest("occasion").occasion, at=at, by="bench",
        days=Days(begins_on=at.date() - timedelta(days=20), deadline=at.date() + timedelta(days=20)),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(VISITS)
    look(planned.drive, at=at)


if __name__ == "__main__":
    sys.exit(main())
