"""One letter of each kind that WhatsApp carries."""

from __future__ import annotations

from bijlisetu.channels.whatsapp.content import (
    Attachment,
    Choice,
    Content,
    CopyCode,
    Document,
    Header,
    HeaderText,
    Image,
    LinkButton,
    LocationRequest,
    MapSpot,
    Menu,
    Otp,
    QuickReply,
    ReplyButtons,
    Section,
    Template,
    Text,
    UrlSuffix,
)
from bijlisetu.values import Language

LINK = "https://bill.example.in/c/x.pdf"
SUBSTATION = MapSpot(latitude=26.8467, longitude=80.9462, name="Substation 4", address="Ring Road")
HEADERS: dict[str, Header | None] = {
    "no header": None,
    "document by link": Document(link=LINK, name="bill.pdf"),
    "document by id": Document(media_id="1003383421387256"),
    "image by link": Image(link="https://bill.example.in/m/x.jpg"),
    "image by id": Image(media_id="1003383421387256"),
    "text": HeaderText("..1234"),
    "named text": HeaderText("..1234", "account"),
    "place": SUBSTATION,
}
YES_OR_NO = (Choice("confirm", "हाँ"), Choice("not_mine", "नहीं"))


def template(**more: object) -> Template:
    return Template(**{"name": "bill_issued", "language": Language.HINDI, "body": ("..1234", "₹ 1,253.00"), **more})  # type: ignore[arg-type]


CONTENTS: dict[str, Content] = {
    **{f"template with {name}": template(header=header) for name, header in HEADERS.items()},
    "template with names": template(names=("account", "amount")),
    "template with nothing to fill": template(body=()),
    "template with every button": template(
        buttons=(QuickReply("confirm:1"), None, UrlSuffix("x/y?z=1"), CopyCode("AB12"), None)
    ),
    "one-time password": Otp(name="code", language=Language.HINDI, code="123456"),
    "text": Text(text="नमस्ते"),
    "text with a preview": Text(text="https://bill.example.in/b/x", preview=True),
    "reply buttons": ReplyButtons(text="क्या यह कनेक्शन आपका है?", buttons=YES_OR_NO),
    "reply buttons with header and footer": ReplyButtons(text="?", buttons=YES_OR_NO, header="बिल", footer="1912"),
    "menu": Menu(
        text="?", button="चुनें", sections=(Section("", (Choice("1", "बिल", "इस महीने का"), Choice("2", "शिकायत"))),)
    ),
    "menu of two parts": Menu(
        text="?",
        button="चुनें",
        sections=(Section("बिल", (Choice("1", "बिल"),)), Section("बिजली", (Choice("2", "शिकायत"),))),
        header="सेवाएँ",
        footer="1912",
    ),
    "location request": LocationRequest(text="खंभा कहाँ है?"),
    "link": LinkButton(text="बिल देखें", label="खोलें", url="https://bill.example.in/b/x", header="बिल", footer="1912"),
    "document": Attachment(file=Document(link=LINK, name="bill.pdf"), caption="नवम्बर का बिल"),
    "image": Attachment(file=Image(media_id="1003383421387256")),
}
