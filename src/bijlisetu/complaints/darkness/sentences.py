"""
How people build a sentence about the light, whichever of its many names they use: pure.

A complaint is told by the words that stand in a message, in any order. Where the order decides, it is read here: what
belongs to the light is not the light, what is denied is not there, and of a light that comes and goes the last counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

#: Lists of words by their names, as categories.toml holds them.
Lexicon = Mapping[str, frozenset[str]]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: "aa gayi" is one verb: what ends it says neither that the light went nor anything else.
STEMS = _listed("aa a ho mil reh rah de le pahunch आ हो मिल रह दे ले पहुंच")
DONE = _listed(
    "gayi gai gyi gyee gayee gaya gya gaye gae gail gaile gel gaili chuki chuka गई गयी गया गये गइल गईल गैल चुकी चुका"
)
#: "bina bijli ke": the light itself is missed.
WITHOUT = _listed("bina bagair बिना बगैर")
OF = _listed("ka ki ke kaa kee का की के")
#: They stand between the light and what belongs to it.
BETWEEN = _listed(
    "koi koe bahut bhut itni itna kaafi kafi bhi ek online prepaid smart new naya "
    "कोई बहुत इतनी काफी भी एक ऑनलाइन प्रीपेड स्मार्ट नया"
)
#: "light ka pata nahi", "bijli ki aapurti band": whoever speaks of these speaks of the light itself.
ITSELF = _listed(
    "pata ata namo namonishan intezar intzar wait bina bagair liye kab kami katauti cut outage problem dikkat "
    "samasya pareshani fault kharabi kya kyahua vyavastha suvidha pata "
    "पता नामोनिशान इंतजार बिना बगैर लिए कब कमी कटौती समस्या दिक्कत "
    "परेशानी खराबी व्यवस्था सुविधा"
)
#: "bijli meter", "light bill": without "of" only these belong to the light.
THINGS = _listed(
    "meter meeter mitar bill bil bills connection conection connexion kanekshan number office vibhag department "
    "dept board card app website portal helpline khata account form bank button factor pole poles khamba khambha "
    "payment bhugtan jama wire wires taar mistri lineman wala wale wali walo company rate tariff unit units reading "
    "recharge chori theft "
    "मीटर बिल कनेक्शन कनेक्सन नंबर नम्बर दफ्तर विभाग कार्यालय बोर्ड कार्ड ऐप खाता खंभा खम्भा तार मिस्त्री लाइनमैन वाला वाले वाली कंपनी "
    "रेट यूनिट रीडिंग चोरी भुगतान जमा"
)
TROUBLE = _listed(
    "problem problems issue issues trouble dikkat dikat samasya pareshani shikayat complaint tension chinta "
    "दिक्कत समस्या परेशानी शिकायत चिंता"
)
#: "light nahi gayi", "band nahi hai", "no cut": it did not go.
LEFT = _listed(
    "gayi gai gyi gaya gya kati kata gul band bandh off gone cut jati jaati jayegi outage blackout powercut "
    "loadshedding katauti गई गयी गया कटी गुल बंद जाती जाएगी कटौती"
)
OFF = _listed("gul band bandh off cut kati कटी गुल बंद")
CUTS = _listed("cut outage failure shedding katauti कट कटौती")
BE = _listed("hai h he hain ho hui hua hoti है हैं हो हुई हुआ होती")
#: "complaint band kar do": what is to end is no light.
ENDED = _listed("complaint complain shikayat sikayat ticket शिकायत")
#: "koi dikkat nahi hai"; of "shikayat nahi suni" the complaint stays.
ENDS = BE | {""}
#: "na" at the very end asks for assent: "aa gayi na".
TAGS = _listed("na ना")
#: What follows one of these is said of a later time, or outweighs what was said before.
TURNS = _listed(
    "phir fir phirse firse again dobara dubara then lekin magar mgr but par pr now ab abhi aur and फिर दोबारा दुबारा "
    "लेकिन मगर पर अब अभी और परंतु"
)
PAST = _listed("thi tha थी था")
FILLERS = BE | _listed(
    "bhi tak to toh hi ji jee sir bhai bhaiya aaj kal subah raat sham dopahar se since still yet now abhi ab "
    "भी तक तो ही जी सर भाई आज कल सुबह रात शाम दोपहर से अभी अब"
)
NAMED = ("SUPPLY", "LINE", "PHASE")
#: What of a sentence's beginning holds for its end too.
CARRIED = (*NAMED, "AREA", "TRAFFIC")
#: What says by itself how the light is, once the light has been named.
STATES = ("GONE", "WENT", "CUT", "COME", "BACK", "WHEN", "START", "NOSUPPLY")


def joined(words: Sequence[str]) -> frozenset[str]:
    """Return the words, and two and three neighbours as one: many write "aagayi", "powercut" or "chaluhai"."""
    threes = zip(words, words[1:], words[2:], strict=False)
    return frozenset([*words, *map("".join, pairwise(words)), *map("".join, threes)])


def counting(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return the words that count, in their order."""
    told = _whole_verbs(words)
    if len(told) > 2 and told[-1] in TAGS:
        told.pop()
    told = list(_without_denied(told, lexicon))
    told = list(_without_owners(told, lexicon["SUPPLY"]))
    return list(_supply_for_current(told, lexicon))


