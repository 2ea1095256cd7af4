"""
The words that people answer with, by what each of them says, as Hindi, English and Hinglish are typed on telephones.

They are spelt as `reading.plain` leaves them: small letters, no nukta, ं for ँ, no letter three times in a row. A word
that stands in none of these lists makes the whole sentence unclear, for it may turn its sense.
"""

from __future__ import annotations

#: No, in English: it stands first, or it is short for "number".
NO = "no noo n nope"
#: No, or not, in Hindi and its neighbours. The Latin "na" is left out: it also stands for "not applicable".
NAHI = """
nahi nahin nahii nahiin nahee naheen nahe nhi nhii nhin nhe nai naahi naahin naikhe nahikhe
नहीं नही नहि नहिं नहिए नई नइ ना नाहीं नाही नइखे नईखे
"""
NOT = "not isnt isn't"
YES = "yes yess y yeah yep yup haan haa han ha hn haanji hanji hnji हां हा हान हॉं हॉ हाॅं"
OWN = """
mera meri mra mine my our ours hamara hamari hamaara hmara humara humari hamar hamaar
मेरा मेरी हमारा हमारी हमार म्हारा
"""
#: What points at the thing asked about.
THIS = "this that it ye yeh yah iye यह ये येह ई"
#: It is.
IT_IS = "it's its that's thats"
IS = "is hai h he hy hain है हैं हे ह बा छै"
CONNECTION = """
connection connections conection connecton connetion connexion kanekshan kanection a/c account khata khaata
कनेक्शन कनेक्सन कनैक्शन कनेकशन खाता
"""
#: "My bill not …" may go on "… came": these need a word that points at them.
BILL = "bill bil meter बिल मीटर"
NUMBER = "number nomber nambar numbar नंबर नम्बर"
WRONG = "wrong galat glt galt गलत"
#: They change nothing.
POLITE = """
ji jee sir sirji madam mam please pls plz bhai bhaiya bhaiyya saheb sahab hello hi namaste namaskar dear bilkul the
जी सर मैडम कृपया भाई भैया साहब नमस्ते नमस्कार हैलो ही बिल्कुल बिलकुल
"""
#: After a bare no they make of it another no: "no, thank you".
THANKS = "thanks thanku thankyou thank you dhanyawad dhanyavad shukriya sorry धन्यवाद शुक्रिया"
#: Signs that agree, that refuse, and that say nothing of either.
GOOD_SIGNS = "✅ ✔ ☑ 👍 👌"
BAD_SIGNS = "❌ ✖ 👎 🚫 ⛔"
FEELINGS = "🙏 😊 🙂 😀 😡 😠 😢 😭 ☹ 😞"
