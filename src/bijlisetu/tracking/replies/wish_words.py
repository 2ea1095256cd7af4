"""
How people say that they want no more messages, or want them again: in Hindi, Hinglish, English and the scripts around.

A phrase a line. What stands under …_WHAT is a wish only beside a word for what is meant: "message nahi chahiye" is, and
"nahi chahiye" may answer anything. Verbs are listed in the forms that people write.
"""

from __future__ import annotations

_CLOSE = """
karo kro kar kare karen karein karna kijiye kijie kijiyega kardo krdo kardijiye karwao karaiye kariye karie karva karwa
करो करे करें कर करना कीजिए कीजिये कीजिएगा करवाओ करवाएं करिए करिये कराएं करा करीं करू कऱा
"""
_GIVE = "do dein den de dijiye dijie diye dena दो दें दे दीजिए दीजिये देना दिजिए"
_SEND = """
bhejo bheje bhejen bhejein bhejiye bhejie bhejna bhejiyega bheja bhejiyo send
भेजो भेजे भेजें भेजिए भेजिये भेजना भेजिएगा भेजा भेजीं
"""
_NOT = "mat na nahi nahin nhi मत न ना नहीं नही"


def _pairs(firsts: str, seconds: str) -> str:
    return "\n".join(f"{first} {second}" for first in firsts.split() for second in seconds.split())


def _given(firsts: str) -> str:
    """Return the phrases, each with every form of "give" behind it: band kar do."""
    return "\n".join(f"{first} {give}" for first in firsts.splitlines() for give in _GIVE.split())


_CLOSED = _pairs("band bund bandh stop बंद स्टॉप स्टाप", _CLOSE)
_BEGUN = _pairs("chalu chaalu shuru suru चालू चालु शुरू शुरु", _CLOSE)

STOP = f"""
stop
stop all
stopall
stop it
stop sending
stop now
unsubscribe
unsubscribe me
unsubscribe all
unsub
un subscribe
dnd
do not disturb
opt out
opt me out
optout
do not send
dont send
do not message me
dont message me
{_CLOSED}
{_given(_CLOSED)}
{_pairs(_NOT, _SEND)}
roko
rokiye
rokie
roken
rokein
rukwao
रोको
रोकें
रोकिए
रोकिये
{_pairs("rok रोक", _GIVE)}
बंद गर्नुहोस्
रोक्नुहोस्
थांबवा
थांबा
বন্ধ করুন
বন্ধ করো
বন্ধ কর
বন্ধ কৰক
থামান
থামাও
bondho korun
bandho korun
ਬੰਦ ਕਰੋ
ਬੰਦ ਕਰ ਦਿਓ
ਰੋਕੋ
બંધ કરો
બંધ કરી દો
રોકો
ବନ୍ଦ କରନ୍ତୁ
ବନ୍ଦ କର
நிறுத்து
நிறுத்துங்கள்
நிறுத்தவும்
niruthu
niruthunga
ఆపండి
ఆపు
ఆపివేయండి
aapandi
ನಿಲ್ಲಿಸಿ
ನಿಲ್ಲಿಸು
nillisi
നിർത്തുക
നിർത്തൂ
بند کرو
بند کریں
بند کر دو
بند کر دیں
روکو
مت بھیجو
"""
STOP_WHAT = f"""
no more
not interested in
i do not want
i dont want
do not want
dont want
mat karo
mat kare
mat karen
mat kijiye
मत करो
मत करें
मत कीजिए
{_pairs("nahi nahin nhi नहीं नही", "chahiye chahie chahiye hai चाहिए चाहिये")}
नको
नकोत
nako
"""
RESUME = """
start
start again
restart
unstop
resume
subscribe
subscribe me
opt in
opt me in
optin
"""
RESUME_WHAT = f"""
{_BEGUN}
{_given(_BEGUN)}
"""

OFFERS = """
promotion promotions promotional promo promos offer offers ad ads advertisement advertisements advertising marketing
scheme schemes prachar vigyapan प्रचार ऑफर ऑफ़र विज्ञापन विज्ञापनों प्रमोशन प्रमोशनल
"""
MESSAGES = """
message messages msg msgs mesage massage mesej sms whatsapp text texts notification notifications reminder reminders
sandesh sandesho मैसेज मेसेज मैसेजेस संदेश संदेशों सन्देश एसएमएस व्हाट्सएप व्हाट्सऐप वॉट्सऐप सूचनाएं नोटिफिकेशन रिमाइंडर
মেসেজ ਮੈਸੇਜ મેસેજ ମେସେଜ மெசேஜ் మెసేజ్ ಮೆಸೇಜ್ മെസേജ് میسج پیغام
"""
BESIDE = """
please pls plz bas plzz kindly sir ji madam mam bhai bhaiya thanks thank you ok okay hi hello namaste now all any again
the these this such it to me my from on here for i your
phir fir phirse firse dobara dubara wapas vapas se
mujhe mujhko muje mere mera hame hamen humko hum ab abhi ye yeh yah aise aisa sab sabhi saare sare aur ke ka ki ko par
pe aage se kabhi bhi number wale wala wali aap apna apne turant jaldi
bhejna bhejne sending
फिर दोबारा दुबारा वापस से
कृपया जी सर मैडम भाई धन्यवाद अब अभी ये यह ऐसे ऐसा सब सभी सारे और के का की को पर मुझे मुझको मेरे हमें हमको आगे से कभी भी
नंबर इस नम्बर वाले वाला आप अपने तुरंत जल्दी भेजना भेजने नमस्ते बस
"""
