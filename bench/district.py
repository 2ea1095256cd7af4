"""A district whose every phone works: filled into the tables in sets, with the truth about it for the carriers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import psycopg

from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.behaviour import Person
from bijlisetu.simulator.people.truth import COLUMNS

SEED = 1
#: Everybody has WhatsApp and nobody opens it: each message has two statuses, sent and delivered, and no more.
SILENT = Person(works=True, whatsapp=True, reads=False, belongs=True, objects=False, confirms=False)
SOON = 60.0  #: seconds until a phone is found; nobody's phone is away for hours here
FIRST_MOBILE = 6_000_000_001
A_FEEDER = 1_500  #: consumers on one feeder

PLACES = """
INSERT INTO network_office (code, kind, name, valid_from) VALUES ('BENCH', 'section', 'TEST SECTION', '2020-04-01');
INSERT INTO network_feeder (code, name, category, supply, voltage_kv, valid_from)
SELECT 'F' || lpad(n::text, 12, '0'), 'TEST FEEDER ' || n, '', '', 11, '2020-04-01'
FROM generate_series(1, {feeders}) n;
INSERT INTO network_feederplace (feeder_id, section_id, valid_from)
SELECT feeder.id, office.id, '2020-04-01' FROM network_feeder feeder, network_office office;
"""
PEOPLE = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT account, 'परीक्षण उपभोक्ता', '', feeder.id, '', '', '', '', '', '', now(), now()
FROM people JOIN network_feeder feeder ON feeder.code = people.feeder ORDER BY account;
INSERT INTO contact_address (consumer_id, value, channels, source, known_at)
SELECT consumer.id, people.mobile, '{whatsapp,sms,call}', 'billing_export', now()
FROM people JOIN consumers_consumer consumer USING (account) ORDER BY consumer.id;
INSERT INTO contact_claim (consumer_id, value, role, word, source, proof, "by", device, at)
SELECT consumer_id, value, 'unknown', 'reaches', source, '', 'bench', '', known_at FROM contact_address ORDER BY id;
"""


def fill(url: str, folder: Path, *, consumers: int) -> None:
    """Fill empty tables with so many consumers, and write the folder's truth.csv about their phones."""
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url) as connection, (folder / "truth.csv").open("w", newline="") as file:
        connection.execute(PLACES.replace("{feeders}", str(consumers // A_FEEDER + 1)))
        connection.execute("CREATE TEMP TABLE people (account text, mobile text, feeder text) ON COMMIT DROP")
        truth = csv.writer(file)
        truth.writerow(COLUMNS)
        with connection.cursor().copy("COPY people FROM STDIN") as copy:
            for place, (account, mobile) in enumerate(islice(_people(), consumers)):
                copy.write_row((account, f"91{mobile}", f"F{place // A_FEEDER + 1:012}"))
                truth.writerow((account, "mobile", mobile, *("yes" if fact else "no" for fact in SILENT)))
        connection.execute(PEOPLE)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _people() -> Iterator[tuple[str, str]]:
    for number in count(FIRST_MOBILE):
        account, mobile = f"99{number % 10**8:08}", str(number)
        told = behaviour.whatsapp(seed=SEED, number=mobile, account=account[-4:], person=SILENT)
        if told[-1].after < SOON:
            yield account, mobile
