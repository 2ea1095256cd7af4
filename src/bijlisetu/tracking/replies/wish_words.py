"""
How people say that they want no more messages, or want them again: in Hindi, Hinglish, English and the scripts around.

A phrase a line. What stands under …_WHAT is a wish only beside a word for what is meant: "message nahi chahiye" is, and
"nahi chahiye" may answer anything. Verbs are listed in the forms that people write.
"""

from __future__ import annotations

_CLOSE = """
karo kro kar kr kare karen kren krein krna krde krdijiye kariyega
karein karna kijiye kijie kijiyega kardo krdo kardijiye karwao karaiye kariye karie karva karwa
करो करे करें कर करना कीजिए कीजिये कीजिएगा करवाओ करवाएं करिए करिये कराएं करा करीं करू कऱा
"""
_GIVE = "do dein den de dijiye dijie diye dena दो दें दे दीजिए दीजिये देना दिजिए"
_SEND = "bhejo bhejen bhejein bhejiye bhejie bhejna bhejiyega bhejiyo भेजो भेजें भेजिए भेजिये भेजना भेजिएगा भेजियेगा"
#: "Nahi bheja", "nahi bheje" tell that nothing was sent; "mat bheja" asks for it. "Bhejo na" begs for a message.
_SENT = "bheja bheje bhejwao send भेजा भेजे भेजीं"
_NOT = "na nahi nahin nhi nai न ना नहीं नही"
_KAR = "kar kr कर"


def _pairs(firsts: str, seconds: str) -> str:
    return "\n".join(f"{first} {second}" for first in firsts.split() for second in seconds.split())


def _given(firsts: str, then: str = _GIVE) -> str:
    """Return the phrases, each with every form of "give" behind it: band kar do."""
    return "\n".join(f"{first} {give}" for first in firsts.splitlines() for give in then.split())


_BAND = "band bund bandh stop बंद स्टॉप स्टाप"
_CHALU = "chalu chaalu shuru suru चालू चालु शुरू शुरु"

STOP = f"""
stop
स्टॉप
स्टाप
ষ্টপ
স্টপ
સ્ટોપ
ਸਟਾਪ
ଷ୍ଟପ
ஸ்டாப்
స్టాప్
ಸ್ಟಾಪ್
സ്റ്റോപ്പ്
اسٹاپ
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
do not message
dont message
do not text
dont text
do not whatsapp
dont whatsapp
do not sms
dont sms
do not contact me
dont contact me
do not spam
dont spam
never message
{_pairs(_BAND, _CLOSE)}
{_given(_pairs(_BAND, _KAR))}
{_pairs("mat मत", f"{_SEND} {_SENT}")}
{_given(_pairs("mat मत", "bheja भेजा send"), _CLOSE)}
{_pairs(_NOT, _SEND)}
na bheje
न भेजे
{_given(_pairs("na nahi न ना नहीं", "bheja भेजा send"), _CLOSE)}
{_pairs(f"{_SEND} {_SENT}", "mat मत")}
{_given(_pairs("send bheja भेजा", "mat na मत न ना"), _CLOSE)}
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
مت بھیجیں
مت بھیجئے
نہ بھیجیں
نہ بھیجو
بند کر دیجئے
পাঠাবেন না
পাঠাবে না
পাঠিও না
পাঠিয়েন না
pathaben na
pathabe na
নপঠিয়াব
নপঠাব
পঠিয়াব নালাগে
पाठवू नका
पाठवू नये
pathvu naka
pathavu naka
band kara
नपठाउनुहोस्
नहि पठाउ
મોકલશો નહીં
મોકલશો નહિ
મોકલો નહીં
ન મોકલો
ન મોકલશો
ના મોકલો
na moklo
na mokalo
moklasho nahi
ਨਾ ਭੇਜੋ
ਨਾ ਭੇਜਿਓ
ପଠାନ୍ତୁ ନାହିଁ
ନ ପଠାନ୍ତୁ
ପଠାଅ ନାହିଁ
ବନ୍ଦ କରିଦିଅନ୍ତୁ
pathantu nahi
அனுப்ப வேண்டாம்
அனுப்பாதீர்கள்
அனுப்பாதே
அனுப்பாதீங்க
anuppa vendam
anuppadhinga
anuppathinga
పంపవద్దు
పంపకండి
పంపొద్దు
pampavaddu
pampoddu
pampakandi
ಕಳುಹಿಸಬೇಡಿ
ಕಳಿಸಬೇಡಿ
ಕಳುಹಿಸಬೇಡ
kaluhisabedi
kalisabedi
kalsbedi
അയക്കരുത്
അയയ്ക്കരുത്
അയക്കണ്ട
ayakkaruthu
ayakkanda
"""
STOP_WHAT = f"""
no more
no need of
turn off
switch off
block
not interested in
i do not want
i dont want
do not want
dont want
{_pairs(f"mat मत {_NOT}", _CLOSE)}
{_pairs("nahi nahin nhi नहीं नही", "chahiye chahie चाहिए चाहिये")}
नको
नकोत
nako
चाहिए नहीं
চাই না
লাগবে না
দরকার নেই
chai na
lagbe na
নালাগে
નથી જોઈતા
નથી જોઈતો
નથી જોઇતા
નથી જોઇતો
nathi joita
ਨਹੀਂ ਚਾਹੀਦੇ
ਨਹੀਂ ਚਾਹੀਦਾ
ଦରକାର ନାହିଁ
வேண்டாம்
தேவையில்லை
vendam
వద్దు
అవసరం లేదు
vaddu
ಬೇಡ
beda
വേണ്ട
venda
نہیں چاہیے
نہیں چاہئے
"""
#: A wish only where nothing but a word of politeness stands beside it; "message" is any word for what is meant.
STOP_ALONE = """
cancel
quit
end
message cancel
cancel message
end message
quit message
message quit
no message
message no
message nahi
message nahin
message nhi
message नहीं
message mat
message मत
message band
message bandh
message बंद
message off
message বন্ধ
message બંધ
message ਬੰਦ
message ବନ୍ଦ
message بند
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
{_pairs(_CHALU, _CLOSE)}
{_given(_pairs(_CHALU, _KAR))}
"""

