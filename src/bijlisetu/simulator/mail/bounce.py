"""The message that says a mail could not be delivered (RFC 3464)."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid

REPORTER = "mx.simulated.example"
NO_SUCH_MAILBOX = "5.1.1"


def bounce(*, mailbox: str, sender: str, subject: str, message_id: str, arrived_at: float, at: float) -> bytes:
    """Return the report that the mail from sender found no mailbox."""
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{REPORTER}>"
    report["To"] = sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = formatdate(at)
    report["Message-ID"] = make_msgid(domain=REPORTER)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"Your message to <{mailbox}> could not be delivered: there is no such mailbox.\n"))
    report.attach(_status(mailbox, arrived_at, at))
    report.attach(_original(subject, message_id))
    return report.as_bytes()


def _status(mailbox: str, arrived_at: float, at: float) -> Message:
    about_message = Message()
    about_message["Reporting-MTA"] = f"dns; {REPORTER}"
    about_message["Arrival-Date"] = formatdate(arrived_at)
    about_recipient = Message()
    about_recipient["Final-Recipient"] = f"rfc822; {mailbox}"
    about_recipient["Action"] = "failed"
    about_recipient["Status"] = NO_SUCH_MAILBOX
    about_recipient["Diagnostic-Code"] = f"smtp; 550 {NO_SUCH_MAILBOX} No such mailbox here"
    about_recipient["Last-Attempt-Date"] = formatdate(at)
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([about_message, about_recipient])
    return status


def _original(subject: str, message_id: str) -> Message:
    headers = EmailMessage()
    headers["Subject"] = subject
    if message_id:
        headers["Message-ID"] = message_id
    return MIMEText(headers.as_string(), "rfc822-headers")
