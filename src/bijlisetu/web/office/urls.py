"""Addresses of the office's pages, under /office/."""

from __future__ import annotations

from django.urls import URLPattern, path

from bijlisetu.web.office import answers, bill, forged, home, saved, worklist
from bijlisetu.web.office.arrears import ages, demand, notices
from bijlisetu.web.office.arrears.visits import visits as arrears
from bijlisetu.web.office.books import changing, deciding
from bijlisetu.web.office.breaches import pages as breaches
from bijlisetu.web.office.campaigns import asking
from bijlisetu.web.office.campaigns import pages as campaigns
from bijlisetu.web.office.complaints import active, board, complaint, desk, report
from bijlisetu.web.office.consumer import account, feeder, history, meter, need, number, search, undo, visits
from bijlisetu.web.office.consumer import page as consumer
from bijlisetu.web.office.counter import card, code, finding
from bijlisetu.web.office.counter.calls import calls
from bijlisetu.web.office.deeds import pages as deeds
from bijlisetu.web.office.delivery import pages as delivery
from bijlisetu.web.office.delivery import stops
from bijlisetu.web.office.drive import page as drive
from bijlisetu.web.office.drive.beats import beats
from bijlisetu.web.office.drive.honesty import honesty
from bijlisetu.web.office.drive.mending import mending
from bijlisetu.web.office.drive.planning import planning
from bijlisetu.web.office.drive.register import register
from bijlisetu.web.office.drive.visits import visits as drive_visits
from bijlisetu.web.office.entry import forgotten, key, login, password, second
from bijlisetu.web.office.entry.logout import Logout
from bijlisetu.web.office.evening import pages as evening
from bijlisetu.web.office.help import pages as help_pages
from bijlisetu.web.office.hygiene import kyc
from bijlisetu.web.office.hygiene import page as hygiene
from bijlisetu.web.office.imports import pages as imports
from bijlisetu.web.office.law import corrections, erasures, holds
from bijlisetu.web.office.meters import left as meters_left
from bijlisetu.web.office.meters import pages as meters
from bijlisetu.web.office.outages import indices, switchings
from bijlisetu.web.office.outages import pages as outages
from bijlisetu.web.office.outages import report as outage_report
from bijlisetu.web.office.payments import bbps, suspense
from bijlisetu.web.office.payments import pages as payments
from bijlisetu.web.office.reach import page as reach
from bijlisetu.web.office.reach import people, table
from bijlisetu.web.office.runs import certificate, making, seen
from bijlisetu.web.office.runs import pages as runs
from bijlisetu.web.office.settings import pages as settings
from bijlisetu.web.office.sheets import keying
from bijlisetu.web.office.sheets import pages as sheets
from bijlisetu.web.office.staff import invite, person, places
from bijlisetu.web.office.systems import pages as systems
from bijlisetu.web.office.till import pages as till
from bijlisetu.web.office.till import receipts, taking

