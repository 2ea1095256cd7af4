"""Whom a cut touches follows the switching of the hour; who needs light most is marked once and told by name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.actions import mark_need
from bijlisetu.consumers.models import Consumer
from bijlisetu.consumers.needs import need_in
from bijlisetu.consumers.queries import history_of, need_of, touched
from bijlisetu.contact import listing
from bijlisetu.network.models import Feeder, Switching, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.plumbing.files.intake import Summary
from tests import build
from tests.build import NOON, SINCE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def transformer(on: Feeder) -> Transformer:
    return Transformer.objects.create(feeder=on, name="DT 1", valid_from=SINCE)


def test_whoever_has_no_transformer_is_touched_with_their_feeder_alone() -> None:
    line = build.feeder()
    low = transformer(line)
    known, unknown = build.consumer(on=line, transformer=low), build.consumer(on=line)
    build.consumer()

    assert set(touched(Elements(feeders=(line.pk,)), at=NOON)) == {known.pk, unknown.pk}
    assert touched(Elements(transformers=(low.pk,)), at=NOON) == [known.pk]


def test_whoever_was_switched_over_is_dark_with_the_line_that_feeds_them_at_that_hour() -> None:
    own, other = build.feeder(), build.feeder()
    low = transformer(own)
    there, here = build.consumer(on=own, transformer=low), build.consumer(on=own)
    Switching.objects.create(transformer=low, fed_by=other, from_at=NOON, until_at=NOON + HOUR, by="test", at=NOON)

    assert touched(Elements(feeders=(own.pk,)), at=NOON) == [here.pk]
    assert touched(Elements(feeders=(other.pk,)), at=NOON) == [there.pk]
    assert set(touched(Elements(feeders=(own.pk,)), at=NOON + HOUR)) == {there.pk, here.pk}


def test_nobody_is_touched_twice_by_a_feeder_and_its_transformer() -> None:
    line = build.feeder()
    low = transformer(line)
    known = build.consumer(on=line, transformer=low)

    assert touched(Elements(feeders=(line.pk,), transformers=(low.pk,)), at=NOON) == [known.pk]


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("Life Support", "life_support"),
        ("LIFE_SUPPORT", "life_support"),
        ("Home ventilator", "life_support"),
        ("जीवन-रक्षक", "life_support"),
        ("District Hospital", "hospital"),
        ("ज़िला अस्पताल", "hospital"),
        ("WATER WORKS", "water"),
        ("जल निगम", "water"),
        ("Police Station", "police"),
        ("yes", None),
        ("", None),
    ],
)
def test_a_need_is_read_as_it_is_written(text: str, need: str | None) -> None:
    assert need_in(text) == need


def export(folder: Path, consumer: Consumer, need: str) -> Summary:
    file = folder / "march.csv"
    file.write_text(
        f"ACCT_ID,NAME,FEEDER_CODE,ESSENTIAL_SERVICE\n{consumer.account},Asha Namuna,{consumer.feeder.code},{need}\n"
    )
    return listing.load(path=file, at=NOON, by="test")


def test_an_export_tells_a_need_and_its_blank_or_unknown_word_takes_none_away(tmp_path: Path) -> None:
    consumer = build.consumer(account="9900990011", name="Asha Namuna")

    export(tmp_path, consumer, "HOSPITAL")
    assert need_of(consumer.pk) == "hospital"
    export(tmp_path, consumer, "")
    odd = export(tmp_path, consumer, "PALACE")

    assert need_of(consumer.pk) == "hospital"
    assert odd.unusable == {"need unknown": 1}


def test_a_mark_is_kept_with_who_set_it_and_nothing_off_the_list_is_kept() -> None:
    consumer = build.consumer()

    assert mark_need(consumer=consumer.pk, need="life_support", at=NOON, by="clerk")
    assert not mark_need(consumer=consumer.pk, need="life_support", at=NOON, by="clerk")

    (change,) = history_of(consumer.pk)
    assert (change.field, change.before, change.after, change.by) == ("need", "", "life_support", "clerk")
    assert Entry.objects.get(deed="consumer.need").record == f"consumer:{consumer.pk}"
    with pytest.raises(ValueError, match="no need"):
        mark_need(consumer=consumer.pk, need="palace", at=NOON, by="clerk")
    with pytest.raises(IntegrityError, match="consumer_need_is_listed"), transaction.atomic():
        Consumer.objects.filter(pk=consumer.pk).update(need="palace")
