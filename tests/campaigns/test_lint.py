"""The lint of a kind's file holds what an officer may tell to many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bijlisetu.kinds.files import FOLDER, KindNotUsable, kinds, read
from bijlisetu.kinds.kind import CampaignRules, Kind, Lane
from bijlisetu.kinds.lint.campaigns import campaign_faults
from bijlisetu.values import Language

WARNING = kinds()["fraud_warning"]
PLACE = {"hall": {Language.HINDI: "भवन", Language.ENGLISH: "hall"}}


def with_place(offered: dict[str, dict[Language, str]]) -> Kind:
    """Return the warning with a fact of words that is chosen from what is offered."""
    place = replace(WARNING.facts["utility"], name="place", longest=dict.fromkeys(Language, "x" * 9))
    rules = CampaignRules(choices={"place": offered})
    return replace(WARNING, facts={**WARNING.facts, "place": place}, campaign=rules)


def test_the_warning_that_ships_is_fit_and_so_is_a_list_to_choose_from() -> None:
    assert list(campaign_faults(WARNING)) == []
    assert list(campaign_faults(with_place(PLACE))) == []


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (replace(WARNING, lane=Lane.OUTAGE), "in the lane bulk"),
        (replace(WARNING, quiet=None), "quiet_hours are needed"),
        (replace(WARNING, ledger=""), "ledger whose occasion"),
        (replace(WARNING, facts={**WARNING.facts, "account_end": WARNING.facts["ours"]}), "names none of them"),
        (replace(WARNING, short_sms=kinds()["outage_planned"].short_sms), "the message's code"),
        (replace(WARNING, campaign=CampaignRules(choices={"nothing": PLACE})), "no fact that can be chosen"),
        (with_place({}), "nothing to choose from"),
        (with_place({"hall": dict.fromkeys(Language, "x" * 10)}), "longer than the fact's longest"),
        (with_place({"The Hall": PLACE["hall"]}), "small letters"),
        (replace(with_place(PLACE), campaign=CampaignRules(choices={})), "a list to choose from"),
    ],
)
def test_what_is_amiss_is_said(kind: Kind, fault: str) -> None:
    assert any(fault in said for said in campaign_faults(kind))


def test_a_table_that_nobody_knows_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kinds") / "fraud_warning.toml"
    path.write_text((FOLDER / "fraud_warning.toml").read_text().replace("[campaign]\n", "[campaign]\nchoice = 1\n"))

    with pytest.raises(KindNotUsable, match="choice"):
        read(path)
