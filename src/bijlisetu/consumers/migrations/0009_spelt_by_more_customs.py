"""Urdu names are written with e or a before h, and avtar with au: Rehman is Rahman, Ehsan is Ahsan, Autar is Avtar."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("bijlisetu.consumers.migrations.0005_words_of_names")
#: Plain texts, for the patterns that a server keeps compiled are few. Before a vowel e is heard: Neha.
MORE = [
    (("autar",), "avtar"),
    (("ihs",), "ahs"),
    (("iht",), "aht"),
    *((("eh" + letter,), "ah" + letter) for letter in "bdfgjklmnrstvyz"),
]


def in_latin(spelt: list[tuple[str | tuple[str], str]]) -> str:
    """Return the function that hears words, with these rules of spelling."""
    return str(BEFORE.word_in_latin(spelt)).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


#: Only of words that sound otherwise now.
HEAR_AGAIN = """
UPDATE consumers_nameword AS known SET latin = said.latin, keys = consumers_word_keys(said.latin)
FROM (SELECT word, consumers_word_in_latin(word) AS latin FROM consumers_nameword) AS said
WHERE known.word = said.word AND known.latin <> said.latin
"""


class Migration(migrations.Migration):
    dependencies = [("consumers", "0008_history_erased")]

    operations = [
        migrations.RunSQL(in_latin([*MORE, *BEFORE.SPELT]), in_latin(BEFORE.SPELT)),
        migrations.RunSQL(HEAR_AGAIN, HEAR_AGAIN),
    ]
