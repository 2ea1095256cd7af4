"""A form's file says what is asked at a door, in both languages, and nothing that nobody could answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bijlisetu.cli.system.check import check
from bijlisetu.fieldwork.forms import answers, files
from bijlisetu.fieldwork.forms.files import FormNotUsable, as_written, form_named, read
from bijlisetu.fieldwork.forms.form import Means
from bijlisetu.values import Language

#: A form that has nothing to do with numbers: a notice is served at the door.
NOTICE = """
[title]
hi = "नोटिस देना"
en = "Serve a notice"

[outcomes.served]
label = { hi = "दे दिया", en = "Served" }
means = "done"
needs = ["who"]

[outcomes.away]
label = { hi = "कोई नहीं", en = "Nobody there" }
means = "later"

[[fields]]
name = "who"
type = "choice"
label = { hi = "किसे?", en = "To whom?" }
when = ["served"]

[fields.choices]
own = { hi = "खुद", en = "themselves" }

[[fields]]
name = "paper"
type = "photo"
label = { hi = "फ़ोटो", en = "Photo" }
"""


def test_what_is_asked_for_a_number_has_all_outcomes_of_the_office() -> None:
    form = form_named("contact")

    assert set(form.outcomes) == {
        "updated", "locked", "refused", "no_phone", "not_found", "disconnected", "wrong_premise",
    }  # fmt: skip
    assert form.meaning(Means.DONE) == ["updated"]
    assert all(outcome.label[Language.HINDI] for outcome in form.outcomes.values())
    assert as_written("contact")["outcomes"].keys() == form.outcomes.keys()


def test_another_form_needs_no_line_of_python(tmp_path: Path) -> None:
    (tmp_path / "notice.toml").write_text(NOTICE)

    form = read(tmp_path / "notice.toml")

    assert [field.name for field in form.asked("away")] == ["paper"]
    assert [field.name for field in form.asked("served")] == ["who", "paper"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('means = "done"', 'means = "closed"'), "closed"),
        (('means = "done"', 'means = "later"'), "no outcome means done"),
        (('needs = ["who"]', 'needs = ["number"]'), "needs number"),
        (('when = ["served"]', 'when = ["gone"]'), "gone, which is no outcome"),
        (('en = "Served"', 'en = " "'), "every language"),
        ((', en = "Nobody there"', ""), "every language"),
        (('type = "photo"', 'type = "aadhaar"'), "aadhaar"),
        (('type = "photo"', 'type = "choice"'), "must have choices"),
        (('type = "photo"', 'type = "photo"\nrequired = true'), "cannot be required"),
        (('name = "paper"', 'name = "who"'), "two fields"),
        (('name = "paper"', 'name = "paper"\ncolour = "red"'), "called colour"),
        (('name = "paper"', 'name = "paper"\nif = "who"'), "field=choice"),
        (('name = "paper"', 'name = "paper"\nif = "=own"'), "field=choice"),
        (('name = "paper"', 'name = "paper"\nif = 7'), "field=choice"),
        (('name = "paper"', 'name = "paper"\nif = "whom=own"'), "whom is no choice"),
        (('name = "paper"', 'name = "paper"\nif = "paper=own"'), "paper is no choice"),
        (('name = "paper"', 'name = "paper"\nif = "who=aunt"'), "none of its choices"),
        (('name = "paper"', 'name = "paper"\nif = "who=own"'), "not asked with away"),
        (('name = "who"', 'name = "who"\nif = "who=own"'), "must stand above"),
        (
            ('type = "photo"', 'paper = true\ntype = "mobile"\nwhen = ["served"]\nif = "who=own"'),
            "is on paper and depends on who",
        ),
        (("[title]", "[titel]"), "called titel"),
        (("[title]", "[title"), "line 2"),
    ],
)  # fmt: skip
def test_check_names_the_file_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str], told: str
) -> None:
    (tmp_path / "notice.toml").write_text(NOTICE.replace(*change))
    with pytest.raises(FormNotUsable, match=r"notice\.toml") as refused:
        read(tmp_path / "notice.toml")
    monkeypatch.setattr(files, "FOLDER", tmp_path)

    done = CliRunner().invoke(check)

    assert done.exit_code == 1
    assert told in str(refused.value)
    assert told in done.stderr


ASKED_AFTER = NOTICE.replace('name = "paper"', 'name = "paper"\nwhen = ["served"]\nif = "who = own"')


def test_a_question_hangs_on_an_answer_whatever_both_are_called(tmp_path: Path) -> None:
    (tmp_path / "notice.toml").write_text(ASKED_AFTER.replace('type = "photo"', 'type = "text"\nrequired = true'))
    form = read(tmp_path / "notice.toml")
    other = {"hi": "और", "en": "other"}
    form.fields["who"].choices["other"] = other  # type: ignore[index]

    assert answers.read(form, "served", {"who": "own", "paper": "x"}) == {"who": "own", "paper": "x"}
    assert answers.read(form, "served", {"who": "other"}) == {"who": "other"}
    for bad in ({"who": "own"}, {"who": "other", "paper": "x"}, {"paper": "x"}):
        with pytest.raises(answers.BadAnswer, match="paper"):
            answers.read(form, "served", bad)


@pytest.mark.parametrize("whatsapp", ["same", "none", None])
def test_a_second_number_is_taken_only_where_whatsapp_is_on_another(whatsapp: str | None) -> None:
    told = {"number": "6000000001", "whose": "own", "whatsapp": whatsapp, "whatsapp_number": "6000000002"}

    with pytest.raises(answers.BadAnswer, match="whatsapp_number"):
        answers.read(form_named("contact"), "updated", told)
