"""The words of utilities: one file each, whole, and no company in two of them."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from bijlisetu.network.companies import (
    companies_of_feeders,
    companies_of_offices,
    company_named,
    company_of,
    company_over,
    utility_at_work,
)
from bijlisetu.network.models import Office
from bijlisetu.network.utilities import COMMON, OFFICES, TITLES, VOCABULARY, shipped
from bijlisetu.network.wording import read
from bijlisetu.staff.models import Role
from tests import build

FILES = sorted(VOCABULARY.glob("*.toml"))


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_each_vocabulary_has_a_helpline_and_words_for_every_kind_of_office(name: str) -> None:
    found = read(name, shipped(name)).utility

    assert found.helpline
    assert tuple(found.offices) == OFFICES == tuple(Office.Kind.values)
    assert set(found.titles) == set(TITLES) == set(Role.values)


def test_no_company_stands_in_two_vocabularies() -> None:
    companies = Counter(code for file in FILES for code in tomllib.loads(file.read_text()).get("companies", {}))

    assert set(companies.values()) == {1}


@pytest.mark.django_db
def test_a_company_in_no_vocabulary_is_called_by_its_code() -> None:
    company = company_named("NAMUNA")

    assert (company.hi, company.short_en, company.helpline) == ("NAMUNA", "NAMUNA", "1912")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at_work", "name"),
    [([], COMMON), (["JBVNL"], "jbvnl"), (["POORVANCHAL", "KESCO"], "uppcl"), (["POORVANCHAL", "JBVNL"], COMMON)],
)
def test_pages_for_all_speak_as_the_one_utility_at_work(at_work: list[str], name: str) -> None:
    for code in at_work:
        Office.objects.create(kind="company", code=code, name=code, valid_from=build.SINCE)

    assert utility_at_work() is read(name, shipped(name)).utility


@pytest.mark.django_db
def test_no_message_speaks_for_nobody_where_a_feeder_hangs_under_no_company() -> None:
    feeder, office = build.feeder().pk, build.office().pk
    companies = [company_of(feeder), company_over(office), companies_of_feeders()[feeder], companies_of_offices([0])[0]]

    assert {(one.hi, one.short_hi, one.short_en) for one in companies} == {
        ("बिजली विभाग", "बिजली विभाग", "Electricity department")
    }


@pytest.mark.django_db
def test_where_one_company_alone_is_at_work_it_speaks_for_what_hangs_under_none() -> None:
    made = build.office("company")

    assert company_of(build.feeder().pk).short_en == made.code