def last_said(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return what was said last of how the light is, with what it is said of; nothing if that is over by now."""
    carried = frozenset[str]().union(*(lexicon[name] for name in CARRIED))
    clauses = _clauses(words, back=lexicon["BACK"], come=lexicon["COME"])
    for clause in reversed(clauses):
        if not _says_how_it_is(clause, lexicon):
            continue
        if clause[-1] in PAST:
            return []
        return [*(word for word in words if word in carried and word not in clause), *clause]
    return list(words)


def _whole_verbs(words: Sequence[str]) -> list[str]:
    told: list[str] = []
    for word in words:
        if told and word in DONE and told[-1] in STEMS:
            told[-1] += "gayi" if word.isascii() else "गयी"  # whoever came or went, in whichever dialect
        else:
            told.append(word)
    return told


def _without_denied(words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Leave out trouble that is none and a going that was none, with the word that denies it; a complaint's end too."""
    denies, supply = lexicon["NOT"], lexicon["SUPPLY"] | {"load"}
    place = 0
    while place < len(words):
        one, two, three = [*words[place : place + 3], "", ""][:3]
        if one in denies and two in supply and three in CUTS:  # no power cut
            yield two
            place += 3
        elif (
            (one in ENDED and two in OFF)
            or (one in denies and two in LEFT | TROUBLE)
            or (two in denies and one in OFF | TROUBLE and three in ENDS)
        ):
            place += 2
        else:
            yield one
            place += 1


def _without_owners(words: Sequence[str], supply: frozenset[str]) -> Iterator[str]:
    """Leave out the light where the sentence is of something that belongs to it: "bijli ka number", "light bill"."""
    for before, (place, word) in zip(["", *words], enumerate(words), strict=False):
        if word not in supply or before in WITHOUT:
            yield word
            continue
        rest = words[place + 1 :]
        is_of = bool(rest) and rest[0] in OF
        head = next((each for each in rest[is_of:] if each not in BETWEEN), "")
        if not (head and head not in ITSELF | supply if is_of else head in THINGS):
            yield word


def _supply_for_current(words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Read current that is missed or awaited as the supply: it is no danger."""
    missed, current = lexicon["NOT"] | lexicon["WHEN"], lexicon["CURRENT"] & lexicon["SUPPLY"]
    for place, word in enumerate(words):
        around = words[max(place - 1, 0) : place + 3]
        yield "supply" if word in current and not missed.isdisjoint(around) else word


def _clauses(words: Sequence[str], *, back: frozenset[str], come: frozenset[str]) -> list[list[str]]:
    """Return the sentence in parts: one ends where the light is back, at a past tense, and before a "but"."""
    clauses: list[list[str]] = [[]]
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if before in back and word in BE | PAST:  # "aa gayi thi"
            clauses[-2].append(word)
        elif word in TURNS:
            clauses.append([])
        else:
            clauses[-1].append(word)
            if word in PAST or (word in back and after not in come):  # "wapas aayegi" is one
                clauses.append([])
    return clauses


def _says_how_it_is(clause: Sequence[str], lexicon: Lexicon) -> bool:
    said = joined(clause)
    if any(said & lexicon[name] for name in STATES):
        return True
    if not said & lexicon["NOT"]:  # "ab hai"
        return bool(said & BE) and set(clause) <= lexicon["SUPPLY"] | FILLERS
    return any(said & lexicon[name] for name in NAMED) or set(clause) <= lexicon["NOT"] | FILLERS
