"""What people write, and what may be read from it without doubt: decided from the view of who wrote it."""

from __future__ import annotations

import pytest

from bijlisetu.channels.letter import Reply
from bijlisetu.tracking.replies.reading import Said, read, said_in
from bijlisetu.values import ChannelKind
from tests.build import NOON

#: A line each; `0411` are the last digits of the account.
NO = """
no
No
NO
 No
No.
no!
noo
nooooo
NO NO
n
nope
No ji
no sir
no madam
no please
No 🙏
no 😡
no ❌
❌ no
👎 no
NO 0411
no 0411
no 0411.
No 0411 !
NO, 0411
NO0411
no0411
NO (0411)
*NO 0411*
_no_ 0411
NO 0411 ji
NO 0411 please
no 0411 thanks
no 0411 sir
NO ०४११
NO ٠٤١١
ＮＯ ０４１１
n 0411
NO 0411 galat number
NO 0411 wrong number
NO 0411 not mine
no 0411 mera nahi hai
no 0411 ye mera connection nahi hai
No, not mine
no it is not mine
No this is not my connection
no, wrong number
not mine
Not mine.
NOT MINE 0411
not mine sir
sorry not mine
Sorry, this is not mine
not mine, thanks
its not mine
it's not mine
it’s not mine
it is not mine
this is not mine
This isn't mine
that is not mine
not my connection
Not my connection
NOT MY CONNECTION
Not my connection.
not my conection
not my account
not our connection
not ours
not my bill
This is not my connection
this is not my connection please
this is not our connection
This is not my bill
this is not my account
this connection is not mine
this bill is not mine
the connection is not mine
account is not mine
account 0411 is not mine
a/c 0411 is not mine
A/c 0411 not mine
0411 is not mine
0411 not mine
wrong number
Wrong number.
WRONG NUMBER
this is wrong number
wrong number sir
sorry wrong number
galat number
galat number hai
ye galat number hai
गलत नंबर
ग़लत नंबर
गलत नम्बर है
यह गलत नंबर है
nahi
Nahi
NAHI
nahin
nahii
nahiiiii
nhi
nhii
nai
nahi ji
ji nahi
ji nahin
jee nahi
nahi nahi
nahi sir
nahi bhai
nahi bhaiya
bilkul nahi
nahi 0411
nahi ji 0411
nahi 0411 ji
NAHIN 0411
नहीं
नही
नहि
नहिं
नहीँ
नहीं।
नहीं !
नहीं नहीं
जी नहीं
जी नही
नहीं जी
नहीं सर
बिल्कुल नहीं
बिलकुल नहीं
नहीं 🙏
नहीं 0411
नहीं ०४११
नहीं. 0411
जी नहीं 0411
ना
ना जी
mera nahi
mera nahi hai
Mera nahi hai
mera nhi h
mera nhi hai
mera nai hai
mra nahi hai
mera nahi hai ji
mera nahi he
mera nahin hai
mera bilkul nahi hai
ye mera nahi hai
yeh mera nahi hai
yah mera nahi hai
ye mera nhi h
ye mera nahi
ye mera nahi hai 0411
ye hamara nahi hai
hamara nahi hai
humara nahi hai
hmara nhi h
mera connection nahi hai
mera connection nahi
mera conection nahi h
mera kanekshan nahi hai
mera account nahi hai
mera khata nahi hai
mera a/c nahi hai
ye mera connection nahi
Yeh mera connection nahi
ye mera connection nahi hai
yeh mera connection nahi hai
yah mera connection nahin hai
ye mera bill nahi hai
yeh bill mera nahi hai
bill mera nahi hai
ye bil mera nahi hai
connection mera nahi hai
ye connection mera nahi hai
ye connection hamara nahi hai
ye account mera nahi hai
account 0411 mera nahi hai
khata 0411 mera nahi hai
0411 mera nahi hai
0411 ye mera nahi hai
mera nahi hai ye
mera nahi hai ye connection
nahi mera nahi hai
nahi, ye mera nahi hai
nahi ye mera connection nahi hai
nahi ji mera nahi hai
namaste ye mera nahi hai
hello, ye mera nahi hai
bhai mera nahi hai
sir ye mera connection nahi hai
ye meter mera nahi hai
मेरा नहीं
मेरा नहीं है
मेरा नही है
मेरा नहीं है।
मेरा नहीं है 🙏
मेरा नहीं 0411
ये मेरा नहीं है
यह मेरा नहीं है
यह मेरा नहीं
ये मेरा नही है
ये हमारा नहीं है
हमारा नहीं है
मेरा कनेक्शन नहीं
मेरा कनेक्शन नहीं है
मेरा खाता नहीं है
यह मेरा कनेक्शन नहीं
यह मेरा कनेक्शन नहीं है
यह मेरा कनेक्शन नहीं है।
यह मेरा कनेक्सन नहीं है
यह मेरा कनेक्‍शन नहीं
ये मेरा कनेक्शन नही है
ये कनेक्शन मेरा नहीं है
यह कनेक्शन हमारा नहीं है
यह बिल मेरा नहीं है
यह मेरा बिल नहीं है
बिल मेरा नहीं है
खाता 0411 मेरा नहीं है
0411 मेरा नहीं है
नहीं, यह मेरा नहीं है
जी नहीं, यह मेरा कनेक्शन नहीं है
नमस्ते, यह मेरा कनेक्शन नहीं है
सर ये मेरा नहीं है
ई हमार ना ह
हमार नइखे
ई हमार नइखे
hamar naikhe
hamar nahikhe
"""

