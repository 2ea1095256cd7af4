"""CAP 1.2: each word its own message with a fresh name, the ones before referred to; read by somebody else's reader."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

import pytest
from cap_tools.models import Alert
from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from bijlisetu.network.models import Feeder
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage
from bijlisetu.outages.public.bulletins import issue, issued, latest, words_of
from bijlisetu.outages.public.cap import Source, as_xml
from bijlisetu.outages.public.said import Part, Word
from bijlisetu.outages.reasons import reasons_of
from bijlisetu.outages.rules import Event, Kind, Standing, What
from tests.build import NOON
from tests.outages.desk import HOUR, Desk, desk, enter
from tests.outages.public.schema import SPACE, schema

SOURCE = Source("bijlisetu.example.in", "https://bijlisetu.example.in")
SCHEMA = schema()
CHAINS = 200
INDIAN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30")
NAMES = ("ROBERTSGANJ", "फीडर <4> & 5", "A, B", "नमूना\x0bटोला", 'O\'HALL "2"')


def tree(text: str) -> etree._Element:
    found = etree.fromstring(text.encode())
    SCHEMA.assertValid(found)
    return found


def of(alert: etree._Element, name: str, info: int = 0) -> str:
    return alert.xpath(f"string(c:{name} | c:info[{info + 1}]/c:{name})", namespaces={"c": SPACE})


def read(text: str) -> Alert:
    strict = ParserConfig(
        fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True
    )
    return XmlParser(config=strict).from_string(text, Alert)


def chain(rng: random.Random) -> list[Word]:
    """Return the words of a random outage: told, changed twice, and cancelled."""
    kind = rng.choice(list(Kind))
    sent = datetime(2026, 1, 1, tzinfo=NOON.tzinfo) + timedelta(
        seconds=rng.randrange(3 * 10**7), microseconds=rng.randrange(10**6)
    )
    from_at = sent + timedelta(minutes=rng.randrange(30, 40_000)) * (1 if kind is Kind.PLANNED else -1)
    until = from_at + timedelta(minutes=rng.randrange(1, 5000)) if kind is Kind.PLANNED or rng.random() < 0.7 else None
    reason = rng.choice(list(reasons_of(kind).values()))
    sorts = [rng.choice(("substation", "feeder", "transformer")) for _ in range(rng.randrange(1, 9))]
    parts = tuple(Part(sort, rng.choice(NAMES), f"{rng.randrange(10**6)}") for sort in sorts)
    standing = Standing(kind=kind).then(Event(What.ENTERED, sent, from_at, until))
    words: list[Word] = []
    number = f"{rng.randrange(10**5):05}"
    for what in (What.ANNOUNCED, rng.choice((What.PROMISED, What.PASSED)), What.PROMISED, What.CANCELLED):
        new = sent + timedelta(minutes=rng.randrange(1, 900))
        standing = standing.then(Event(what, sent, until_at=new if what is What.PROMISED else None))
        words.append(
            Word(
                event=rng.randrange(10**9), what=what, sent_at=sent, number=number, kind=kind, state=standing.state,
                reason={"hi": reason.hi, "en": reason.en}, from_at=from_at, until_at=standing.until_at, back_at=None,
                where=rng.choice(("", *NAMES)), parts=parts, office=Part("substation", rng.choice(NAMES), "EDC-1"),
                company={"hi": "निगम", "en": "Nigam"}, helpline="1912",
                before=tuple((word.event, word.sent_at) for word in words),
            )
        )  # fmt: skip
        sent += timedelta(seconds=rng.randrange(1, 5000))
    return words


@pytest.mark.parametrize("seed", range(4))
def test_the_chains_of_random_outages_are_valid_and_read_by_another(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(CHAINS // 4):
        words = chain(rng)
        texts = [as_xml(word, SOURCE) for word in words]
        trees, alerts = [tree(text) for text in texts], [read(text) for text in texts]

        assert [of(one, "msgType") for one in trees] == ["Alert", "Update", "Update", "Cancel"]
        names = [f"{one.sender},{one.identifier},{of(raw, 'sent')}" for one, raw in zip(alerts, trees, strict=True)]
        assert len(set(names)) == len(names)
        assert [of(one, "references") for one in trees] == [" ".join(names[:place]) for place in range(4)]
        for one in trees:
            assert [of(one, "language", info) for info in range(2)] == ["hi-IN", "en-IN"]
            assert of(one, "effective") == of(one, "sent")
            assert datetime.fromisoformat(of(one, "expires")) > datetime.fromisoformat(of(one, "effective"))
            for at in ("sent", "effective", "onset", "expires"):
                assert INDIAN.fullmatch(of(one, at)), at


def word(**more: object) -> Word:
    return chain(random.Random(1))[0]._replace(**more)


@pytest.mark.parametrize(
    ("kind", "begins", "weight"),
    [
        (Kind.PLANNED, HOUR, ("Prepare", "Future", "Minor", "Likely")),
        (Kind.BREAKDOWN, -HOUR, ("Monitor", "Immediate", "Moderate", "Observed")),
        (Kind.PLANNED, -HOUR, ("Monitor", "Immediate", "Minor", "Observed")),
    ],
)
def test_it_is_weighed_by_its_kind_and_hour(kind: Kind, begins: timedelta, weight: tuple[str, ...]) -> None:
    said = word(kind=kind, sent_at=NOON, from_at=NOON + begins, until_at=NOON + 2 * HOUR)

    alert = tree(as_xml(said, SOURCE))

    assert tuple(of(alert, name) for name in ("responseType", "urgency", "severity", "certainty")) == weight


def test_it_is_good_until_its_promise_and_without_one_until_another_word_is_due() -> None:
    told = word(kind=Kind.BREAKDOWN, sent_at=NOON, from_at=NOON, until_at=NOON + 2 * HOUR)

    assert of(tree(as_xml(told, SOURCE)), "expires") == "2026-11-22T19:30:00+05:30"
    assert of(tree(as_xml(told._replace(until_at=None), SOURCE)), "expires") == "2026-11-22T23:30:00+05:30"


def test_practice_says_that_it_is_a_test() -> None:
    assert of(tree(as_xml(word(), SOURCE)), "status") == "Actual"
    assert of(tree(as_xml(word(), SOURCE._replace(is_practice=True))), "status") == "Test"


@pytest.fixture
def at_desk() -> Desk:
    return desk()


def told(of: Desk, **more: object) -> Outage:
    outage = enter(of, **more)  # type: ignore[arg-type]
    actions.announce(outage=outage.pk, at=NOON, by="je")
    return outage


@pytest.mark.django_db
def test_what_was_told_before_the_light_came_back_is_one_chain(at_desk: Desk) -> None:
    outage = told(at_desk)
    actions.promise(outage=outage.pk, until_at=NOON + 3 * HOUR, at=NOON + HOUR, by="je")
    actions.pass_time(at=NOON + 4 * HOUR)
    actions.back(outage=outage.pk, at=NOON + 5 * HOUR, by="je")

    chained = [tree(one.text) for one in issue(words_of([outage.pk]), source=SOURCE)]

    assert [of(one, "msgType") for one in chained] == ["Alert", "Update", "Update", "Update"]
    assert [of(one, "responseType") for one in chained] == ["Monitor", "Monitor", "Monitor", "AllClear"]
    assert "अभी पता नहीं" in of(chained[2], "headline")
    assert "expected back by" in of(chained[1], "headline", 1)
    assert len(of(chained[3], "references").split()) == 3
    assert {of(one, "incidents") for one in chained} == {outage.number}


@pytest.mark.django_db
def test_some_places_back_leave_the_others(at_desk: Desk) -> None:
    first, second = at_desk.feeders
    outage = told(at_desk, elements=Elements(feeders=(first.pk, second.pk)))
    actions.partly_back(
        outage=outage.pk, parts=[outage.parts.get(feeder=first).pk], at=NOON + HOUR, by="je"
    )  # fmt: skip

    before, after = (word.area("en") for word in words_of([outage.pk]))

    assert first.name in before
    assert after == f"Feeder {second.name}"


@pytest.mark.django_db
def test_what_was_issued_never_changes(at_desk: Desk) -> None:
    outage = told(at_desk)
    (first,) = latest(at=NOON + HOUR, source=SOURCE)
    name = of(tree(first.text), "identifier")

    Feeder.objects.filter(pk=at_desk.feeders[0].pk).update(name="ANOTHER NAME")
    actions.promise(outage=outage.pk, until_at=NOON + 4 * HOUR, at=NOON + HOUR, by="je")

    again = issued(name, source=SOURCE)
    assert again is not None
    assert again.text == first.text
    assert len(latest(at=NOON + HOUR, source=SOURCE)) == 2
    assert latest(at=NOON + 72 * HOUR, source=SOURCE) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "-", "00000-1", "x", "9" * 40])
def test_no_other_name_is_answered(at_desk: Desk, name: str) -> None:
    told(at_desk)

    assert issued(name, source=SOURCE) is None


@pytest.mark.django_db
def test_nothing_is_issued_before_people_are_told(at_desk: Desk) -> None:
    outage = enter(at_desk)

    assert words_of([outage.pk]) == []
    assert latest(at=NOON, source=SOURCE) == []