app_name = "office"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("help/", help_pages.contents, name="help_contents"),
    path("help/<slug:page>/", help_pages.of_page, name="help"),
    path("login/", login.Login.as_view(), name="login"),
    path("logout/", Logout.as_view(), name="logout"),
    path("password/", password.password, name="password"),
    path("forgotten/", forgotten.forgotten, name="forgotten"),
    path("forgotten/code/", forgotten.code, name="forgotten_code"),
    path("second/", second.second, name="second"),
    path("key/<str:token>/", key.key, name="key"),
    path("staff/<int:office>/", places.staff, name="staff"),
    path("staff/<int:office>/invite/", invite.invite, name="invite"),
    path("staff/person/<int:person>/", person.person, name="staff_person"),
    path("reach/<int:office>/", reach.reach, name="reach"),
    path("reach/<int:office>/offices.csv", table.table, name="reach_table"),
    path("evening/<int:office>/", evening.latest, name="evening"),
    path("evening/<int:office>/<str:day>/", evening.evening, name="evening_of"),
    path("evening/<int:office>/<str:day>/report.<str:form>", evening.file, name="evening_file"),
    path("evening/<int:office>/<str:day>/mended/", evening.people_mended, name="evening_mended"),
    path("breaches/", breaches.register, name="breaches"),
    path("breaches/<int:breach>/step/", breaches.step, name="breach_step"),
    path("erasures/<int:office>/", erasures.erasures, name="erasures"),
    path("corrections/<int:office>/", corrections.corrections, name="corrections"),
    path("holds/<int:office>/", holds.holds, name="holds"),
    path("erasure/<int:number>/", erasures.erasure, name="erasure"),
    path("deeds/", deeds.deeds, name="deeds"),
    path("deeds.csv", deeds.table, name="deeds_table"),
    path("people/<int:office>/", people.people, name="people"),
    path("worklist/<int:office>/", worklist.worklist, name="worklist"),
    path("drive/<int:office>/", drive.drive, name="drive"),
    path("sheets/<int:office>/", sheets.sheets, name="sheets"),
    path("sheet/<str:serial>/", keying.sheet, name="sheet"),
    path("sheet/<str:serial>/sheet.pdf", sheets.sheet_pdf, name="sheet_pdf"),
    path("sheet/<str:serial>/scan/", keying.attach, name="sheet_attach"),
    path("sheet/<str:serial>/scan/<int:number>/", keying.scan, name="sheet_scan"),
    path("drive/<int:office>/new/", planning, name="drive_new"),
    path("drive/<int:office>/mend/", mending, name="drive_mend"),
    path("drive/<int:office>/beats/", beats, name="drive_beats"),
    path("drive/<int:office>/visits/", drive_visits, name="drive_visits"),
    path("drive/<int:office>/register/", register, name="drive_register"),
    path("drive/<int:office>/honesty/", honesty, name="drive_honesty"),
    path("complaints/<int:office>/", board.board, name="complaints"),
    path("complaints/<int:office>/new/", desk.new, name="complaint_new"),
    path("complaints/<int:office>/report/", report.report, name="complaint_report"),
    path("complaints/<int:office>/heads/", active.active, name="complaint_heads"),
    path("complaints/<int:office>/return.<str:form>", report.quarter, name="complaint_return"),
    path("complaint/<str:complaint>/", complaint.page, name="complaint"),
    path("complaint/<str:complaint>/file/<str:enclosure>/", complaint.enclosed, name="complaint_file"),
    path("answers/<int:office>/", answers.answers, name="answers"),
    path("forged/<int:office>/", forged.forged, name="forged"),
    path("forged/<int:office>/table.csv", forged.table, name="forged_table"),
    path("kyc/<int:office>/", kyc.kyc, name="kyc"),
    path("consumer/<int:consumer>/kyc/", kyc.asked, name="consumer_kyc"),
    path("outages/<int:office>/", outages.outages, name="outages"),
    path("outages/<int:office>/new/", outages.new, name="outage_new"),
    path("outages/<int:office>/indices/", indices.indices, name="outage_indices"),
    path("outages/<int:office>/indices.<str:form>", indices.sheet, name="outage_sheet"),
    path("outages/<int:office>/report/", outage_report.report, name="outage_report"),
    path("outages/<int:office>/report.csv", outage_report.table, name="outage_report_table"),
    path("outage/<str:outage>/", outages.one, name="outage"),
    path("outage/<str:outage>/untold/", outage_report.untold, name="outage_untold"),
    path("outage/<str:outage>/untold.csv", outage_report.untold_table, name="outage_untold_table"),
    path("switchings/<int:office>/", switchings.switchings, name="switchings"),
    path("consumer/<int:consumer>/need/", need.need, name="consumer_need"),
    path("imports/", imports.imports, name="imports"),
    path("import/<int:number>/", imports.one, name="import"),
    path("import/<int:number>/live/", imports.live, name="import_live"),
    path("import/<int:number>/piece/", imports.piece, name="import_piece"),
    path("import/<int:number>/<slug:which>.csv", imports.part, name="import_part"),
    path("settings/", settings.settings, name="settings"),
    path("settings/<slug:file>/", settings.setting, name="setting"),
    path("systems/", systems.systems, name="systems"),
    path("system/<slug:system>/", systems.system, name="system"),
    path("hygiene/<int:office>/", hygiene.hygiene, name="hygiene"),
    path("search", search.search, name="search"),
    path("feeder/<int:feeder>/", feeder.feeder, name="feeder"),
    path("consumer/<int:consumer>/", consumer.consumer, name="consumer"),
    path("consumer/<int:consumer>/visits/", visits.visits, name="consumer_visits"),
    path("visit/<uuid:visit>/photo/<slug:field>/", visits.photo, name="visit_photo"),
    path("saved/<int:office>/", saved.saved, name="saved"),
    path("saved/<int:office>/table.csv", saved.table, name="saved_table"),
    path("payments/<int:office>/", payments.payments, name="payments"),
    path("arrears/<int:office>/", arrears, name="arrears"),
    path("arrears/<int:office>/notices/", notices.notices, name="notices"),
    path("arrears/<int:office>/notices/table.csv", notices.table, name="notices_table"),
    path("arrears/<int:office>/ages/", ages.ages, name="arrears_ages"),
    path("arrears/<int:office>/ages/table.csv", ages.table, name="arrears_table"),
    path("consumer/<int:consumer>/notice/", demand.demand, name="demand"),
    path("consumer/<int:consumer>/notice.pdf", demand.paper, name="demand_pdf"),
    path("consumer/<int:consumer>/books/", changing.changes, name="consumer_books"),
    path("mismatches/<int:office>/", deciding.mismatches, name="mismatches"),
    path("sanctions/<int:office>/", deciding.sanctions, name="sanctions"),
    path("disagreeing/", deciding.disagreeing, name="disagreeing"),
    path("meters/<int:office>/", meters.meters, name="meters"),
    path("meters/<int:office>/table.csv", meters.table, name="meters_table"),
    path("meters/<int:office>/left/", meters_left.left, name="meters_left"),
    path("consumer/<int:consumer>/meter/", meter.meter, name="consumer_meter"),
    path("suspense/", suspense.suspense, name="suspense"),
    path("bbps/<str:name>.csv", bbps.bills, name="bbps_bills"),
    path("consumer/<int:consumer>/account/", account.account, name="consumer_account"),
    path("consumer/<int:consumer>/account/table.csv", account.table, name="consumer_account_table"),
    path("consumer/<int:consumer>/history/", history.history, name="consumer_history"),
    path("consumer/<int:consumer>/number/", number.number, name="consumer_number"),
    path("consumer/<int:consumer>/live/", consumer.live, name="consumer_live"),
    path("calls/<int:office>/", calls, name="calls"),
    path("consumer/<int:consumer>/undo/<int:change>/", undo.undo, name="consumer_undo"),
    path("counter/", finding.counter, name="counter"),
    path("counter/<int:consumer>/", card.card, name="counter_person"),
    path("counter/<int:consumer>/pay/", taking.pay, name="counter_pay"),
    path("counter/<int:consumer>/dues.<str:form>", receipts.dues_slip, name="dues_slip"),
    path("receipt/<int:receipt>/", receipts.receipt, name="receipt"),
    path("receipt/<int:receipt>/receipt.<str:form>", receipts.receipt_file, name="receipt_file"),
    path("till/", till.own, name="till"),
    path("till/<int:till>/", till.one, name="till_one"),
    path("tills/<int:office>/", till.tills, name="tills"),
    path("counter/<int:consumer>/code/<uuid:challenge>/", code.code, name="counter_code"),
    path("counter/<int:consumer>/undo/<int:change>/", card.undo, name="counter_undo"),
    path("bill/<int:bill>.pdf", bill.bill, name="bill"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:office>/new/", making.new, name="run_new"),
    path("runs/made/<int:telling>/", making.asked, name="run_asked"),
    path("runs/made/<int:telling>/live/", making.live, name="run_asked_live"),
    path("campaigns/<int:office>/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<int:office>/new/", asking.new, name="campaign_new"),
    path("campaign/<int:campaign>/", campaigns.one, name="campaign"),
    path("campaign/<int:campaign>/live/", campaigns.live, name="campaign_live"),
    path("campaign/<int:campaign>/people/", campaigns.people_meant, name="campaign_people"),
    path("campaign/<int:campaign>/people.csv", campaigns.table, name="campaign_table"),
    path("run/<int:number>/", runs.run, name="run"),
    path("run/<int:number>/live/", runs.live, name="run_live"),
    path("run/<int:number>/seen/", seen.seen, name="run_seen"),
    path("run/<int:number>/seen/<int:notice>/", seen.bill_page, name="run_seen_bill"),
    path("run/<int:number>/seen/<int:notice>/bill.pdf", seen.bill_pdf, name="run_seen_pdf"),
    path("run/<int:number>/release/", runs.release, name="run_release"),
    path("run/<int:number>/correction/", runs.correction, name="run_correction"),
    path("run/<int:number>/certificate/", certificate.certificate, name="certificate"),
    path("run/<int:number>/certificate.csv", certificate.table, name="certificate_table"),
    path("delivery/", delivery.delivery, name="delivery"),
    path("delivery/live/", delivery.live, name="delivery_live"),
    path("delivery/incident/<int:number>/", delivery.incident, name="incident"),
    path("stops/", stops.change, name="stops"),
]
