"""
CAP 1.2 as a schema, written from the table of elements in the standard: their order, how often, their code words.

The file of OASIS itself is not kept here. This one is stricter where the standard's text is: no blanks, commas, < or &
in an identifier or sender, and nothing empty.
"""

from __future__ import annotations

from lxml import etree

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CODES = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
TIMES = ("sent", "effective", "onset", "expires")
NAMES = ("identifier", "sender")
#: What stands in each, in its order: ? at most once, * any number, + at least once.
WITHIN = {
    "alert": "identifier sender sent status msgType source? scope restriction? addresses? code* note? references? "
    "incidents? info*",
    "info": "language? category+ event responseType* urgency severity certainty audience? eventCode* effective? onset? "
    "expires? senderName? headline? description? instruction? web? contact? parameter* resource* area*",
    "area": "areaDesc polygon* circle* geocode* altitude? ceiling?",
    "resource": "resourceDesc mimeType size? uri? derefUri? digest?",
    "geocode": "valueName value",
    "eventCode": "valueName value",
    "parameter": "valueName value",
}
OFTEN = {"?": (0, "1"), "*": (0, "unbounded"), "+": (1, "unbounded"), "": (1, "1")}


def schema() -> etree.XMLSchema:
    """Return the schema."""
    types = "".join(_type(name, parts.split()) for name, parts in WITHIN.items())
    simple = f"""
      <xs:simpleType name="time"><xs:restriction base="xs:dateTime">
        <xs:pattern value="\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d"/>
      </xs:restriction></xs:simpleType>
      <xs:simpleType name="name"><xs:restriction base="xs:string"><xs:pattern value="[^\\s,&lt;&amp;]+"/>
      </xs:restriction></xs:simpleType>
      <xs:simpleType name="text"><xs:restriction base="xs:string"><xs:minLength value="1"/>
      </xs:restriction></xs:simpleType>
      {"".join(_codes(name, words.split()) for name, words in CODES.items())}"""
    return etree.XMLSchema(
        etree.fromstring(
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{SPACE}" targetNamespace="{SPACE}" '
            f'elementFormDefault="qualified"><xs:element name="alert" type="alert"/>{types}{simple}</xs:schema>'
        )
    )


def _type(name: str, parts: list[str]) -> str:
    return f'<xs:complexType name="{name}"><xs:sequence>{"".join(map(_element, parts))}</xs:sequence></xs:complexType>'


def _element(part: str) -> str:
    name = part.rstrip("?*+")
    least, most = OFTEN[part.removeprefix(name)]
    known = "time" if name in TIMES else "name" if name in NAMES else name if name in WITHIN | CODES else "text"
    return f'<xs:element name="{name}" type="{known}" minOccurs="{least}" maxOccurs="{most}"/>'


def _codes(name: str, words: list[str]) -> str:
    listed = "".join(f'<xs:enumeration value="{word}"/>' for word in words)
    return f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">{listed}</xs:restriction></xs:simpleType>'
