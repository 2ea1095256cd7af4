"""What the gates see in a run."""

from __future__ import annotations

import re

import pytest

import bijlisetu.runs.gates.addresses as contact
from bijlisetu.channels.sms.dlt import Breach, Rule
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.lint.fault import breach_of
from bijlisetu.outbox.models import Notice, RegisteredTemplate
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.gates import notices as gates
from bijlisetu.runs.gates.notices import Gate, Gathered
from bijlisetu.values import Language
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db


def found(gate: Gate, *people: object, kind: str = "bill_issued", **facts: str) -> Finding:
    made = people or (build.consumer(mobile="916000000001"),)
    run = build.run(*made)  # type: ignore[arg-type]
    for notice in Notice.objects.filter(run=run):
        Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, **facts})
    return gate(Gathered(run=run, kind=kinds()[kind], made=len(made), at=NOON))


@pytest.mark.parametrize("gate", [*gates.GATES, *contact.GATES])
def test_an_ordinary_run_passes(gate: Gate) -> None:
    finding = found(gate)

    assert finding.passed
    assert all((finding.hi, finding.en, finding.title_hi, finding.title_en))


@pytest.mark.parametrize("blank", [{"amount": ""}, {"utility_en": " "}, {"utility_hi": ""}])
def test_a_blank_is_found_in_either_language(blank: dict[str, str]) -> None:
    finding = found(gates.empty_facts, **blank)

    assert (finding.passed, finding.numbers["messages"]) == (False, 1)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"utility_hi": "परीक्षण विद्युत वितरण निगम लिमिटेड, मुख्यालय और सब"}, "SMS (Hindi)"),  # beyond a DLT variable
        ({"due": "soon"}, "cannot be put into words"),
        ({"amount": "much"}, "e-mail (English): it cannot be written"),
    ],
)
def test_real_facts_that_do_not_fit_are_found(facts: dict[str, str], rule: str) -> None:
    finding = found(gates.texts, **facts)

    assert not finding.passed
    assert any(rule in fault for fault in finding.examples)
    assert len(finding.examples_hi) == len(finding.examples)
    assert not any(re.search("[a-zA-Z]{2}", re.sub("DLT|WhatsApp", "", fault)) for fault in finding.examples_hi)
    assert Finding.read(finding.kept()) == finding


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_of_dlt_is_told_an_officer_in_hindi(rule: Rule) -> None:
    fault = breach_of("sms.hi", Breach(rule=rule))

    assert fault.told(Language.HINDI).startswith("एसएमएस (हिन्दी): ")
    assert fault.told(Language.ENGLISH).startswith("SMS (Hindi): ")


def test_a_finding_that_was_kept_before_it_had_hindi_cases_is_read() -> None:
    kept = found(gates.texts, due="soon").kept()
    del kept["examples_hi"]

    assert Finding.read(kept).examples_hi == ()


def test_two_messages_to_one_consumer_are_found() -> None:
    told = build.consumer(mobile="916000000001")
    run = build.run(told)
    Notice.objects.create(
        kind="bill_issued", key="twice", consumer=told, run_id=run, facts={}, lane=3, posted_at=NOON, expires_at=NOON
    )

    finding = gates.told_twice(Gathered(run=run, kind=kinds()["bill_issued"], made=2, at=NOON))

    assert (finding.passed, finding.numbers["consumers"]) == (False, 1)


@pytest.mark.parametrize(("state", "passed"), [("approved", True), ("paused", False), ("rejected", False)])
def test_a_template_that_may_not_pass_is_found(state: str, passed: bool) -> None:
    name = kinds()["bill_issued"].whatsapp
    for language, text in name.items():
        RegisteredTemplate.objects.create(name=text.template, language=language, state=state, changed_at=NOON)

    assert found(gates.templates).passed is passed


def test_one_number_for_many_accounts_is_found_and_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact, "MOST_ACCOUNTS", 2)
    line = build.feeder()

    finding = found(contact.one_address_for_many, *(build.consumer(on=line, mobile="916000000001") for _ in range(3)))

    assert (finding.passed, finding.examples) == (False, ("60xxxxxx01: 3",))


def test_a_run_of_people_nearly_all_without_an_address_is_found() -> None:
    line = build.feeder()

    finding = found(
        contact.without_address,
        build.consumer(on=line, mobile="916000000001"),
        *(build.consumer(on=line), build.consumer(on=line)),
    )

    assert (finding.passed, finding.numbers["consumers"]) == (False, 2)


def test_an_alert_does_not_wait_for_those_who_have_no_address() -> None:
    line = build.feeder()

    finding = found(contact.without_address, build.consumer(on=line), kind="outage_breakdown")

    assert (finding.passed, finding.numbers["consumers"]) == (True, 1)


def test_a_line_that_can_only_be_called_is_no_address_of_a_message() -> None:
    landline = build.consumer()
    build.address(landline, "915444200001", channels=["call"])

    finding = found(contact.without_address, landline, build.consumer(on=landline.feeder, mobile="916000000001"))

    assert finding.numbers["consumers"] == 1