OFFERS = """
promotion promotions promotional promo promos offer offers ad ads advertisement advertisements advertising marketing
scheme schemes prachar vigyapan प्रचार ऑफर ऑफ़र विज्ञापन विज्ञापनों प्रमोशन प्रमोशनल
"""
MESSAGES = """
message messages messaging msg msgs mesage massage mesej mesaj maisej sms smses whatsapp watsapp text texts texting
notification notifications reminder reminders spam spamming
sandesh sandesho sandes mssg mssage मैसेज मेसेज मैसेजेस मेसेजेस मैसेजों संदेश संदेशों सन्देश एसएमएस
व्हाट्सएप व्हाट्सऐप वॉट्सऐप वाट्सएप वॉट्सएप सूचनाएं नोटिफिकेशन रिमाइंडर
মেসেজ এসএমএস বার্তা মেছেজ বাৰ্তা ਮੈਸੇਜ ਸੁਨੇਹੇ ਸੁਨੇਹਾ ਐਸਐਮਐਸ મેસેજ સંદેશ સંદેશા સંદેશો એસએમએસ ମେସେଜ ସନ୍ଦେଶ ବାର୍ତ୍ତା ଏସଏମଏସ
மெசேஜ் செய்தி செய்திகள் செய்திகளை குறுஞ்செய்தி குறுஞ்செய்திகள் எஸ்எம்எஸ் మెసేజ్ మెసేజ్లు మెసేజీలు సందేశం సందేశాలు ఎస్ఎంఎస్
ಮೆಸೇಜ್ ಸಂದೇಶ ಸಂದೇಶಗಳು ಸಂದೇಶಗಳನ್ನು ಎಸ್ಎಂಎಸ್ മെസേജ് മെസ്സേജ് സന്ദേശം സന്ദേശങ്ങൾ എസ്എംഎസ് میسج میسیج پیغام پیغامات
"""
#: What people are called and thanked by; it changes nothing.
POLITE = """
please pls plz plzz pliz kindly sir sirji ji madam mam bhai bhaiya bhaiyya bhaisahab thanks thank you ok okay hi hello
namaste yaar yar dost boss bro are arey kripya kripaya krupaya krpya kripa
कृपया कृपा कृप्या प्लीज जी सर मैडम भाई भैया धन्यवाद नमस्ते यार दोस्त अरे
দয়া করে অনুগ্রহ মেহেরবানি મહેરબાની કૃપા કરીને ਕਿਰਪਾ ਕਰਕੇ ਜੀ ଦୟାକରି தயவுசெய்து தயவு செய்து దయచేసి ದಯವಿಟ್ಟು ദയവായി براہ کرم مہربانی جی
"""
BESIDE = """
bas now all any again the these this such it to me my from on here for i your want us
phir fir phirse firse dobara dubara wapas vapas se
mujhe mujhko muje mere mera hame hamen hume hamein humko hamko hum ab abhi ye yeh yah aise aisa sab sabhi saare sare aur
ke ka ki ko par pe aage se kabhi bhi number wale wala wali aap apna apne turant jaldi
bhejna bhejne sending
फिर दोबारा दुबारा वापस से
अब अभी ये यह ऐसे ऐसा सब सभी सारे और के का की को पर मुझे मुझको मेरे हमें हमको आगे से कभी भी
नंबर इस नम्बर वाले वाला आप अपने तुरंत जल्दी भेजना भेजने बस मला আর আমাকে মোক মেক હવે મને ਮੈਨੂੰ ਹੁਣ ମୋତେ ଆଉ எனக்கு இனி నాకు ఇక ನನಗೆ
ಇನ್ನು എനിക്ക് ഇനി مجھے اب enaku naaku nanage enikku amake mane mala
"""
#: These stand only beside a word for messages: "phone band karo" is about something else.
BESIDE_MESSAGES = """
mobile phone whats app bar baar roz roj rozana daily koi kisi itne itna zyada jyada bekar faltu bulk anymore at about
in future aage today more
mein me apke aapke hamare hamara aapka tum मोबाइल फोन बार रोज कोई किसी इतने ज्यादा बेकार फालतू में आपके हमारे मेरा आज
"""
