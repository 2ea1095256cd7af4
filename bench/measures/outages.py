"""
How long the outage desk takes to tell the whole area that it is dark, and the first message after its release.

Its yardstick is plain COPY of the same rows into a table without any index, in the same run on the same machine.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import psycopg

from bench import district, stage
from bench.load.alert import OFFICER
from bench.measures.enqueue import first_out, wait_for_the_engine
from bench.scale import LET_OUT, Figures, module

A_NUMBERS_CEILING = 1000  #: messages a second
SENT_FOR = 5.0  #: seconds until the light is back
COMPANY = """
INSERT INTO network_office (code, kind, name, valid_from) VALUES ('PUVVNL', 'company', 'TEST COMPANY', '2020-04-01');
INSERT INTO network_officeplace (office_id, parent_id, valid_from)
SELECT section.id, company.id, '2020-04-01' FROM network_office section, network_office company
WHERE section.kind = 'section' AND company.kind = 'company';
WITH person AS (
    INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, is_superuser,
                           date_joined)
    VALUES ('{officer}', '!', '', '', '', true, false, false, now()) RETURNING id
)
INSERT INTO staff_post (person_id, office_id, role, valid_from)
SELECT person.id, office.id, 'se', '2020-04-01' FROM person, network_office office WHERE office.kind = 'company';
"""


def measure(figures: Figures, folder: Path, *, alerts: int) -> None:
    """Switch the whole area off, tell so many people, and switch it on again while they are being told."""
    url = stage.new_database()
    district.fill(url, folder / "outages", consumers=alerts)
    with (
        psycopg.connect(url, autocommit=True) as connection,
        stage.city(folder / "outages", per_second=A_NUMBERS_CEILING) as (_, running),
    ):
        connection.execute(COMPANY.replace("{officer}", OFFICER))
        stage.start(running, "deliver", "deliver")
        wait_for_the_engine(connection, running)
        told = json.loads(module("bench.load.alert", "tell"))
        rate = plain_copy(connection)
        released = time.time()
        connection.execute(LET_OUT)
        first = first_out(folder / "outages", running)
        time.sleep(SENT_FOR)
        back = json.loads(module("bench.load.alert", "back"))
    seconds = told["posted"] - told["began"]
    figures.put("outages_tell", seconds, "s", target=f"10 for {alerts} at 15000 rows/s of COPY")
    figures.put("outages_tell_rate", told["people"] / seconds, "people/s")
    figures.put("outages_copy_rate", rate, "rows/s")
    figures.put("outages_tell_in_copies", seconds / (told["people"] / rate), "times COPY")
    figures.put("outages_first_out", first - released, "s", target="1")
    figures.put("outages_back", back["posted"] - back["began"], "s")


def plain_copy(connection: psycopg.Connection) -> float:
    """Return how many of the posted rows a second plain COPY takes into a table without an index."""
    connection.execute("CREATE TABLE bench_plain (LIKE outbox_notice)")
    with tempfile.TemporaryFile() as kept:
        with connection.cursor().copy("COPY (SELECT * FROM outbox_notice) TO STDOUT") as out:
            for piece in out:
                kept.write(piece)
        kept.seek(0)
        began = time.monotonic()
        with connection.cursor() as cursor:
            with cursor.copy("COPY bench_plain FROM STDIN") as copy:
                while piece := kept.read(1 << 20):
                    copy.write(piece)
            rows = cursor.rowcount
        seconds = time.monotonic() - began
    connection.execute("DROP TABLE bench_plain")
    return rows / seconds
