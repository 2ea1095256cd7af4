"""A fault of a text in both languages: whoever edits a kind reads it by line, an officer before a run goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.channels.sms.dlt import Breach, Rule
from bijlisetu.values import Language

CHANNELS: Mapping[str, tuple[str, str]] = {
    "whatsapp": ("WhatsApp", "WhatsApp"),
    "sms": ("एसएमएस", "SMS"),
    "sms.short": ("छोटा एसएमएस", "short SMS"),
    "email": ("ई-मेल", "e-mail"),
}
LANGUAGES: Mapping[str, tuple[str, str]] = {
    Language.HINDI: ("हिन्दी", "Hindi"),
    Language.ENGLISH: ("अंग्रेज़ी", "English"),
}
#: What DLT's rules say, for an officer.
DLT_HI: Mapping[Rule, str] = {
    Rule.TEXT_DIFFERS: "पाठ के शब्द DLT पर दर्ज शब्दों से अलग हैं",
    Rule.VARIABLE_TOO_LONG: "एक जगह पर दर्ज सीमा से लंबी बात आ रही है",
    Rule.VARIABLE_TYPE: "एक जगह पर ऐसी बात आ रही है जो दर्ज प्रकार की नहीं",
    Rule.URL_NOT_WHITELISTED: "लिंक DLT पर दर्ज पतों में से नहीं",
    Rule.NUMBER_NOT_REGISTERED: "फ़ोन नंबर DLT पर दर्ज नंबरों में से नहीं",
    Rule.HEADER_WRONG: "भेजने वाले का नाम DLT पर दर्ज नाम नहीं",
    Rule.TEMPLATE_ID_WRONG: "टेम्पलेट संख्या DLT पर दर्ज संख्या नहीं",
    Rule.DOUBLE_SPACE: "पाठ में एक साथ दो खाली जगहें हैं",
    Rule.FORBIDDEN_CHARACTER: "पाठ में < या > है, जो DLT नहीं लेता",
    Rule.FIXED_TEXT_TOO_SHORT: "दर्ज पाठ में बदलने वाली बातों के अलावा शब्द बहुत कम हैं",
    Rule.UNKNOWN_VARIABLE: "दर्ज पाठ में ऐसी बदलने वाली जगह है जिसे DLT नहीं जानता",
}


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with the text of a channel in a language."""

    where: str  #: sms.hi, sms.short.en, email.hi
    en: str
    hi: str

    def __str__(self) -> str:
        return f"{self.where}: {self.en}"

    def told(self, language: Language) -> str:
        """Return it for an officer."""
        channel, _, written_in = self.where.rpartition(".")
        place = 0 if language is Language.HINDI else 1
        words = self.hi if language is Language.HINDI else self.en
        return f"{CHANNELS[channel][place]} ({LANGUAGES[written_in][place]}): {words}"


def breach_of(where: str, breach: Breach) -> TextFault:
    """Return what DLT would refuse."""
    return TextFault(where, f"{breach.words} ({breach.rule})", DLT_HI[breach.rule])
