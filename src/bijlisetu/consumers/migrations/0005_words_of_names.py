"""
A name is found by its words, in either script and however they are spelt: विकास by Bikash, Mohd by मोहम्मद.

Names are many, their words are few. The index of consumers holds the words as they are written; a list of all words
holds how each sounds, so that only a new word costs the making of its keys, and a better key needs no new index.
"""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from string import ascii_lowercase

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

BEFORE = import_module("bijlisetu.consumers.migrations.0004_name_by_sound")
LONGEST = 60  #: letters of a word that are heard
#: What parts words; apostrophes do not: D'Souza is one.
BLANKS = '.,;:/\\|()[]{}<>_-–—&@+*=#%$^~!?"“”।॥\u00a0\t\n'
#: Whose child or spouse somebody is, and that they are a firm, is no part of the name.
BESIDE = ("s/o", "d/o", "w/o", "c/o", "m/s")
#: Short for a name, by custom; and the letters of R K Sharma as Hindi spells them.
SHORT = {
    "kumar": "kr kmr",
    "kumari": "km kum कु कुमा",
    "mohamad": "md mohd mohmd muhd mohamd mhd mo मो मु मोह",
    "prasad": "pd prd प्र",
    "codari": "chy चौ चौधरी",
    "sek": "sk",
    "katun": "kh",
}
LETTERS = "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड"
#: What has no sound of its own: nukta, visarga, joiners and the accents of Latin letters.
SILENT = "[\u093c\u0903\u200c\u200d\u0300-\u036f]"
CONSONANTS = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह"
THEIR_LETTERS = "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l l v sh sh s h"
VOWELS = "अआइईउऊऋएऐओऔऑऍािीुूृेैोौॉॅ"
VOWELS_LETTERS = "a a i i u u ri e ai o au o e a i i u u ri e ai o au o e"
Rule = tuple[str | tuple[str], str]
#: Rules whose first part is a tuple are plain texts: a server keeps 32 patterns compiled, and plain ones need none.
#: X stands for the vowel that a consonant has where none is written: it is heard, or not, by its place.
HINDI: list[Rule] = [
    ("[डढ]\u093c", "र"),  # गौड़ is Gaur
    (SILENT, ""),
    ("ा[ंँ]व$", "ाओं"),  # गाँव is Gaon
    ("([क-हळ])", r"\1X"),
    ("X([ा-ौॅॉ\u094d])", r"\1"),
    (("\u094d",), ""),
    (("जञ",), "gy"),
    ("सिंहX$", "singh"),
    ("[ंँ](?=[पफबभम])", "m"),
    (("ं",), "n"),
    (("ँ",), "n"),
    *(((mark,), letters) for mark, letters in zip(CONSONANTS, THEIR_LETTERS.split(), strict=True)),
    *(((mark,), letters) for mark, letters in zip(VOWELS, VOWELS_LETTERS.split(), strict=True)),
    ("(?<=[^aeiouX][rlnyv])X$", "a"),  # मिश्र is Mishra
    ("X$", ""),
    ("(?<=[aeiouX](?:[^aeiouXh]|[kgcjtdpbs]h))X(?=(?:[^aeiouXh]|[kgcjtdpbs]h)[aeiou])", ""),
    (("X",), "a"),
]
#: One letter for what custom writes in several ways.
SPELT: list[Rule] = [
    ("[^a-z0-9\u0100-\uffff]+", ""),
    (("ph",), "p"),
    (("f",), "p"),
    ("dny|^jn", "gy"),
    (("ngh",), "nh"),
    (("x",), "ks"),
    ("ch+", "C"),
    (("ck",), "k"),
    (("c",), "k"),
    (("q",), "k"),
    (("C",), "c"),
    ("([kgcjtdpbs])h+", r"\1"),
    (("w",), "v"),
    (("z",), "j"),
    ("ee+|ie$|ii+|ea", "i"),
    ("oo+", "u"),
    ("[ae][iy](?![aeiou])", "e"),
    ("iy(?=[aeiou])", "i"),
    ("[ao][uw]", "o"),
    ("(?<=[^aeiou])y$", "i"),
    ("n(?=[pb])", "m"),
    (r"(.)\1+", r"\1"),
]
#: Consonants alone, for vowels are written as anybody likes; the first letter says more than the others.
BONES: list[Rule] = [
    (("ks",), "c"),
    (("v",), "b"),
    ("^[ae]", "A"),
    ("^[ou]", "U"),
    ("^i", "I"),
    ("(?<=.)y", ""),
    ("[aeiou]", ""),
    (r"(.)\1+", r"\1"),
]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _changed(said: str, rule: Rule) -> str:
    old, new = rule
    if isinstance(old, tuple):
        return f"replace({said}, {_quoted(old[0])}, {_quoted(new)})"
    return f"regexp_replace({said}, {_quoted(old)}, {_quoted(new)}, 'g')"


def _through(rules: list[Rule], text: str) -> str:
    return reduce(_changed, rules, text)


