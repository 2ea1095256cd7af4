"""Names in every script of the Eighth Schedule are shown; of a mark that no typeface has one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from bijlisetu.plumbing.typefaces.scripts import FAMILIES, script_fonts, undrawable
from tests.typefaces import NEEDS_THE_MACHINES

#: A word in each script, with the letters that its smaller languages have of their own.
WORDS = {
    "Devanagari": "श्रीमती ळ ॻॼॾॿ ऍ ॲ",
    "Bengali and Assamese": "শ্রী কার্তিক ৰ ৱ",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Gujarati": "હરીશ પટેલ",
    "Odia": "ସୁଭାଷ ଓଡ଼ିଆ ୱ",
    "Tamil": "முத்துக்குமார்",
    "Telugu": "శ్రీనివాస్",
    "Kannada": "ಕೃಷ್ಣಮೂರ್ತಿ",
    "Malayalam": "രാധാകൃഷ്ണൻ ർൽൾ",
    "Urdu": "محمد عارف ٹڈڑےںھہپچژگ ۱۲",
    "Kashmiri": "ٲۆؠۄٳ",
    "Sindhi": "ڄٻڀٽٿڃڇڊڌڍڏڙڦڪڳڱڻ",
    "Ol Chiki": "ᱥᱟᱱᱛᱟᱲᱤ ᱐",
    "Meetei Mayek": "ꯃꯤꯇꯩ ꯂꯣꯟ ꯰",
    "Latin": "Ṣaḍī Śrī André Núñez",
}


@NEEDS_THE_MACHINES
@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_every_script_of_the_schedule_can_be_shown(words: str) -> None:
    assert undrawable(words) == ""


@pytest.mark.parametrize(
    ("text", "marks"), [("राम 王さん王", "王さん"), ("RAM", ""), ("राम 😀", "😀"), ("राम\u200d\u00a0\n", "")]
)
def test_marks_that_no_typeface_has_are_named_once(text: str, marks: str) -> None:
    assert undrawable(text) == marks


@NEEDS_THE_MACHINES
def test_the_typefaces_call_themselves_as_we_do(tmp_path: Path) -> None:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(script_fonts(tmp_path))]
    )

    assert sorted(fonts.families()) == sorted(FAMILIES)