YES = """
yes
Yes
YES
Yes.
yes!
yesss
YES YES
y
yeah
yep
yes sir
yes ji
yes please
yes ✅
YES ✅
yes 👍
✅ yes
yes 🙏
YES 0411
yes 0411
YES0411
Yes, 0411
Yes. 0411
*YES 0411*
YES ०४११
yes 0411 thanks
yes thank you
yes mine
Yes, it is mine
yes it's mine
yes it is mine
yes this is mine
yes this is my connection
Yes this is my connection.
yes my connection
yes my account
yes it is my bill
YES 0411 is mine
yes 0411 mine
it is mine
it's mine
this is mine
this is my connection
this is my bill
this is our connection
that is mine
connection is mine
this connection is mine
account 0411 is mine
haan
Haan
HAAN
haaaaan
han
haa
ha
Ha ji
haan ji
han ji
haanji
hanji
ji haan
ji han
haan haan
haan sir
haan bhai
haan ji 0411
haan 0411
HAAN ०४११
haan mera hai
haan ji mera hai
haan mera hi hai
ha mera h
han mera hai
haan ye mera hai
haan yeh mera hai
haan ye mera connection hai
haan mera connection hai
haan mera hi connection hai
haan mera bill hai
haan mera number hai
haan ji mera hi number hai
haan hamara hai
haan, mera
ji haan mera hai
mera hai
Mera hai
mera h
mera hi hai
mera hai ji
ye mera hai
yeh mera hai
ye mera hi hai
ye mera connection hai
yeh mera hi connection hai
ye connection mera hai
connection mera hai
mera connection hai
ye bill mera hai
ye hamara hai
0411 mera hai
account 0411 mera hai
mera hai 0411
हाँ
हां
हाँ।
हा
हॉं
हाँ जी
हां जी
जी हाँ
जी हां
जी हां।
हाँ हाँ
हाँ सर
हाँ ✅
हाँ 🙏
हाँ 0411
हां ०४११
हाँ जी 0411
हाँ, मेरा है
हाँ मेरा है
हां मेरा है
हाँ मेरा ही है
हाँ यह मेरा है
हाँ, यह मेरा कनेक्शन है
हाँ मेरा कनेक्शन है
हाँ धन्यवाद
जी हाँ, मेरा है
मेरा है
मेरा ही है
मेरा है जी
यह मेरा है
ये मेरा है
यह मेरा ही है
यह मेरा कनेक्शन है
ये कनेक्शन मेरा है
यह बिल मेरा है
यह हमारा है
0411 मेरा है
नमस्ते, यह मेरा है
हा‍ँ
ह‌ाँ मेरा है
"""

