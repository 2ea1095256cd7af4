"""What mail servers say in Hindi and other languages of India of a letter that they could not deliver."""

from __future__ import annotations

import re

from bijlisetu.channels.letter import Reason

#: In each language a word for delivering or arriving, and near it one for not or for failing.
_DELIVER_NOT = (
    ("पहु[ंँ]?च|भेज|डिल[िी]वर|वितर|सुपुर्द|प्राप्त|पोह[ोच]", "नहीं|नही|नाही|नाहीत|न हो|विफल|असफल|अयशस्वी"),
    ("পৌঁছ|বিতরণ|ডেলিভার|পাঠানো|পাঠাতে|প্ৰেৰণ", "যায়নি|হয়নি|পারেনি|যায় নি|হয় নি|ব্যর্থ|নোৱাৰি"),
    ("પહોંચ|વિતરિત|ડિલિવર|મોકલ", "નથી|શક્યો ન|શકાયો ન|શકાઈ ન|નિષ્ફળ"),
    ("ਪਹੁੰਚ|ਡਿਲੀਵਰ|ਭੇਜ", "ਨਹੀਂ|ਅਸਫਲ"),
    ("ପହଞ୍ଚ|ବିତରଣ|ପଠା", "ନାହିଁ|ବିଫଳ"),
    ("வழங்க|டெலிவரி|அனுப்ப|சென்றடைய|சேர", "வில்லை|முடியாத|தோல்வி"),
    ("బట్వాడా|డెలివరీ|చేర|పంప", "లేదు|లేకపో|విఫల|కాలేదు"),
    ("ತಲುಪ|ವಿತರಿಸ|ಕಳುಹಿಸ|ಡೆಲಿವರಿ", "ಲಿಲ್ಲ|ವಿಫಲ|ಸಾಧ್ಯವಾಗ"),
    ("ഡെലിവർ|വിതരണ|എത്തിക്ക|അയയ്ക്ക|അയക്ക", "കഴിഞ്ഞില്ല|സാധിച്ചില്ല|പരാജയ"),
    ("پہنچ|ڈیلیور|ترسیل|بھیج", "نہیں|ناکام|نہ ہو"),
    (r"\bpahu?n?ch|\bbhej|\bdeliver", r"\bnahi[n]?\b|\bnhi\b|\bvifal\b"),
)
NOT_DELIVERED = "|".join(f"({deliver}).{{0,30}}({no})|({no}).{{0,15}}({deliver})" for deliver, no in _DELIVER_NOT)
NOT_DELIVERED += "|अवितरित|वापस (लौट|भेज|आ ग|कर दि)"
#: Only what speaks of "your message" or of delivery itself: "मुझे बिल नहीं पहुँचा" is a person's subject.
SUBJECT = (
    "(आपका|आपकी|तुमचा|आपला) (संदेश|ई-?मेल|मेल).{0,30}(नहीं|नही|नाही|विफल|असफल)|अवितरित|(डिल[िी]वरी|वितरण).{0,15}(विफल|असफल)"
)
#: It is tried for longer yet.
NOT_YET = (
    "देरी|विलंब|विलम्ब|(फिर से|पुनः|दोबारा) (प्रयास|कोशिश)|अभी (तक )?नहीं|(प्रयास|कोशिश) (जारी|कर रह|करते|करेंगे)"
    "|বিলম্ব|વિલંબ|ਦੇਰੀ|ବିଳମ୍ବ|தாமத|ఆలస్య|ವಿಳಂಬ|വൈകി|تاخیر"
)
REASONS = (
    (
        re.compile(r"(मेल ?बॉक्स|इनबॉक्स|मेलबॉक्स|स्टोरेज|जगह).{0,25}(भर|पूर्ण|खत्म|ख़त्म|नहीं बची)|मेलबॉक्स फुल|कोटा"),
        (Reason.MAILBOX_FULL, "mailbox full"),
    ),
    (
        re.compile(
            r"(पता|खाता|ई-?मेल पता|मेल ?बॉक्स|प्राप्तकर्ता|उपयोगकर्ता|यूज़?र|डोमेन).{0,25}"
            r"(नहीं मिल|मौजूद नहीं|अस्तित्व में नहीं|नहीं है|अमान्य|गलत|ग़लत|निष्क्रिय|बंद|अज्ञात)"
            r"|(ऐसा|इस नाम का|इस पते का).{0,20}(कोई )?(पता|खाता|उपयोगकर्ता|मेल ?बॉक्स) नहीं"
        ),
        (Reason.MAILBOX_DEAD, "no such mailbox"),
    ),
)


def reason_in(said: str) -> tuple[Reason, str] | None:
    """Return why the letter was not delivered, if the words tell it."""
    return next((meaning for pattern, meaning in REASONS if pattern.search(said)), None)
