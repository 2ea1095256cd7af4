"""The words of SMSCs in ours: command statuses, receipt states and error codes, DLT codes."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from bijlisetu.channels.letter import Reason, ReportState
from bijlisetu.channels.meaning import Meaning, busy, down, refused, stopped

#: SMPP 3.4, 5.1.3: command_status in the answer to a submit_sm.
STATUSES: dict[int, Meaning] = {
    0x01: refused(Reason.OUR_FAULT, "ESME_RINVMSGLEN: message length is invalid"),
    0x02: refused(Reason.OUR_FAULT, "ESME_RINVCMDLEN: command length is invalid"),
    0x03: refused(Reason.OUR_FAULT, "ESME_RINVCMDID: command is unknown"),
    0x04: down("ESME_RINVBNDSTS: not bound for this command"),
    # Most SMSCs think a cut line alive for a minute or two, and let nobody in beside it.
    0x05: down("ESME_RALYBND: already bound", 30),
    0x06: refused(Reason.OUR_FAULT, "ESME_RINVPRTFLG: invalid priority"),
    0x07: refused(Reason.OUR_FAULT, "ESME_RINVREGDLVFLG: invalid registered_delivery"),
    0x08: down("ESME_RSYSERR: system error", 30),
    0x0A: refused(Reason.TEXT_REFUSED, "ESME_RINVSRCADR: header (sender) not allowed"),
    0x0B: refused(Reason.NUMBER_DEAD, "ESME_RINVDSTADR: no such number"),
    0x0C: refused(Reason.OTHER, "ESME_RINVMSGID: message id is invalid"),
    0x0D: stopped("ESME_RBINDFAIL: bind failed"),
    0x0E: stopped("ESME_RINVPASWD: wrong password"),
    0x0F: stopped("ESME_RINVSYSID: unknown system id"),
    0x14: busy("ESME_RMSGQFUL: queue full", 5),
    0x15: refused(Reason.OUR_FAULT, "ESME_RINVSERTYP: invalid service type"),
    0x43: refused(Reason.OUR_FAULT, "ESME_RINVESMCLASS: invalid esm_class"),
    0x45: refused(Reason.OTHER, "ESME_RSUBMITFAIL: submit failed"),
    0x48: refused(Reason.OUR_FAULT, "ESME_RINVSRCTON: invalid type of sender"),
    0x49: refused(Reason.OUR_FAULT, "ESME_RINVSRCNPI: invalid numbering plan of sender"),
    0x50: refused(Reason.OUR_FAULT, "ESME_RINVDSTTON: invalid type of number"),
    0x51: refused(Reason.OUR_FAULT, "ESME_RINVDSTNPI: invalid numbering plan of number"),
    0x53: stopped("ESME_RINVSYSTYP: invalid system type"),
    0x58: busy("ESME_RTHROTTLED: faster than allowed", 1),
    0x61: refused(Reason.OUR_FAULT, "ESME_RINVSCHED: invalid time of delivery"),
    0x62: refused(Reason.OUR_FAULT, "ESME_RINVEXPIRY: invalid validity"),
    0x64: down("ESME_RX_T_APPN: error said to pass", 30),
    0x65: refused(Reason.OTHER, "ESME_RX_P_APPN: error said to stay"),
    0x66: refused(Reason.OTHER, "ESME_RX_R_APPN: message rejected"),
    0xC0: refused(Reason.OUR_FAULT, "ESME_RINVOPTPARSTREAM: malformed optional part"),
    0xC1: refused(Reason.OUR_FAULT, "ESME_ROPTPARNOTALLWD: optional parameter not allowed"),
    0xC2: refused(Reason.OUR_FAULT, "ESME_RINVPARLEN: invalid length of a parameter"),
    0xC3: refused(Reason.TEXT_REFUSED, "ESME_RMISSINGOPTPARAM: entity or template id missing"),
    0xC4: refused(Reason.TEXT_REFUSED, "ESME_RINVOPTPARAMVAL: entity or template id not accepted"),
    0xFF: refused(Reason.OTHER, "ESME_RUNKNOWNERR: unknown error"),
}


#: TRAI's DLT: what the scrubbing says, as a status, as the error of a receipt, or both.
DLT: dict[int, Meaning] = {
    **{code: stopped("DLT: entity not found, inactive or blacklisted") for code in range(600, 606)},
    **{code: stopped("DLT: telemarketer not registered, inactive or not ours") for code in range(610, 614)},
    **{code: stopped("DLT: chain of entity and telemarketer missing or inactive") for code in range(614, 619)},
    **{code: refused(Reason.TEXT_REFUSED, "DLT: header unknown, inactive or not ours") for code in range(620, 626)},
    630: refused(Reason.TEXT_REFUSED, "DLT: template not found"),
    631: refused(Reason.TEXT_REFUSED, "DLT: template inactive"),
    632: refused(Reason.TEXT_REFUSED, "DLT: template blacklisted"),
    633: refused(Reason.TEXT_REFUSED, "DLT: text does not match its template"),
    634: refused(Reason.TEXT_REFUSED, "DLT: header not registered for this template"),
    635: refused(Reason.TEXT_REFUSED, "DLT: a variable is too long"),
    636: refused(Reason.TEXT_REFUSED, "DLT: template could not be identified"),
    637: refused(Reason.TEXT_REFUSED, "DLT: template id invalid"),
    # The single codes differ from operator to operator; all are preference or consent.
    **{code: refused(Reason.BLOCKED_BY_PERSON, "DLT: preference or consent of the person") for code in range(640, 670)},
    670: busy("DLT: scrubbing failed", 60),
}

#: Words after ``stat:`` by their first letters, for carriers cut and stretch them. UNKNOWN is left out: so a carrier
#: itself calls a state that nobody knows.
STATES: dict[str, ReportState] = {
    "DELIV": ReportState.DELIVERED,
    "ENROU": ReportState.SENT,
    "ACCEP": ReportState.SENT,
    "BUFFE": ReportState.SENT,
    "BUFFR": ReportState.SENT,
    "ACKED": ReportState.SENT,
    "SUBMI": ReportState.SENT,
    "EXPIR": ReportState.FAILED,
    "UNDEL": ReportState.FAILED,
    "REJEC": ReportState.FAILED,
    "DELET": ReportState.FAILED,
    "FAILE": ReportState.FAILED,
    "SKIPP": ReportState.FAILED,
    "SCHED": ReportState.SENT,
}
#: TLV message_state (0x0427), SMPP 3.4, 5.2.28, and 5.0, 4.7.15, in the words above.
MESSAGE_STATES = {
    0: "SCHEDULED",
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
    9: "SKIPPED",
}
REASONS = {"EXPIR": Reason.PHONE_ABSENT}

#: ``err:`` of a receipt: mobile application part errors, as most SMSCs pass them on.
ERRORS: dict[int, Reason] = {
    1: Reason.NUMBER_DEAD,  # unknown subscriber
    5: Reason.PHONE_ABSENT,  # unidentified subscriber
    6: Reason.PHONE_ABSENT,  # absent subscriber, SM
    8: Reason.NUMBER_DEAD,  # number not allocated
    9: Reason.NUMBER_DEAD,  # illegal subscriber
    11: Reason.NUMBER_DEAD,  # teleservice not provisioned
    13: Reason.BLOCKED_BY_PERSON,  # call barred
    20: Reason.PHONE_ABSENT,  # error in the telephone, memory full among them
    21: Reason.PHONE_ABSENT,  # facility not supported
    22: Reason.PHONE_ABSENT,  # memory of the telephone full
    27: Reason.PHONE_ABSENT,  # absent subscriber
    29: Reason.PHONE_ABSENT,  # absent subscriber
    30: Reason.PHONE_ABSENT,  # telephone busy
    31: Reason.PHONE_ABSENT,  # telephone busy for SMS
    32: Reason.PHONE_ABSENT,  # SMS delivery failure
    60: Reason.PHONE_ABSENT,  # no paging response
    80: Reason.PHONE_ABSENT,  # no paging response
    81: Reason.PHONE_ABSENT,  # detached
    83: Reason.NUMBER_DEAD,  # deregistered in HLR
    84: Reason.PHONE_ABSENT,  # purged
    85: Reason.PHONE_ABSENT,
    86: Reason.PHONE_ABSENT,
    87: Reason.NUMBER_DEAD,  # deregistered in HLR
    88: Reason.PHONE_ABSENT,
    **{code: meaning.reason for code, meaning in DLT.items()},
}

#: ``err:`` of an aggregator that numbers DLT's objections 23 to 32. It says no more than that they are DLT's: they lie
#: with text, template or header, and none with the person.
ERRORS_WITH_DLT: dict[int, Reason] = {**ERRORS, **dict.fromkeys(range(23, 33), Reason.TEXT_REFUSED)}


class ErrorTable(enum.StrEnum):
    """Whose numbers stand after ``err:``, per connector."""

    NETWORK = "network"  #: of the mobile application part, and TRAI's own for DLT
    KALEYRA = "kaleyra"  #: with DLT's objections as 23 to 32


ERROR_TABLES: dict[ErrorTable, Mapping[int, Reason]] = {
    ErrorTable.NETWORK: ERRORS,
    ErrorTable.KALEYRA: ERRORS_WITH_DLT,
}


def meaning_of(status: int) -> Meaning:
    """Return what a command_status other than zero means."""
    if status in STATUSES:
        return STATUSES[status]
    if status in DLT:  # some SMSCs answer with the number of the scrubbing
        return DLT[status]
    return refused(Reason.OTHER, "status of the carrier's own")


def told(status: int) -> str:
    """Return the status in one line for the operator."""
    return f"0x{status:08X} {meaning_of(status).english}"
