"""What a sentence about the light means: by how it is built, whichever names the light has in it."""

from __future__ import annotations

from typing import Any

import pytest

from bijlisetu.complaints.categories import meant, tokens_of
from bijlisetu.complaints.darkness import sentences
from bijlisetu.complaints.darkness.words import says_light_is_on

#: Neither the light nor anything that an office mends: a clerk reads it.
UNCLEAR = "unclear"
ON = "on"
OFF = "SUP-OFF"
MEANT = {
    OFF: """
transformer se light nahi
transformer se bijli kab aayegi
light aa gayi thi phir chali gayi
light aayi aur chali gayi
light wapas chali gayi
light wapas nahi aayi
power came back but went again
light aayi nahi abhi tak
light nahi aayi hai
light gayi thi kab aayegi
subah light gayi thi nahi aayi
kal se light nahi thi aaj bhi nahi hai
current nahi hai
current nahi aa raha hai
line me current nahi aa raha
no current since night
करंट नहीं है
load shedding kab tak
batti gul hai 2 ghante se
no supply since morning
ltv nahi
lait nahi h
bijlee nai aa rahi
पावर कट
लाइट चली गयी
light kab aayegi
abhi tak light nahi aayi
2 din se andhera
andhere me baithe hain
in the dark since 2 hours
light ka koi pata nahi
light ke bina bachche pareshan hain
बिजली की आपूर्ति ठप है
बिजली की आपूर्ति बाधित है
bijli ki aapurti nahi ho rahi
bijli nahi hai, bijli vibhag phone nahi uthata
bijli wale phone nahi uthate light band hai
electricity isn't coming
power hasn't come back yet
light not working
light kab back aayegi
light wapas kab aayegi
light band ho gayi hai chalu karo
light wapas chalu karo
bill jama kar diya phir bhi light nahi aayi
bill bhar diya hai light nahi aa rahi
hamari gali me light nahi aa rahi
bijuri naikhe
bijli gail ba
bijli katauti ho rahi hai
light chala gaya hai
bijli aa nahi rahi hai
light aa ke chali gayi phir nahi aayi
light problem not solved
""",
    "SUP-OFF-AREA": """
pure mohalle me light nahi hai
pure gaon me light thi par ab nahi hai
poore gaon me bijli gul hai
""",
    ON: """
light aa gayi
light chali gayi thi ab aa gayi hai
light nahi thi ab hai
kal light nahi thi ab aa gayi
light aa gayi koi dikkat nahi
light aa gayi hai, ab koi dikkat nahi hai
light aa gayi hai na
light aa gayi par pankha nahi chal raha
current aa gaya
power was off, now restored
bijli chalu hai
light chalu ho gayi hai
power is on
light aa rahi hai
haan light hai
hamare yahan light hai
a gayi light
light band nahi hai
बिजली आ गई है
बिजली चालू है
""",
    UNCLEAR: """
bijli ka number nahi hai
light wale ka number nahi hai
bijli vibhag me koi nahi hai
electricity office is not open
power bank nahi chal raha
kal light nahi thi
light chali gayi thi
light aa gayi kya
kya light hai
hamare yahan light nahi gayi
no power cut here
light ki koi dikkat nahi hai
bijli band mat karo
bijli ka helpline number nahi lag raha
bijli ka rate kam nahi hua
1912 nahi lag raha
light theek ho gayi
light is working now
bijli board nahi khula
""",
    "METER-STOP": """
bijli meter nahi chal raha
bijli ka meter nahi chal raha
बिजली का मीटर नहीं चल रहा
bijli smart meter nahi chal raha
meter ki light nahi jal rahi
""",
    "BILL-NOT-RECEIVED": """
mera bijli bill nahi aaya
bijli ka bill nahi mila
light bill not received yet
""",
    "CONN-NEW": """
light ka connection nahi mila
bijli ka connection abhi tak nahi diya
naya bijli connection
bijli ka meter nahi laga
""",
    "DTR": """
transformer jal gaya light nahi hai
transformer kharab hai bijli band hai
""",
    "PAYMENT-NOT-POSTED": """
bijli ka paisa jama kiya nahi dikh raha
bijli bill payment not updated
bijli online bill payment nahi ho raha
""",
    "SAFETY": """
shock lag raha hai light nahi hai
khambe me current aa raha hai
deewar me current lag raha hai
taar toot gaya light nahi hai
""",
    "STREETLIGHT": """
street light nahi jal rahi
road light nahi hai
gali ki light nahi jal rahi
गली की बत्ती तीन दिन से बंद है
""",
    "DISC-WRONG": "bijli ka connection kaat diya",
}
SAID = [(words, meaning) for meaning, lines in MEANT.items() for words in lines.strip().splitlines()]


@pytest.mark.parametrize(("words", "meaning"), SAID)
def test_a_sentence_means_what_people_mean_by_it(words: str, meaning: str) -> None:
    found = meant(tokens_of(words))

    assert (found.code if found else ON if says_light_is_on(words) else UNCLEAR) == meaning


@pytest.mark.parametrize("words", [words for words, meaning in SAID if meaning != ON])
def test_no_other_sentence_says_that_the_light_is_there(words: str) -> None:
    assert not says_light_is_on(words) or meant(tokens_of(words)) is not None


def test_the_lists_of_the_rules_are_spelt_as_messages_are_read() -> None:
    lists: dict[str, Any] = {name: one for name, one in vars(sentences).items() if isinstance(one, frozenset)}

    assert len(lists) > 10
    for name, listed in lists.items():
        assert all(tokens_of(word) == [word] for word in listed if word), name
