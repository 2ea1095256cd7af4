"""A name is found in either script, however it is customarily spelt: महेश by Mahesh, शान्ति by शांति."""

from functools import reduce

from django.db import migrations

#: What has no sound of its own: nukta, virama, visarga, joiners and the accents of Latin letters.
SILENT = "[\u093c\u094d\u0903\u200c\u200d\u0300-\u036f]"
#: Letters that are more than one of the other script; whatever gh is in सिंघल, it is h in सिंह and gh in Singh.
TOGETHER = {"जञ": "gy", "ंघ": "nh", "नघ": "nh", "ऋ": "ri", "ृ": "ri", "ऐ": "ai", "औ": "au"}
DEVANAGARI = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसहअआएइईउऊओिीैुूौोॉंँ०१२३४५६७८९ाेॅ"
LATIN = "kkggnccjjnttddnttddnppbbmyrllvssshaaaiiuuoiiiuuuoonn0123456789"  # what has no letter here is left out
LIKE = [("ngh", "nh"), ("ee", "i"), ("oo|ou", "u"), ("x", "ks"), ("([kgcjtdpbs])h+", r"\1")]
#: The scripts differ most in a and e, so these count at the beginning of a word alone; nasals before lips are one.
ENDS = [("[^a-z0-9]+", " "), (r"\m[ae]", "A"), ("[ae]+", ""), ("m(?=[pb])", "n"), (r"(.)\1+", r"\1")]


def _replaced(text: str, pair: tuple[str, str]) -> str:
    return f"regexp_replace({text}, '{pair[0]}', '{pair[1]}', 'g')"


def _sound(name: str) -> str:
    letters = reduce(_replaced, [(SILENT, ""), *TOGETHER.items()], f"normalize(lower({name}), NFKD)")
    latin = reduce(_replaced, LIKE, f"translate({letters}, '{DEVANAGARI}', '{LATIN}')")
    return reduce(_replaced, ENDS, f"translate({latin}, 'yfzwq', 'ipjvk')")


#: In small Latin letters, each word behind a blank. The index holds it, so it may change only together with the index.
SOUND = f"""
CREATE FUNCTION consumers_name_sound(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ' ' || lower(btrim({_sound("name")}));
CREATE INDEX consumer_by_sound_of_name ON consumers_consumer USING gin (consumers_name_sound(name) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("consumers", "0003_search")]

    operations = [migrations.RunSQL(SOUND, "DROP FUNCTION consumers_name_sound CASCADE")]