def _words() -> str:
    bare = reduce(lambda said, beside: f"replace({said}, '{beside}', ' ')", BESIDE, "lower(name)")
    return f"""
CREATE FUNCTION consumers_name_keys(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
DECLARE words text[] := array_remove(string_to_array(
    translate({bare}, {_quoted(BLANKS)} || '''’`', '{" " * len(BLANKS)}'), ' '
), '');
BEGIN
    RETURN words || ('#' || cardinality(words));
END $$;
COMMENT ON FUNCTION consumers_name_keys IS
    'The words, and how many they are. Dear, so that the planner asks the index before it reads names one by one.';
CREATE FUNCTION consumers_name_words(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN trim_array(consumers_name_keys(name), 1);
"""


def word_in_latin(spelt: list[Rule]) -> str:
    """Return the function that hears a word, by these rules of spelling."""
    short = [(word, name) for name, words in SHORT.items() for word in words.split()]
    short += zip(LETTERS.split(), ascii_lowercase, strict=True)
    values = ", ".join(f"({_quoted(word)}, {_quoted(name)})" for word, name in short)
    return f"""
CREATE FUNCTION consumers_word_in_latin(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE said text := (SELECT short.name FROM (VALUES {values}) AS short (word, name) WHERE short.word = $1);
BEGIN
    IF said IS NOT NULL THEN RETURN said; END IF;
    said := left(normalize(lower(word), NFKD), {LONGEST});
    IF said ~ '[^a-z]' THEN
        said := {_through(HINDI, "said")};
    END IF;
    said := {_through(spelt, "said")};
    RETURN coalesce(nullif(said, ''), lower(word));
END $$;
"""


KEYS = f"""
CREATE FUNCTION consumers_one_letter_less(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ARRAY(
    SELECT DISTINCT overlay(word PLACING '' FROM place FOR 1) FROM generate_series(1, length(word)) AS place
);
CREATE FUNCTION consumers_word_keys(latin text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE bones text := {_through(BONES, "latin")};
BEGIN
    RETURN ARRAY['=' || bones, latin]
        || CASE WHEN length(latin) > 2 THEN consumers_one_letter_less(latin) END
        || CASE WHEN length(bones) > 2 THEN '-' || bones END
        || CASE WHEN length(bones) > 3
                THEN ARRAY(SELECT '-' || less FROM unnest(consumers_one_letter_less(bones)) AS less) END;
END $$;
COMMENT ON FUNCTION consumers_word_keys IS
    'Two words that share a key are alike: by consonants (=), by all letters but one (plain), by consonants but one (-).';
"""
LISTED = """
CREATE FUNCTION consumers_list_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consumers_nameword (word, latin, keys)
    SELECT spelt.word, said.latin, consumers_word_keys(said.latin)
    FROM (SELECT DISTINCT word FROM named, unnest(consumers_name_words(name)) AS word WHERE word !~ '[0-9०-९]') AS spelt,
    LATERAL (SELECT consumers_word_in_latin(spelt.word) AS latin OFFSET 0) AS said
    WHERE NOT EXISTS (SELECT FROM consumers_nameword known WHERE known.word = spelt.word)
    ORDER BY spelt.word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION consumers_list_words IS
    'In order, so that two imports at once do not wait for each other for ever. Figures have no other spelling.';
CREATE TRIGGER words_of_new_names AFTER INSERT ON consumers_consumer
REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION consumers_list_words();
CREATE TRIGGER words_of_changed_names AFTER UPDATE ON consumers_consumer
REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION consumers_list_words();
INSERT INTO consumers_nameword (word, latin, keys)
SELECT spelt.word, said.latin, consumers_word_keys(said.latin)
FROM (SELECT DISTINCT word FROM consumers_consumer, unnest(consumers_name_words(name)) AS word
      WHERE word !~ '[0-9०-९]') AS spelt,
LATERAL (SELECT consumers_word_in_latin(spelt.word) AS latin OFFSET 0) AS said;
CREATE INDEX consumer_by_word_of_name ON consumers_consumer USING gin (consumers_name_keys(name));
"""
BACK = """
DROP FUNCTION consumers_list_words CASCADE;
DROP FUNCTION consumers_word_keys, consumers_one_letter_less, consumers_word_in_latin;
DROP FUNCTION consumers_name_words;
DROP FUNCTION consumers_name_keys CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("consumers", "0004_name_by_sound")]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RemoveIndex(model_name="consumer", name="consumer_by_name"),
        migrations.RunSQL("DROP FUNCTION consumers_name_sound CASCADE", BEFORE.SOUND),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "word",
                    models.TextField(help_text="as it is written, in small letters", primary_key=True, serialize=False),
                ),
                ("latin", models.TextField(help_text="as it sounds, in small Latin letters")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="words that share one are alike", size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="word_by_key"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["latin"], name="word_by_part", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.RunSQL(_words() + word_in_latin(SPELT) + KEYS + LISTED, BACK),
    ]
