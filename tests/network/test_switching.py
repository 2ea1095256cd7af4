"""What lies below an element follows the switching of the day; a list of switchings is taken once, and mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Feeder, FeederPlace, Office, Switching, Transformer
from bijlisetu.network.switching import actions as switching
from bijlisetu.network.switching.queries import Below, Elements, below
from bijlisetu.network.switching.reading import instant
from bijlisetu.plumbing.files.intake import NothingImported, Summary
from tests.build import NOON, SINCE, feeder, office
from tests.exports import table_file

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def transformer(on: Feeder, name: str = "DT 1") -> Transformer:
    return Transformer.objects.create(feeder=on, name=name, valid_from=SINCE)


def switch(of: Feeder | Transformer, *, to: Feeder, from_at: datetime = NOON, until_at: datetime | None = None) -> None:
    element = "feeder" if isinstance(of, Feeder) else "transformer"
    Switching.objects.create(**{element: of}, fed_by=to, from_at=from_at, until_at=until_at, by="test", at=NOON)


def of_feeders(*feeders: Feeder) -> Elements:
    return Elements(feeders=tuple(one.pk for one in feeders))


def test_below_a_substation_are_its_feeders_and_their_transformers() -> None:
    section = office()
    own, other = feeder(section=section), feeder()
    low, _ = transformer(own), transformer(other)

    found = below(Elements(substations=(section.pk,)), at=NOON)

    assert found == Below(frozenset({own.pk}), frozenset({low.pk}))


def test_below_an_office_are_the_feeders_of_all_its_sections() -> None:
    division = office("division")
    lines = {feeder(section=office(parent=division)).pk for _ in range(2)}

    assert below(Elements(substations=(division.pk,)), at=NOON).feeders == lines


def test_a_transformer_that_is_transferred_is_dark_with_its_new_line_and_not_with_its_own() -> None:
    own, other = feeder(), feeder()
    low = transformer(own)
    switch(low, to=other, until_at=NOON + HOUR)

    assert low.pk not in below(of_feeders(own), at=NOON).transformers
    assert low.pk in below(of_feeders(other), at=NOON).transformers
    assert low.pk in below(of_feeders(own), at=NOON + HOUR).transformers


def test_a_feeder_that_is_fed_back_is_spared_by_its_substation_and_dark_with_the_line_that_feeds_it() -> None:
    section = office()
    own, other = feeder(section=section), feeder()
    low = transformer(own)
    switch(own, to=other)

    assert below(Elements(substations=(section.pk,)), at=NOON) == Below(frozenset(), frozenset())
    assert below(of_feeders(other), at=NOON) == Below(frozenset({own.pk, other.pk}), frozenset({low.pk}))
    assert below(Elements(substations=(section.pk,)), at=NOON - HOUR).feeders == {own.pk}


def test_lines_that_feed_each_other_in_a_ring_end_where_they_began() -> None:
    one, two = feeder(), feeder()
    switch(one, to=two)
    switch(two, to=one)

    assert below(of_feeders(one), at=NOON).feeders == {one.pk, two.pk}


def test_a_feeder_that_moved_lies_below_the_substation_of_that_day() -> None:
    before, after = office(), office()
    line = feeder(section=before)
    FeederPlace.objects.filter(feeder=line).update(valid_to=date(2026, 11, 23))
    FeederPlace.objects.create(feeder=line, section=after, valid_from=date(2026, 11, 23))
    midnight = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # in India

    assert below(Elements(substations=(before.pk,)), at=midnight - HOUR).feeders == {line.pk}
    assert below(Elements(substations=(after.pk,)), at=midnight).feeders == {line.pk}
    assert not below(Elements(substations=(before.pk,)), at=midnight).feeders


@pytest.mark.parametrize("begins", [NOON, NOON + HOUR / 2, NOON - HOUR / 2])
def test_nothing_hangs_on_two_lines_at_once(begins: datetime) -> None:
    line = feeder()
    switch(line, to=feeder(), until_at=NOON + HOUR)

    with pytest.raises(IntegrityError, match="feeder_switched_to_one_line"), transaction.atomic():
        switch(line, to=feeder(), from_at=begins, until_at=begins + HOUR)
    switch(line, to=feeder(), from_at=NOON + HOUR)


class Net(NamedTuple):
    """A random network by places in lists: the section of each feeder, the feeder of each transformer, switchings."""

    sections: list[int]
    homes: list[int]
    fed: list[tuple[int, int, bool]]  #: feeder, by which feeder, whether it holds now
    moved: list[tuple[int, int, bool]]  #: transformer, to which feeder, whether it holds now


@st.composite
def nets(draw: st.DrawFn) -> Net:
    feeders = st.integers(0, 4)
    sections = draw(st.lists(st.integers(0, 1), min_size=5, max_size=5))
    homes = draw(st.lists(feeders, min_size=6, max_size=6))
    fed = draw(st.lists(st.tuples(feeders, feeders, st.booleans()), max_size=4, unique_by=lambda one: one[0]))
    moved = draw(
        st.lists(st.tuples(st.integers(0, 5), feeders, st.booleans()), max_size=4, unique_by=lambda one: one[0])
    )
    return Net(sections, homes, [one for one in fed if one[0] != one[1]], moved)


def walked(net: Net, sections: set[int], feeders: set[int], low: set[int]) -> tuple[set[int], set[int]]:
    """Walk the network by hand, a step at a time, until nothing is added."""
    fed = {one: by for one, by, holds in net.fed if holds}
    moved = {one: to for one, to, holds in net.moved if holds}
    dark = feeders | {place for place, section in enumerate(net.sections) if section in sections and place not in fed}
    while more := {one for one, by in fed.items() if by in dark} - dark:
        dark |= more
    return dark, low | {place for place, home in enumerate(net.homes) if moved.get(place, home) in dark}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    net=nets(),
    sections=st.sets(st.integers(0, 1)),
    feeders=st.sets(st.integers(0, 4)),
    low=st.sets(st.integers(0, 5), max_size=2),
)
def test_the_statement_finds_what_a_walk_by_hand_finds(
    net: Net, sections: set[int], feeders: set[int], low: set[int]
) -> None:
    with transaction.atomic():
        offices = [office().pk for _ in range(2)]
        lines = [feeder(section=Office.objects.get(pk=offices[section])) for section in net.sections]
        transformers = [transformer(lines[home], f"DT {place}") for place, home in enumerate(net.homes)]
        for one, by, holds in net.fed:
            switch(lines[one], to=lines[by], from_at=NOON if holds else NOON + HOUR)
        for one, to, holds in net.moved:
            switch(transformers[one], to=lines[to], from_at=NOON - HOUR, until_at=NOON + HOUR if holds else NOON)
        elements = Elements(
            tuple(offices[one] for one in sections),
            tuple(lines[one].pk for one in feeders),
            tuple(transformers[one].pk for one in low),
        )

        found = below(elements, at=NOON)

        dark, dark_low = walked(net, sections, feeders, low)
        assert found.feeders == {lines[one].pk for one in dark}
        assert found.transformers == {transformers[one].pk for one in dark_low}
        transaction.set_rollback(True)


HEADER = ("feeder_code", "transformer", "fed_by", "from", "until", "why")


def load(path: Path, *rows: Sequence[str]) -> Summary:
    made = [dict(zip(HEADER, row, strict=True)) for row in rows]
    return switching.load(path=table_file(path / "switching.csv", *made), at=NOON, by="test")


def rejected(summary: Summary) -> str:
    assert summary.rejects
    return summary.rejects.read_text(encoding="utf-8-sig")


def test_a_list_is_taken_over_once_and_its_ends_are_mended(tmp_path: Path) -> None:
    own, other = feeder(), feeder()
    low = transformer(own, "DT SCHOOL")
    row = [own.code, "dt school", other.code, "22-11-2026 09:00", "", "repair"]

    first, second = load(tmp_path, row), load(tmp_path, row)
    ended = load(tmp_path, [*row[:4], "2026-11-22T14:00", "repair"])

    (kept,) = Switching.objects.all()
    assert (first.new, second.unchanged, ended.changed) == (1, 1, 1)
    assert (kept.transformer, kept.fed_by, kept.why) == (low, other, "repair")
    assert kept.from_at == datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    assert kept.until_at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    assert Entry.objects.filter(deed="network.switching_imported").count() == 3


def test_good_rows_go_on_and_bad_ones_come_back_with_line_and_reason(tmp_path: Path) -> None:
    own, other = feeder(), feeder()
    good = [own.code, "", other.code, "2026-11-22 09:00", "", ""]
    bad = {
        "feeder unknown": ["NOWHERE", "", other.code, "2026-11-22 09:00", "", ""],
        "feeding line unknown": [own.code, "", "", "2026-11-22 09:00", "", ""],
        "fed by its own line": [own.code, "", own.code, "2026-11-22 09:00", "", ""],
        "transformer unknown": [own.code, "DT 99", other.code, "2026-11-22 09:00", "", ""],
        "from unreadable": [own.code, "", other.code, "2026-11-22", "", ""],
        "until unreadable": [own.code, "", other.code, "2026-11-22 09:00", "tomorrow", ""],
        "until before from": [own.code, "", other.code, "2026-11-22 09:00", "2026-11-22 09:00", ""],
    }

    summary = load(tmp_path, good, *bad.values())

    assert (summary.new, summary.rejected) == (1, len(bad))
    assert summary.lines == {reason: [line] for line, reason in enumerate(bad, start=3)}
    told = rejected(summary)
    for words in (
        "feeder_code 'NOWHERE'", "fed_by is blank", f"fed_by '{own.code}'", "transformer 'DT 99'", "from '2026-11-22'",
        "until 'tomorrow'", "until '2026-11-22 09:00' is not after from '2026-11-22 09:00'",
    ):  # fmt: skip
        assert words in told


def test_a_row_by_which_an_element_would_hang_on_two_lines_is_refused(tmp_path: Path) -> None:
    own, other = feeder(), feeder()
    load(tmp_path, [own.code, "", other.code, "2026-11-20 09:00", "", ""])

    late = [own.code, "", other.code, "2026-11-21 09:00", "", ""]
    with pytest.raises(NothingImported):
        load(tmp_path, late)
    mended = load(tmp_path, [own.code, "", other.code, "2026-11-20 09:00", "2026-11-20 18:00", ""], late)
    twice = load(tmp_path, late, late)

    assert (mended.changed, mended.new, mended.rejected) == (1, 1, 0)
    assert twice.reasons == {"switching repeated": 1}
    assert "already on line 2" in rejected(twice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22 09:30", "2026-11-22T04:00:00+00:00"),
        ("22/11/2026 9:30", "2026-11-22T04:00:00+00:00"),
        ("1.2.2026 09:30:00", "2026-02-01T04:00:00+00:00"),
        ("२२-११-२०२६ ०९:३०", "2026-11-22T04:00:00+00:00"),
        ("2026-11-22T09:30+05:30", "2026-11-22T04:00:00+00:00"),
        ("2026-11-22T04:00Z", "2026-11-22T04:00:00+00:00"),
        ("31-11-2026 09:30", None),
        ("2026-11-22", None),
        ("", None),
        ("0001-01-01 00:00", None),
        ("1999-12-31 23:59", None),
        ("9999-12-31 23:59Z", None),
        ("31-12-2099 23:59", "2099-12-31T18:29:00+00:00"),
    ],
)
def test_an_instant_is_read_by_the_clock_of_india(text: str, expected: str | None) -> None:
    found = instant(text)

    assert (found and found.astimezone(UTC).isoformat()) == expected
