"""How people of all parts of India ask for no more messages; and how near to it sentences about the light come."""

from __future__ import annotations

import pytest

from bijlisetu.tracking.replies.wishing import wish_in_words


@pytest.mark.parametrize(
    "text",
    [
        # Hindi
        "स्टॉप",
        "स्टॉप कर दो",
        "STOP करो",
        "कृपया संदेश न भेजें",
        "कृपया मुझे मैसेज ना भेजें",
        "मैसेज मत भेजा करो",
        "बार बार मैसेज मत भेजो",
        "रोज रोज मैसेज मत करो यार",
        "मैसेज न करें",
        "मैसेज बंद",
        "संदेश भेजना बंद कर दीजिए",
        "मोबाइल पर मैसेज मत भेजिए",
        "कोई मैसेज नहीं चाहिए",
        "व्हाट्सएप पर संदेश नहीं भेजें",
        "भेजो मत",
        # Hinglish
        "msg band kro yaar",
        "mat bhejo yaar",
        "send mat karo",
        "send mat karo bhai",
        "kripya sandesh na bhejen",
        "baar baar msg mat bhejo",
        "message mat bheja karo",
        "roz message mat karo sir",
        "sms na kare please",
        "msg nhi chahiye yaar",
        "message bhejna band krdo",
        "whatsapp par msg mat kro",
        "band kr do",
        "sms band",
        "message nahi bhejna",
        "bhejna mat",
        "koi bhi msg na bheje",
        "mobile par sms mat bhejo",
        # English
        "stop messaging me",
        "no message",
        "no messages please",
        "no sms",
        "stop texting me",
        "please don't text me",
        "do not contact me",
        "Don't WhatsApp me",
        "stop spamming",
        "turn off notifications",
        "cancel",
        "Cancel please",
        "quit",
        "END",
        "cancel sms",
        "i want to stop messages",
        "stop all messages in future",
        # the other languages, in their scripts and as they are typed
        "মেসেজ পাঠাবেন না",
        "আর এসএমএস চাই না",
        "দয়া করে মেসেজ বন্ধ করুন",
        "message pathaben na",
        "मेसेज पाठवू नका",
        "मला मेसेज नको",
        "message pathvu naka",
        "મેસેજ મોકલશો નહીં",
        "મેસેજ નથી જોઈતા",
        "message na moklo",
        "ਮੈਨੂੰ ਮੈਸੇਜ ਨਾ ਭੇਜੋ",
        "ਮੈਸੇਜ ਨਹੀਂ ਚਾਹੀਦੇ",
        "ମେସେଜ ପଠାନ୍ତୁ ନାହିଁ",
        "ମେସେଜ ବନ୍ଦ କରନ୍ତୁ",
        "எனக்கு மெசேஜ் அனுப்ப வேண்டாம்",
        "மெசேஜ் வேண்டாம்",
        "message anuppa vendam",
        "మెసేజ్ పంపవద్దు",
        "నాకు మెసేజ్ వద్దు",
        "message pampoddu",
        "ಮೆಸೇಜ್ ಕಳುಹಿಸಬೇಡಿ",
        "ನನಗೆ ಸಂದೇಶ ಬೇಡ",
        "message kalisabedi",
        "മെസേജ് അയക്കരുത്",
        "മെസേജ് വേണ്ട",
        "message ayakkaruthu",
        "মেছেজ নপঠিয়াব",
        "میسج مت بھیجیں",
        "پیغام نہیں چاہیے",
    ],
)
def test_no_more_messages(text: str) -> None:
    assert wish_in_words(text) == "stop"


@pytest.mark.parametrize("text", ["no offers", "no promotions please", "ऑफर बंद", "koi offer mat bhejo yaar"])
def test_no_more_offers(text: str) -> None:
    assert wish_in_words(text) == "stop_marketing"


@pytest.mark.parametrize(
    "text",
    [
        "bijli band hai",
        "supply stop hai",
        "meter cancel",
        "connection band kar do",
        "connection cancel karo",
        "cancel connection",
        "cancel my bill",
        "cancel it",
        "phone band karo",
        "mobile band kar do",
        "message nahi bheja",  # they say that nothing came
        "aapne message nahi bheja",
        "संदेश नहीं भेजा",
        "message nahi aaya",
        "message nahi aa raha",
        "bill nahi bheje",
        "message bhejo na",  # they beg for one
        "bhejo na yaar",
        "message band mat karo",
        "message band nahi karna",
        "don't want to stop",
        "sms band hai",
        "the end",
        "end date",
        "no",
        "no light",
        "light cut mat karo",
        "line mat kato",
        "बिजली मत काटो",
        "बिजली काटना बंद करो",
        "बिल नहीं चाहिए",
        "आज लाइट बंद है",
        "kaam band karo",
        "current band ho gaya",
        "கரண்ட் வேண்டாம்",
        "కరెంట్ ఆపండి",
        "আলো বন্ধ করুন",
        "leave me alone",
        "remove my number",
    ],
)
def test_what_may_mean_something_else_goes_before_a_clerk(text: str) -> None:
    assert wish_in_words(text) == ""