#: Whoever wrote this may mean one thing or another, or something else: a clerk reads it.
UNCLEAR = """
No. 0411 ka bill jama ho gaya hai
No 0411 bill paid on 20 Nov
No. 0411
no. 0411
no.0411
No.- 0411
No: 0411
No:0411
No-0411
No - 0411
No – 0411
No # 0411
No/0411
N. 0411
№ 0411
Nº 0411
n° 0411
No 0411 bill
No 0411 ka bill kitna hai
No 0411 paid
NO 0411 is mine
no 0411 is wrong
no 0411 galat hai
no 0411 mera hai
account no 0411
Account no. 0411
A/c no 0411
a/c no. 0411
consumer no 0411
bill no 0411
khata no 0411
K no 0411
meter no 0411
my account no is 0411
mobile no
mera no
mera no hai
mera no nahi hai
new no
नं. 0411
नंबर 0411
खाता नंबर 0411
no 1234 0411
NO 0411 0412
NO 9900000411
9900000411 mera nahi hai
YES 99
0411
0411 no
0411 nahi
0411 paid
N0 0411
0
1
1 2
NA 0411
NA
na
N/A
n a
this is a wrong number
N.A.
not applicable
nil
none
no problem
No problem sir
no issue
no worries
no thanks
No, thank you
no thank you
नहीं धन्यवाद
no bill
no bill received
no light
No light since morning
no power
no electricity
no electricity in my house
no network
no money
no whatsapp
no idea
no one is home
no reply
no change
no need
no no problem
No it is mine
no, it is mine
no this is my connection
nahi mera hai
nahi mera hi hai
nahi, mera hai
nahi yeh mera hai
नहीं मेरा है
नहीं, यह मेरा है
no?
NO?
nahi?
not mine?
is this not mine?
is it not mine
is this mine?
is it mine
mera hai?
kya ye mera hai
kya yeh mera nahi hai
kya mera bill nahi aaya
yes?
haan?
yes no
yes/no
Yes or no
YES / NO
Y/N
haan nahi
haan ya nahi
haan/nahi
हाँ या नहीं
हाँ/नहीं
no yes
nahi haan
yes not mine
Yes this is not my connection
yes, this is not mine
yes it is not mine
YES 0411 is not mine
YES 0411 not mine
yes wrong number
yes galat number
haan lekin mera nahi
haan lekin mera nahi hai
haan par mera nahi hai
haan mera nahi hai
haan ye mera nahi hai
haan galat hai
haan galat number hai
haan ji mera connection nahi hai
हाँ लेकिन मेरा नहीं
हाँ, यह मेरा नहीं है
हाँ 0411 मेरा नहीं है
हाँ पर यह मेरा कनेक्शन नहीं
ok lekin mera nahi
yes ❌
yes 👎
हाँ ❌
no ✅
no 👍
नहीं 👍
ok
OK
okay
ok sir
okk
k
theek hai
thik hai
ठीक है
sahi hai
सही है
right
correct
sure
fine
done
hmm
hm
acha
achha
अच्छा
👍
✅
❌
🙏
👎
😡
😂
🙏🙏
thanks
thank you
Thanks sir
धन्यवाद
शुक्रिया
hi
hello
Hello sir
namaste
नमस्ते
जी
ji
sir
good morning
ha ha
haha
hahaha
हा हा हा
hahahaha
mera
mine
my
meri
मेरा
my bill
mera bill
mera bill hai
mera bill nahi
mera bill nahi hai
mera bill nahi aaya
mera bill nahi mila
mera bill galat hai
mera meter nahi hai
mera meter kharab hai
मेरा बिल नहीं
मेरा बिल नहीं आया
मेरा बिल नहीं मिला
मेरा बिल गलत है
मेरा मीटर नहीं है
मेरा मीटर खराब है
not my bill amount
this is not my reading
bill nahi mila
bill nahi aaya
bill nahi bhara
bill galat hai
bill jyada hai
bill itna kaise
bill bahut zyada hai
bill paid
bill bhar diya
paid
Paid
PAID
already paid
I have paid
i paid yesterday
paid on 20 nov
payment done
payment ho gaya
jama kar diya
jama ho gaya
bhar diya hai
bhugtan ho gaya
बिल जमा कर दिया
बिल भर दिया
भुगतान हो गया
जमा है
नहीं भरा
नहीं भरूँगा
nahi bharunga
nahi dunga
nahi aaya
nahi mila
nahi aayi
nahi chahiye
nahi pata
pata nahi
malum nahi
samajh nahi aaya
nahi kar paya
abhi nahi
aaj nahi
paise nahi hai
पैसे नहीं हैं
नहीं चाहिए
नहीं मिला
नहीं आया
पता नहीं
समझ नहीं आया
बिजली नहीं है
bijli nahi hai
light nahi hai
light nahi aa rahi
bijli kab aayegi
बिजली कब आएगी
नहीं 0411 में अभी भी बिजली बंद है
No 0411 power is still off
हाँ 0411 की बिजली आ गई
haan light aa gayi
haan bhar diya
haan paid
yes paid
yes i paid
Yes paid 0411
yes but amount is wrong
haan lekin bill galat hai
haan bill mil gaya
हाँ मिल गया
yes received
received
mil gaya
N0411 lakh
kat gaya
kat gaya hai
connection kat gaya
connection kat gaya hai
mera connection kat gaya hai
mera connection kat gaya
कनेक्शन कट गया
कनेक्शन कट गया है
मेरा कनेक्शन कट गया है
PDC
disconnected
meter hata diya
ghar bech diya
makan bech diya
मकान बेच दिया
hum chale gaye
kirayedar ka hai
kirayedar hai
किरायेदार का है
tenant
father ka hai
papa ka hai
pitaji ka hai
mere pitaji ka hai
पिताजी का है
मेरे पिताजी का है
mere bhai ka hai
mere naam pe nahi hai
mere naam par nahi hai
मेरे नाम पर नहीं है
papa ke naam hai
wife ka hai
padosi ka hai
पड़ोसी का है
galat
wrong
गलत
galat hai
GALAT 0411
wrong 0411
wrong bill
wrong amount
wrong name
galat bill
galat naam
galat hai bhai
number galat hai
mera number galat hai
ye number galat hai
naam galat hai
नंबर गलत है
मेरा नंबर गलत है
नाम गलत है
wrong number 0411
galat number par bheja
ye mera number nahi hai
ye number mera nahi hai
this is not my number
यह नंबर मेरा नहीं है
यह मेरा नंबर नहीं है
mera number hai
ye mera number hai
number badal gaya
number change karo
mera number badlo
kaun
kaun hai
kon
who is this
who are you
who is this?
kaun bol raha hai
किसका है
kiska hai
kiska bill hai
kya hai
kya
what
why
kyon
NOTICE when?
notice
northern
nokia
yesterday
yes bank
haanikarak
nahin toh kya
nahi to
nahi toh
nahi na
naa
STOP
stop
band karo
बंद करो
unsubscribe
mat bhejo
मत भेजो
message mat bhejo
do not send
don't send
spam
fraud
fraud hai
ye fraud hai
police me complaint karunga
chor
chor ho tum log
pagal ho kya
bakwas
bewakoof
tum log chor ho, mera nahi hai
not mine, stop sending
mera nahi hai band karo
mera nahi hai kisi aur ka hai
ye mera nahi mere bhai ka hai
ye mera nahi papa ka hai
यह मेरा नहीं मेरे भाई का है
mera nahi padosi ka
mera nahi hai par bhar dunga
not mine but i will pay
not mine my brother's
this is mine not his
not only mine
it is mine not yours
it is not mine it is my father's
i am not home
i am not sure
not sure
not yet
not paid
not received
not now
not working
not ok
not interested
not at all
isn't it
not
is
it is
hai
nahi hai
नहीं है
nahi h
है
ye hai
ye nahi hai
ye nahi
यह नहीं
यह नहीं है
ye kiska hai
mera kyon
mera kaise
meri bijli
meri nahi sunte
माफ़ी नहीं
ਨਹੀਂ
نہیں
না
இல்லை
ಇಲ್ಲ
కాదు
નથી
నహీ
माझे नाही
maza nahi
mazha nahi
mera nahi bhai ka hai
haan ho sakta hai
shayad
maybe
may be
shayad mera nahi
pakka nahi
haan nahi pata
call me
call karo
mujhe call karo
phone karo
please call
please help
help
help me
address change
name change
naya connection chahiye
new connection
load badhao
apply
ok no
ok yes
no ok
ok nahi
http://example.in/no
no@example.in
test
.
,
...
!
?
-
/
*
_
"""


