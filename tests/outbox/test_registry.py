"""Our texts as their registrar lists them, and as we ourselves find them fit or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bijlisetu.channels.news import TemplateNews, TemplateState
from bijlisetu.channels.whatsapp.templates.registered import Registered
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import specimen
from bijlisetu.outbox import incidents, registry
from bijlisetu.outbox.models import Incident, RegisteredTemplate
from bijlisetu.values import Language
from tests.build import NOON

pytestmark = pytest.mark.django_db

FIT = Registered(
    id="1", name="bill_issued", language="hi", state=TemplateState.APPROVED, category="utility", quality="green",
    parameters=7, header="document", buttons=("quick_reply", "quick_reply"),
)  # fmt: skip
UNFIT = replace(FIT, parameters=5)
BILL = ("bill_issued", "hi")


def later(looks: int) -> datetime:
    """The registrar's list is looked at every ten minutes."""
    return NOON + looks * timedelta(minutes=10)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if kind.whatsapp])
def test_every_kind_can_be_held_against_what_is_registered(name: str, language: Language) -> None:
    kind = kinds()[name]

    assert specimen(kind, language).name == kind.whatsapp[language].template


def test_an_approved_text_that_fits_may_be_sent() -> None:
    registry.listed(templates=[FIT], at=NOON)

    assert registry.shut(at=NOON) == frozenset()
    known = RegisteredTemplate.objects.get()
    assert (known.category, known.quality) == ("utility", "green")


def test_a_text_that_does_not_fit_stays_stopped_under_one_incident_though_it_is_listed_as_approved() -> None:
    why = "not sent: 7 parameters, 5 are registered"
    registry.refused(kind="bill_issued", language="hi", remedy=None, detail=why, at=NOON)

    for look in range(1, 30):  # longer than a pause lasts
        registry.listed(templates=[UNFIT], at=later(look))
        assert registry.shut(at=later(look)) == {BILL}

    incident = Incident.objects.get(kind="template")
    assert (incident.ended_at, incident.detail) == (None, "unfit: 7 parameters, 5 are registered")


def test_a_text_goes_on_when_it_is_registered_as_it_is_sent() -> None:
    registry.listed(templates=[UNFIT], at=NOON)

    registry.listed(templates=[FIT], at=later(1))

    assert registry.shut(at=later(1)) == frozenset()
    assert Incident.objects.get(kind="template").ended_at == later(1)


def test_an_approval_by_webhook_does_not_undo_what_we_found_unfit() -> None:
    registry.listed(templates=[UNFIT], at=NOON)

    registry.learn(news=[TemplateNews(at=later(1), name=BILL[0], language=BILL[1], state=TemplateState.APPROVED)])

    assert registry.shut(at=later(1)) == {BILL}
    assert Incident.objects.get().ended_at is None


def test_what_the_registrar_says_against_a_text_is_told_before_what_we_find() -> None:
    registry.listed(templates=[replace(UNFIT, state=TemplateState.DISABLED)], at=NOON)

    assert RegisteredTemplate.objects.get().state == TemplateState.DISABLED


def test_a_text_that_is_none_of_ours_is_not_held_against_anything() -> None:
    registry.listed(templates=[replace(UNFIT, name="somebody_elses")], at=NOON)

    assert registry.shut(at=NOON) == frozenset()


def is_told_marketing(name: str = "bill_issued", *, looks: int = 1) -> bool:
    told = TemplateNews(at=later(looks), name=name, language="hi", category="marketing")
    registry.learn(news=[told])
    return Incident.objects.filter(kind="template_category", ended_at=None).exists()


def test_a_text_of_ours_that_becomes_marketing_is_told() -> None:
    registry.listed(templates=[FIT], at=NOON)

    assert is_told_marketing()


def test_what_an_officer_closed_is_not_told_again_until_it_is_news_again() -> None:
    is_told_marketing()
    incident = Incident.objects.get()
    incidents.see_to(number=incident.pk, at=later(2), by="officer")

    registry.listed(templates=[replace(FIT, category="marketing")], at=later(3))
    assert not is_told_marketing(looks=4)

    registry.listed(templates=[FIT], at=later(5))
    assert is_told_marketing(looks=6)


def test_a_text_that_we_declared_as_marketing_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    bill = kinds()["bill_issued"]
    declared = {language: replace(text, category="MARKETING") for language, text in bill.whatsapp.items()}
    monkeypatch.setitem(kinds(), "bill_issued", replace(bill, whatsapp=declared))

    assert not is_told_marketing()


def test_templates_of_other_teams_on_the_account_raise_no_alarm() -> None:
    assert not is_told_marketing("festival_offer")

    paused = TemplateNews(at=later(2), name="festival_offer", language="hi", state=TemplateState.PAUSED)
    registry.learn(news=[paused])

    assert not Incident.objects.exists()
    assert registry.shut(at=later(2)) == {("festival_offer", "hi")}
