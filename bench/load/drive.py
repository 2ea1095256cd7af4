"""Plan a drive for everybody and look at it once all doors have visits; print the seconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta

from bijlisetu.plumbing import startup

#: The half of the doors were closed by a first visit, of the others three in four were visited twice.
VISITS = """
INSERT INTO fieldwork_visit (id, form, round_id, consumer_id, beat_id, person_id, "by", entrance, outcome, answers,
                             said_at, at, received_at, latitude, longitude, accuracy_m)
SELECT gen_random_uuid(), 'contact', door.round_id, door.consumer_id, door.beat_id, beat.worker_id, 'bench', 'app',
       CASE WHEN nth = 1 AND door.id % 2 = 0 THEN 'updated' ELSE 'locked' END,
       CASE WHEN nth = 1 AND door.id % 2 = 0 THEN jsonb_build_object('number', '601' || lpad(door.id::text, 7, '0'))
            ELSE '{}'::jsonb END,
       said.at, said.at, said.at, 28.5 + door.id % 1000 * 0.0001, 77.3, 12
FROM fieldwork_door door JOIN fieldwork_beat beat ON beat.id = door.beat_id
CROSS JOIN generate_series(1, 2) AS nth
CROSS JOIN LATERAL (
    SELECT now() - (door."order" % 12 + nth) * interval '1 day' + door."order" * interval '5 minutes' AS at
) AS said
WHERE nth = 1 OR door.id % 2 = 1 AND door.id % 8 < 6;
UPDATE fieldwork_door SET state = 'done', closed_at = now(), visited_at = now(), visits = 1 WHERE id % 2 = 0;
UPDATE fieldwork_door SET visited_at = now(), visits = CASE WHEN id % 8 < 6 THEN 2 ELSE 1 END WHERE id % 2 = 1;
ANALYZE fieldwork_visit, fieldwork_door;
"""
#: The same rows with the same indexes, copied and nothing asked: what laying doors takes at the least.
YARDSTICK = "CREATE TEMP TABLE copied (LIKE fieldwork_door INCLUDING INDEXES INCLUDING CONSTRAINTS INCLUDING DEFAULTS)"


def main() -> None:
    """Give so many workers a post, plan, and look."""
    startup.set_up()
    from django.contrib.auth.models import User
    from django.db import connection
    from django.db.models import Count

    from bijlisetu.drives.honesty.looking import look, seen_in
    from bijlisetu.drives.models import Drive
    from bijlisetu.drives.pace.queries import picture
    from bijlisetu.drives.plan.actions import Days, plan
    from bijlisetu.fieldwork.models import Visit
    from bijlisetu.network.models import Office
    from bijlisetu.staff.models import Post

    office = Office.objects.get()
    for number in range(int(sys.argv[1])):
        person = User.objects.create(username=f"walker{number:03}")
        Post.objects.create(person=person, office=office, role="lineman", valid_from=date(2026, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM contact_address")
    today, at = datetime.now(UTC).date(), datetime.now(UTC)
    days = Days(begins_on=today - timedelta(days=20), deadline=today + timedelta(days=20))
    began = time.monotonic()
    planned = plan(
        title="bench", offices=[office.pk], population=Drive.Population.NO_NUMBER, days=days, at=at, by="bench"
    )
    took = time.monotonic() - began
    told = {"doors": planned.doors, "beats": planned.beats, "plan": took, "copy": _copied()}
    with connection.cursor() as cursor:
        cursor.execute(VISITS)
    for name, opened in {
        "count": lambda: Visit.objects.filter(round=planned.drive.pk).values("person").annotate(Count("pk")).count(),
        "picture": lambda: picture(planned.drive, on=today, office=office.pk),
        "look": lambda: look(planned.drive, at=at),
        "signals": lambda: seen_in(planned.drive, at=at),
    }.items():
        opened()
        began = time.monotonic()
        opened()
        told[name] = time.monotonic() - began
    print(json.dumps(told))  # noqa: T201


def _copied() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK)
        with cursor.copy("COPY fieldwork_door TO STDOUT") as copy:
            doors = b"".join(copy)
        began = time.monotonic()
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write(doors)
        return time.monotonic() - began


if __name__ == "__main__":
    main()
