"""A crowd of other people for a name to be found among: common words in every order, in either script."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

GIVEN = """
Ramesh Suresh Mahesh Dinesh Rajesh Mukesh Sanjay Vijay Ajay Anil Sunil Manoj Vinod Ashok Salim Imran Sunita Anita Kavita
Sarita Geeta Seema Rekha Meena Usha Asha Kamla Shanti Vikas Deepak Rakesh Uma Nirmala Virendra Jitendra Kamlesh Mohan
Gopal Shankar Shyam Ram Krishna Lakshmi Ahmad Akbar Phulmani Somra
रमेश सुरेश महेश राजेश संजय विजय अजय अनिल सुनील सुनीता अनीता कविता सरिता गीता सीमा शांति विकास दीपक राम श्याम मोहन
"""
MIDDLE = "Kumar Prasad Lal Kumari Ram Nath कुमार प्रसाद लाल देवी"
FAMILY = """
Kumar Devi Singh Yadav Mahto Tiwari Srivastava Upadhyay Gupta Mishra Pandey Shukla Ansari Murmu Munda Kaur Jha Thakur
Sahu Maurya Patel Agrawal Sharma Khan Begum Das Ghosh Soni Dubey Paswan Verma Rai Pal
कुमार देवी सिंह यादव महतो तिवारी श्रीवास्तव गुप्ता मिश्रा पाण्डेय शुक्ल अंसारी मुर्मू ठाकुर साहू मौर्य पटेल अग्रवाल शर्मा खान दास
"""


def crowd() -> Iterator[str]:
    """Yield 40,000 names of two and three words; two scripts in one name do occur."""
    for words in product(GIVEN.split(), ("", *MIDDLE.split()), FAMILY.split()):
        yield " ".join(filter(None, words))
