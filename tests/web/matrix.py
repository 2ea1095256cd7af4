"""
Which deed of the table each address asks for: one line for every address there is.

A new address gets its line here: its deed, or OPEN (to everybody, as what stands in messages) or LOGGED_IN (to whoever
is, for it concerns no office). What people of each post then get follows from `staff/deeds.py` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bijlisetu.staff.deeds import Deed

OPEN, LOGGED_IN = "open", "logged in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What an address asks for, and how it is called."""

    asks: Deed | str
    by: str = "get"
    form: Mapping[str, str] = field(default_factory=dict)
    #: The record of the address is not made in the small world of the test: refusals alone are tried.
    is_empty: bool = False


def _asks(asks: Deed | str, by: str = "get", *, is_empty: bool = False, **form: str) -> Row:
    return Row(asks=asks, by=by, form=form, is_empty=is_empty)


SYSTEMS = (
    "api:openapi-json", "api:api-root", "api:outages", "api:outage", "api:outage_announce", "api:outage_promise",
    "api:outage_partly_back", "api:outage_back", "api:outage_cancel", "api:touched", "api:touched_people",
    "api:complaints", "api:complaint", "api:changes",
)  # fmt: skip
MATRIX: Mapping[str, Row] = {
    "me:home": _asks(OPEN),
    "me:complaint": _asks(OPEN),
    "me:complaint_look": _asks(OPEN),
    "me:complaint_made": _asks(OPEN, is_empty=True),  # by a seal of its own
    "me:home_code": _asks(OPEN, is_empty=True),
    "me:poster": _asks(OPEN),
    "me:help": _asks(OPEN),
    "me:complaints": _asks(OPEN),  # by a sealed link of its own
    "me:account": _asks(OPEN),  # by a sealed link of its own
    "me:receipt": _asks(OPEN, is_empty=True),
    "public:receipt": _asks(OPEN),  # by a seal of its own
    "me:meter": _asks(OPEN, is_empty=True),  # by a sealed link of its own
    "me:data": _asks(OPEN, is_empty=True),  # by a sealed link of its own
    "me:data_file": _asks(OPEN, is_empty=True),
    "public:verify": _asks(OPEN),
    "public:outages": _asks(OPEN),
    "public:no_light": _asks(OPEN),
    "public:promises": _asks(OPEN),
    "public:outages_json": _asks(OPEN),
    "public:outages_embed": _asks(OPEN),
    "public:outages_feed": _asks(OPEN),
    "public:bulletins": _asks(OPEN),
    "public:bulletin": _asks(OPEN, is_empty=True),
    "public:outage": _asks(OPEN, is_empty=True),  # nobody has been told of the one of the test
    "set_language": _asks(OPEN, "post", language="hi"),
    "font": _asks(OPEN),
    "bbps": _asks(OPEN, is_empty=True),  # the operating unit's of BBPS, by its seal
    "missed_call": _asks(OPEN, is_empty=True),  # an exchange's, by its seal
    "me:message": _asks(OPEN),
    "me:pdf": _asks(OPEN),
    "me:doubt": _asks(OPEN),
    "me:answer": _asks(OPEN),
    "me:unsubscribe": _asks(OPEN, is_empty=True),
    "me:carrier_pdf": _asks(OPEN, is_empty=True),
    "me:unknown": _asks(OPEN, is_empty=True),
    "office:login": _asks(OPEN),
    "office:forgotten": _asks(OPEN),
    "office:forgotten_code": _asks(OPEN),
    "office:key": _asks(OPEN, is_empty=True),
    "office:home": _asks(LOGGED_IN),
    "office:help": _asks(LOGGED_IN),
    "office:help_contents": _asks(LOGGED_IN),
    "office:logout": _asks(OPEN),
    "office:password": _asks(LOGGED_IN),
    "office:second": _asks(LOGGED_IN),
    "office:search": _asks(LOGGED_IN),
    "office:staff": _asks(Deed.MANAGE_STAFF),
    "office:invite": _asks(Deed.MANAGE_STAFF),
    "office:staff_person": _asks(Deed.MANAGE_STAFF),
    "office:reach": _asks(Deed.SEE_REACH),
    "office:reach_table": _asks(Deed.SEE_REACH),
    "office:evening": _asks(Deed.SEE_REACH),
    "office:evening_of": _asks(Deed.SEE_REACH, is_empty=True),
    "office:evening_file": _asks(Deed.SEE_REACH, is_empty=True),
    "office:evening_mended": _asks(Deed.SEE_PEOPLE, is_empty=True),
    "office:people": _asks(Deed.SEE_PEOPLE),
    "office:worklist": _asks(Deed.SEE_PEOPLE),
    "office:drive": _asks(Deed.SEE_DRIVE),
    "office:drive_new": _asks(Deed.RUN_DRIVE),
    "office:drive_mend": _asks(Deed.RUN_DRIVE),
    "office:drive_beats": _asks(Deed.SEE_DRIVE),
    "office:drive_visits": _asks(Deed.SEE_DRIVE),
    "office:drive_register": _asks(Deed.SEE_DRIVE),
    "office:drive_honesty": _asks(Deed.SEE_HONESTY),
    "office:sheets": _asks(Deed.KEY_IN_SHEETS),
    "office:sheet": _asks(Deed.KEY_IN_SHEETS),
    "office:sheet_pdf": _asks(Deed.KEY_IN_SHEETS),
    "office:sheet_attach": _asks(Deed.KEY_IN_SHEETS, "post"),
    "office:sheet_scan": _asks(Deed.KEY_IN_SHEETS, is_empty=True),
    "office:complaints": _asks(Deed.SEE_COMPLAINTS),
    "office:complaint_new": _asks(Deed.SERVE_COUNTER),
    "office:complaint_report": _asks(Deed.SEE_COMPLAINTS),
    "office:complaint_heads": _asks(Deed.SEE_COMPLAINTS),
    "office:complaint_return": _asks(Deed.SEE_COMPLAINTS),
    "office:complaint": _asks(Deed.SEE_COMPLAINTS),
    "office:complaint_file": _asks(Deed.SEE_COMPLAINTS),
    "office:answers": _asks(Deed.READ_ANSWERS),
    "office:forged": _asks(Deed.READ_ANSWERS),
    "office:forged_table": _asks(Deed.READ_ANSWERS),
    "office:hygiene": _asks(Deed.SEE_HYGIENE),
    "office:deeds": _asks(Deed.SEE_AUDIT),
    "office:deeds_table": _asks(Deed.SEE_AUDIT, is_empty=True),
    "office:breaches": _asks(Deed.SEE_BREACHES),
    "office:breach_step": _asks(Deed.SEE_BREACHES, "post", is_empty=True),
    "office:erasures": _asks(Deed.DECIDE_ERASURE),
    "office:corrections": _asks(Deed.SEE_PEOPLE),
    "office:holds": _asks(Deed.DECIDE_ERASURE),
    "office:erasure": _asks(Deed.DECIDE_ERASURE, is_empty=True),
    "office:kyc": _asks(Deed.SEE_HYGIENE),
    "office:consumer_kyc": _asks(Deed.MEND_NUMBER, "post", is_empty=True),
    "office:outages": _asks(Deed.SEE_OUTAGES),
    "office:outage_new": _asks(Deed.RUN_OUTAGES),
    "office:outage": _asks(Deed.SEE_OUTAGES),
    "office:outage_report": _asks(Deed.SEE_OUTAGES),
    "office:outage_report_table": _asks(Deed.SEE_OUTAGES),
    "office:outage_untold": _asks(Deed.SEE_OUTAGES),
    "office:outage_untold_table": _asks(Deed.SEE_OUTAGES),
    "office:outage_indices": _asks(Deed.SEE_OUTAGES),
    "office:outage_sheet": _asks(Deed.SEE_OUTAGES),
    "office:switchings": _asks(Deed.SEE_OUTAGES),
    "office:consumer_need": _asks(Deed.MEND_NUMBER, "post", is_empty=True),
    "office:imports": _asks(Deed.IMPORT_FILES),
    "office:import": _asks(Deed.IMPORT_FILES, is_empty=True),
    "office:import_live": _asks(Deed.IMPORT_FILES, is_empty=True),
    "office:import_piece": _asks(Deed.IMPORT_FILES, "post", is_empty=True),
    "office:import_part": _asks(Deed.IMPORT_FILES, is_empty=True),
    "office:settings": _asks(Deed.EDIT_SETTINGS),
    "office:setting": _asks(Deed.EDIT_SETTINGS),
    # The door of systems knows no post but keys: tests/web/api tries each purpose at each address.
    **dict.fromkeys(SYSTEMS, _asks(OPEN, is_empty=True)),
    "office:systems": _asks(Deed.MANAGE_SYSTEMS),
    "office:system": _asks(Deed.MANAGE_SYSTEMS),
    "office:consumer": _asks(Deed.SEE_PEOPLE),
    "office:consumer_visits": _asks(Deed.SEE_PEOPLE),
    "office:visit_photo": _asks(Deed.SEE_PEOPLE, is_empty=True),
    "office:saved": _asks(Deed.SEE_REACH),
    "office:saved_table": _asks(Deed.SEE_REACH),
    "office:payments": _asks(Deed.SEE_PAYMENTS),
    "office:arrears": _asks(Deed.SEE_PAYMENTS),
    "office:notices": _asks(Deed.SEE_PAYMENTS),
    "office:notices_table": _asks(Deed.SEE_PAYMENTS),
    "office:arrears_ages": _asks(Deed.SEE_PAYMENTS),
    "office:arrears_table": _asks(Deed.SEE_PAYMENTS),
    "office:demand": _asks(Deed.SEE_PAYMENTS),
    "office:demand_pdf": _asks(Deed.SEE_PAYMENTS, is_empty=True),
    "office:mismatches": _asks(Deed.DECIDE_ON_ACCOUNT),
    "office:sanctions": _asks(Deed.DECIDE_ON_ACCOUNT),
    "office:consumer_books": _asks(Deed.ASK_ON_ACCOUNT),
    "office:disagreeing": _asks(Deed.PLACE_PAYMENT),
    "office:counter_pay": _asks(Deed.TAKE_MONEY),
    "office:dues_slip": _asks(Deed.TAKE_MONEY, is_empty=True),
    "office:receipt": _asks(Deed.TAKE_MONEY),
    "office:receipt_file": _asks(Deed.TAKE_MONEY, is_empty=True),
    "office:till": _asks(Deed.TAKE_MONEY),
    "office:till_one": _asks(Deed.SEE_TILLS),
    "office:tills": _asks(Deed.SEE_TILLS),
    "office:meters": _asks(Deed.SEE_PEOPLE),
    "office:meters_table": _asks(Deed.SEE_PEOPLE),
    "office:meters_left": _asks(Deed.SETTLE_SURPLUS),
    "office:consumer_meter": _asks(Deed.SEE_PEOPLE),
    "office:suspense": _asks(Deed.PLACE_PAYMENT),
    "office:bbps_bills": _asks(Deed.PLACE_PAYMENT, "post", is_empty=True),
    "office:consumer_account": _asks(Deed.SEE_PEOPLE),
    "office:consumer_account_table": _asks(Deed.SEE_PEOPLE),
    "office:consumer_history": _asks(Deed.SEE_PEOPLE),
    "office:feeder": _asks(Deed.SEE_PEOPLE),
    "office:consumer_number": _asks(Deed.UNMASK, "post", is_empty=True),
    "office:consumer_live": _asks(Deed.SEE_PEOPLE),
    "office:calls": _asks(Deed.SERVE_COUNTER),
    "office:counter": _asks(Deed.SERVE_COUNTER),
    "office:counter_person": _asks(Deed.SERVE_COUNTER),
    "office:counter_code": _asks(Deed.SERVE_COUNTER),
    "office:counter_undo": _asks(Deed.SERVE_COUNTER),
    "office:consumer_undo": _asks(Deed.SERVE_COUNTER),
    "office:bill": _asks(Deed.SEE_PEOPLE),
    "office:runs": _asks(Deed.SEE_RUNS),
    "office:run_new": _asks(Deed.MAKE_RUN),
    "office:run_asked": _asks(Deed.MAKE_RUN),
    "office:run_asked_live": _asks(Deed.MAKE_RUN),
    "office:campaigns": _asks(Deed.SEE_CAMPAIGNS),
    "office:campaign_new": _asks(Deed.TELL_MANY),
    "office:campaign": _asks(Deed.SEE_CAMPAIGNS),
    "office:campaign_live": _asks(Deed.SEE_CAMPAIGNS),
    "office:campaign_people": _asks(Deed.SEE_PEOPLE),
    "office:campaign_table": _asks(Deed.SEE_PEOPLE),
    "office:run": _asks(Deed.SEE_RUNS),
    "office:run_seen": _asks(Deed.SEE_RUNS),
    "office:run_seen_bill": _asks(Deed.SEE_RUNS, is_empty=True),
    "office:run_seen_pdf": _asks(Deed.SEE_RUNS, is_empty=True),
    "office:run_live": _asks(Deed.SEE_RUNS),
    "office:run_release": _asks(Deed.SEE_RUNS),
    "office:run_correction": _asks(Deed.SEE_RUNS),
    "office:certificate": _asks(Deed.SEE_RUNS),
    "office:certificate_table": _asks(Deed.SEE_RUNS),
    "office:delivery": _asks(Deed.SEE_DELIVERY),
    "office:delivery_live": _asks(Deed.SEE_DELIVERY),
    "office:incident": _asks(Deed.SEE_TO_INCIDENTS),
    "office:stops": _asks(Deed.STOP_SENDING, "post", scope="all"),
    # The field's page itself knows nobody: what it shows comes by the API.
    "field:app": _asks(OPEN),
    "field:app_en": _asks(OPEN),
    "field:worker": _asks(OPEN),
    "field:manifest": _asks(OPEN),
    "field:next_door": _asks(Deed.VISIT_DOORS),
    "field:api_device": _asks(Deed.WALK_BEAT, "post", is_empty=True),
    "field:api_beats": _asks(Deed.WALK_BEAT, is_empty=True),
    "field:api_doors": _asks(Deed.WALK_BEAT, is_empty=True),
    "field:api_visits": _asks(Deed.WALK_BEAT, "post", is_empty=True),
    "field:api_photo": _asks(Deed.WALK_BEAT, is_empty=True),
    "field:api_proof": _asks(Deed.WALK_BEAT, "post", is_empty=True),
    "field:api_proof_answer": _asks(Deed.WALK_BEAT, "post", is_empty=True),
}

#: Addresses that show a consumer's number in full, each with the task that needs it; everywhere else it is masked.
IN_FULL: Mapping[str, str] = {}