def lines(told: str) -> list[str]:
    return list(filter(str.strip, told.split("\n")))


@pytest.mark.parametrize("text", [*lines(NO), "नहीं\n0411", "NO\u200b 0411", "\ufeffNO 0411", "न\u200dहीं"])
def test_a_clear_denial_is_a_no(text: str) -> None:
    assert said_in(text).word == "no"


@pytest.mark.parametrize("text", [*lines(YES), "हाँ\n0411", "YES\u200e 0411", "\u2066haan\u2069"])
def test_a_clear_claim_is_a_yes(text: str) -> None:
    assert said_in(text).word == "yes"


@pytest.mark.parametrize("text", [*lines(UNCLEAR), "", "No.\n0411", "No.\n0411 paid", "नहीं " * 60, "no " * 2000])
def test_what_may_mean_something_else_is_left_to_a_clerk(text: str) -> None:
    assert said_in(text) == Said()


@pytest.mark.parametrize("text", [line for line in lines(NO + YES) if any(map(str.isdecimal, line))])
def test_the_digits_of_the_account_are_told_with_the_word(text: str) -> None:
    assert said_in(text).ending == "0411"


@pytest.mark.parametrize("more", [{"is_forwarded": True}, {"kind": "image", "media_id": "1"}, {"place": (26.8, 80.9)}])
def test_words_that_are_somebody_elses_or_below_a_picture_are_left_to_a_clerk(more: dict[str, object]) -> None:
    assert read(Reply(channel=ChannelKind.WHATSAPP, at=NOON, sender="916000000001", text="NO", **more)) == Said()  # type: ignore[arg-type]


def test_a_press_is_clear_whatever_stands_on_the_button() -> None:
    pressed = Reply(
        channel=ChannelKind.WHATSAPP, at=NOON, sender="916000000001", text="No. 0411?", payload="not_mine:17"
    )

    assert read(pressed) == Said(pressed="not_mine", attempt=17)
