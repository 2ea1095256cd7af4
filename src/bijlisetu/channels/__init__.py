"""
One adapter per carrier: WhatsApp Cloud API, SMPP 3.4 with TRAI's DLT, SMTP. No Django, no database.

Out: ``whatsapp.WhatsApp``, ``sms.Smpp``, ``mail.Smtp`` carry a letter and bring a verdict.
In: raw records are stored as they came; ``inbound.parse`` reads them into reports and replies later.
"""
