"""Background jobs: what happens between a carrier's word and the ledger, and on the clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

import bijlisetu.arrears.actions as arrears
import bijlisetu.contact.health.actions as health
import bijlisetu.contact.proof.actions as proof
import bijlisetu.drives.actions as drives
import bijlisetu.drives.calling.actions as calling
import bijlisetu.fieldwork.actions as fieldwork
import bijlisetu.metering.actions as metering
import bijlisetu.outages.actions as outages
import bijlisetu.outages.measuring.actions as measuring
import bijlisetu.reach.actions as reach
import bijlisetu.tracking.actions as tracking
from bijlisetu.arrears import ages, pausing
from bijlisetu.arrears.cutting import serving
from bijlisetu.arrears.cutting import telling as cuts
from bijlisetu.audit import chain, machines
from bijlisetu.billing.telling.asked import MAKE_RUNS, make_next
from bijlisetu.campaigns import making as campaigns
from bijlisetu.campaigns.actions import MAKE as MAKE_CAMPAIGNS
from bijlisetu.complaints.actions import ending, owing, resolving, rising
from bijlisetu.complaints.taking import unproved
from bijlisetu.contact.hygiene import current
from bijlisetu.contact.hygiene.inspecting import INSPECT, inspect
from bijlisetu.contact.imports.receiving import READ_FILES
from bijlisetu.contact.kyc import actions as kyc
from bijlisetu.drives.honesty.looking import look_where_due
from bijlisetu.jobs.erasing import erase_granted
from bijlisetu.jobs.imports import run_next
from bijlisetu.jobs.months import turn_over
from bijlisetu.jobs.retention import let_go
from bijlisetu.memos.forgotten import SEND_KEYS, send_keys
from bijlisetu.outages.learning import pressing, rehanging
from bijlisetu.outages.learning.gathering import lapse
from bijlisetu.outages.ledgers import keeping
from bijlisetu.outages.measuring import booking
from bijlisetu.payments.callbacks import folding as callbacks
from bijlisetu.plumbing.database import totals
from bijlisetu.plumbing.database.wake import SETTLE, wake
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reach import unanswered
from bijlisetu.reports.books import BOOKS
from bijlisetu.reports.disclosure import making as disclosure
from bijlisetu.reports.evening import making as evening
from bijlisetu.reports.saved import counting as saved
from bijlisetu.runs import actions as runs
from bijlisetu.staff import actions as staff
from bijlisetu.systems import feed, once
from bijlisetu.systems.hooks.sending import hand_out, send_due
from bijlisetu.tracking.replies import taking

#: A job that runs long keeps newer jobs from being seen; it hands over instead.
TURN = 20.0
#: A worker that has not been heard of for so many seconds is dead: five heartbeats, as `bijlisetu work` sets them.
SILENT_FOR = 10


@app.task(name=SETTLE)
def settle() -> None:
    """Fold what has come in, hand out what people said, bring the ledger up to date: until nothing is left."""
    close_old_connections()  # where the database went away under the last job
    ends = time.monotonic() + TURN
    while time.monotonic() < ends:
        folded = tracking.fold(at=datetime.now(UTC), numbers=settings.WHATSAPP_PHONE_NUMBER_IDS)
        paid = callbacks.fold(at=datetime.now(UTC))
        taken = taking.hand_out(at=datetime.now(UTC))
        seen = reach.refresh(at=datetime.now(UTC))
        if not folded and not paid and not taken and not seen:
            return
    wake()


@app.periodic(cron="* * * * *")
@app.task(name="settle_by_the_clock", queueing_lock="settle_by_the_clock")
def settle_by_the_clock(timestamp: int) -> None:
    """Settle once a minute even if every wake-up call was lost."""
    wake()


@app.periodic(cron="* * * * * */5")
@app.task(name="take_up_what_the_dead_left", queueing_lock="take_up_what_the_dead_left", pass_context=True)
async def take_up_what_the_dead_left(context: JobContext, timestamp: int) -> None:
    """Have the jobs done that a dead worker was at: nobody else starts one of the same lock before."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:  # the same waits already
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)


@app.periodic(cron="* * * * * */10")
@app.task(name="gather_totals", queueing_lock="gather_totals")
def gather_totals(timestamp: int) -> None:
    """Add to the totals what lies beside them, so that readers have little to add up."""
    for each in BOOKS:
        totals.gather(each, at=datetime.now(UTC))


@app.periodic(cron="* * * * * */10")
@app.task(name="seal_deeds", queueing_lock="seal_deeds")
def seal_deeds(timestamp: int) -> None:
    """Put on the chain what was written in the book of deeds; nobody who writes there waits for it."""
    chain.seal(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="make_evening_reports", queueing_lock="make_evening_reports", lock="make_evening_reports")
def make_evening_reports(timestamp: int) -> None:
    """Make the reports of 18:00 as soon as it is, or as soon as we are up again; those that are made are not again."""
    if settings.CLOCK_FACTOR > 1:
        return  # a day that is played faster than life has its evening when the story says so
    evening.make_due(at=datetime.now(UTC))


@app.periodic(cron="53 * * * *")
@app.task(name="count_for_everybody", queueing_lock="count_for_everybody", lock="count_for_everybody")
def count_for_everybody(timestamp: int) -> None:
    """Count once a day what the public page shows of each office; a new office has its figures within the hour."""
    disclosure.make_due(at=datetime.now(UTC))


@app.periodic(cron="17 21 * * *")
@app.task(name="count_what_it_saves", queueing_lock="count_what_it_saves", lock="count_what_it_saves")
def count_what_it_saves(timestamp: int) -> None:
    """Count each night who paid how soon, and what was sent: so no page looks at every bill."""
    saved.count(at=datetime.now(UTC))


@app.periodic(cron="41 * * * *")
@app.task(name="tidy_totals", queueing_lock="tidy_totals")
def tidy_totals(timestamp: int) -> None:
    """Let totals of days long past be gathered by days, and drop those of nothing."""
    for each in BOOKS:
        totals.tidy(each, at=datetime.now(UTC))


@app.periodic(cron="*/15 * * * *")
@app.task(name="gather_signs", queueing_lock="gather_signs")
def gather_signs(timestamp: int) -> None:
    """Gather what tries say of their addresses: people's KYC shows within minutes who is on WhatsApp."""
    health.gather(at=datetime.now(UTC))


@app.periodic(cron="17 */3 * * *")
@app.task(name="judge_addresses", queueing_lock="judge_addresses")
def judge_addresses(timestamp: int) -> None:
    """Gather what tries say of their addresses, watch for carriers in trouble, and judge each day once it is over."""
    at = datetime.now(UTC)
    health.gather(at=at)
    health.judge(at=at)


@app.periodic(cron="40 20 * * *")
@app.task(name=INSPECT, queueing_lock=INSPECT)
def inspect_numbers(timestamp: int) -> None:
    """Let the rules of hygiene look at all numbers every night; they act only where an officer lets them."""
    at = datetime.now(UTC)
    inspect(rules=current.rules(at=at), at=at, by=machines.CLOCK)


@app.periodic(cron="23 * * * *")
@app.task(name="look_at_meters", queueing_lock="look_at_meters", lock="look_at_meters")
def look_at_meters(timestamp: int) -> None:
    """See each hour which meters fell silent and whose mode begins, and warn whom no file has led to."""
    metering.look(at=datetime.now(UTC))


@app.periodic(cron="11 * * * *")
@app.task(name="visit_the_unanswered", queueing_lock="visit_the_unanswered")
def visit_the_unanswered(timestamp: int) -> None:
    """Make a task of whose number was asked whose it is, and has not proved itself within some days."""
    unanswered.open_tasks(at=datetime.now(UTC), factor=settings.CLOCK_FACTOR)


@app.periodic(cron="* * * * * */10")
@app.task(name="refresh_kyc", queueing_lock="refresh_kyc")
def refresh_kyc(timestamp: int) -> None:
    """Bring what is missing of people's KYC up to date with what they said and what carriers told."""
    ends = time.monotonic() + TURN
    while time.monotonic() < ends and kyc.refresh():
        pass


@app.periodic(cron="* * * * *")
@app.task(name=READ_FILES, queueing_lock=READ_FILES, lock=READ_FILES)
def read_files(timestamp: int) -> None:
    """Read the files that came through the browser, one at a time, and undo those that were wrong."""
    while run_next():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="pass_time_of_outages", queueing_lock="pass_time_of_outages", lock="pass_time_of_outages")
def pass_time_of_outages(timestamp: int) -> None:
    """Note which planned hours came and which promised times passed; let go of suspicions nobody speaks of."""
    outages.pass_time(at=datetime.now(UTC))
    lapse(at=datetime.now(UTC))


@app.periodic(cron="* * * * * */30")
@app.task(name=pressing.HEAR, queueing_lock=pressing.HEAR, lock=pressing.HEAR)
def hear_presses_of_the_web(timestamp: int) -> None:
    """Hear who pressed "no light" on the open web, behind the page: its time tells nobody which accounts there are."""
    while pressing.hear(at=datetime.now(UTC)):
        pass


@app.periodic(cron="10 21 * * *")
@app.task(name="propose_rehangings", queueing_lock="propose_rehangings", lock="propose_rehangings")
def propose_rehangings(timestamp: int) -> None:
    """Propose at night where the registry has somebody on a wrong transformer, by the outages they spoke of."""
    rehanging.propose(at=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *")
@app.task(name="book_interruptions", queueing_lock="book_interruptions", lock="book_interruptions")
def book_interruptions(timestamp: int) -> None:
    """Book the outages that are over as interruptions, by which the regulator's indices are counted."""
    while booking.book_over(at=datetime.now(UTC)):
        pass


@app.periodic(cron="*/2 * * * *")
@app.task(name="keep_ledgers_of_outages", queueing_lock="keep_ledgers_of_outages", lock="keep_ledgers_of_outages")
def keep_ledgers_of_outages(timestamp: int) -> None:
    """Count who was told of the outages whose receipts still come in."""
    keeping.keep(at=datetime.now(UTC))


@app.periodic(cron="29 * * * *")
@app.task(name="count_the_served", queueing_lock="count_the_served")
def count_the_served(timestamp: int) -> None:
    """Count the consumers of each feeder: the indices of the month are divided by its last count."""
    measuring.count_served(at=datetime.now(UTC))


@app.periodic(cron="* * * * * */5")
@app.task(name=proof.SEND_CODES, queueing_lock=proof.SEND_CODES, lock=proof.SEND_CODES)
def send_codes(timestamp: int) -> None:
    """Send codes that the open web asked for, behind the page: its time tells nobody which accounts there are."""
    while proof.send_waiting(at=datetime.now(UTC)):
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name=SEND_KEYS, queueing_lock=SEND_KEYS, lock=SEND_KEYS)
def send_password_codes(timestamp: int) -> None:
    """Send codes to who forgot their password, behind the page: its time tells nobody which logins there are."""
    send_keys(at=datetime.now(UTC), secret=settings.SECRET_KEY)


@app.periodic(cron="* * * * * */5")
@app.task(name="finish_runs", queueing_lock="finish_runs")
def finish_runs(timestamp: int) -> None:
    """Close the book of every run whose notices are all settled."""
    runs.finish(at=datetime.now(UTC))


@app.periodic(cron="*/2 * * * *")
@app.task(name="erase_what_was_decided", queueing_lock="erase_what_was_decided", lock="erase_what_was_decided")
def erase_what_was_decided(timestamp: int) -> None:
    """Erase what officers have decided."""
    erase_granted(at=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *")
@app.task(name="make_changes_that_waited", queueing_lock="make_changes_that_waited")
def make_changes_that_waited(timestamp: int) -> None:
    """Use the numbers to which nobody at the old one said no for a day; forget allowances long over."""
    at = datetime.now(UTC)
    while proof.make_due(at=at):
        continue
    proof.forget(at=at)


@app.periodic(cron="47 20 * * *")
@app.task(name="turn_over_months", queueing_lock="turn_over_months")
def turn_over_months(timestamp: int) -> None:
    """Make the months to come, and let go of what is past its time: at a quarter past two at night in India."""
    turn_over(at=datetime.now(UTC), keep=settings.KEEP_MONTHS)
    let_go(at=datetime.now(UTC))


@app.periodic(cron="23 2 * * *")
@app.task(name="clear_old_sessions", queueing_lock="clear_old_sessions")
def clear_old_sessions(timestamp: int) -> None:
    """Forget logins whose day is over: who left without logging out leaves no key behind."""
    SessionStore.clear_expired()
    staff.forget_askings(at=datetime.now(UTC))


@app.periodic(cron="* * * * * */5")
@app.task(name="tell_systems", queueing_lock="tell_systems", lock="tell_systems")
def tell_systems(timestamp: int) -> None:
    """Tell other systems of changes at the addresses that officers have named."""
    ends = time.monotonic() + TURN
    hand_out(at=datetime.now(UTC))
    inside = settings.WEBHOOKS_INSIDE
    while send_due(at=datetime.now(UTC), secret=settings.SECRET_KEY, inside=inside) and time.monotonic() < ends:
        pass


@app.periodic(cron="51 * * * *")
@app.task(name="forget_answers", queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    """Forget what systems were answered and told so long ago that none asks for it again."""
    once.forget(at=datetime.now(UTC))
    feed.forget(at=datetime.now(UTC))


@app.periodic(cron="* * * * * */10")
@app.task(name="gather_changes", queueing_lock="gather_changes")
def gather_changes(timestamp: int) -> None:
    """Gather what has happened to outages and complaints, for systems that follow."""
    feed.gather(at=datetime.now(UTC))


@app.periodic(cron="*/2 * * * *")
@app.task(name="close_doors_of_the_reached", queueing_lock="close_doors_of_the_reached")
def close_doors_of_the_reached(timestamp: int) -> None:
    """Take the doors off beats whose people are reached by now."""
    drives.close_reached(at=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *")
@app.task(name="look_at_visits", queueing_lock="look_at_visits", lock="look_at_visits")
def look_at_visits(timestamp: int) -> None:
    """Look for signals in the visits of drives where new ones came in, and keep them for the page."""
    look_where_due(at=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *")
@app.task(name="ask_unproved_numbers", queueing_lock="ask_unproved_numbers")
def ask_unproved_numbers(timestamp: int) -> None:
    """Ask numbers that were told without proof; what is known by now is nobody's work any more."""
    if settings.CLOCK_FACTOR > 1:
        return  # doors of a day that is played open again at its own hour, and not at the wall's
    calling.go_on(at=datetime.now(UTC))


@app.periodic(cron="*/2 * * * *")
@app.task(name="take_back_beats", queueing_lock="take_back_beats")
def take_back_beats(timestamp: int) -> None:
    """Take the beats of people whose posts have run out: nobody would walk them."""
    fieldwork.take_back(by=machines.CLOCK, at=datetime.now(UTC))


@app.periodic(cron="45 12 * * *")
@app.task(name="look_after_drives", queueing_lock="look_after_drives")
def look_after_drives(timestamp: int) -> None:
    """At a quarter past six in the evening, when people have walked and sent, see who holds up a drive."""
    drives.look_after(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="let_complaints_rise", queueing_lock="let_complaints_rise", lock="let_complaints_rise")
def let_complaints_rise(timestamp: int) -> None:
    """Bring complaints before the next officer as their time runs; there is no switch for it."""
    while rising.rise_due(at=datetime.now(UTC)):
        pass


@app.periodic(cron="* * * * * */30")
@app.task(name=unproved.OWN, queueing_lock=unproved.OWN, lock=unproved.OWN)
def own_complaints_of_the_web(timestamp: int) -> None:
    """Give complaints of the open web to their accounts, behind the page: its time tells nobody which there are."""
    while unproved.own(at=datetime.now(UTC)):
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(name="let_compensation_grow", queueing_lock="let_compensation_grow", lock="let_compensation_grow")
def let_compensation_grow(timestamp: int) -> None:
    """Bring up to date what is owed for complaints that are late and still open."""
    while owing.let_grow(at=datetime.now(UTC)) == owing.MOST:
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="tell_of_the_night", queueing_lock="tell_of_the_night", lock="tell_of_the_night")
def tell_of_the_night(timestamp: int) -> None:
    """Tell officers in the morning, in one message, which complaints came to them at night."""
    rising.tell_of_the_night(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="end_complaints_with_outages", queueing_lock="end_complaints_with_outages")
def end_complaints_with_outages(timestamp: int) -> None:
    """Join complaints to the outages that they are of, and ask their people when the light is back."""
    while ending.follow_all(at=datetime.now(UTC)):
        pass


@app.periodic(cron="23 * * * *")
@app.task(name="settle_silent_complaints", queueing_lock="settle_silent_complaints")
def settle_silent_complaints(timestamp: int) -> None:
    """Settle the silence of those for whom neighbours of the same fault speak."""
    resolving.settle_silent(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name=MAKE_CAMPAIGNS, queueing_lock=MAKE_CAMPAIGNS, lock=MAKE_CAMPAIGNS)
def make_campaigns(timestamp: int) -> None:
    """Make the messages of campaigns that officers asked for, and take back those of cancelled ones."""
    while campaigns.make_next(at=datetime.now(UTC)):
        pass


@app.periodic(cron="* * * * *")
@app.task(name=MAKE_RUNS, queueing_lock=MAKE_RUNS, lock=MAKE_RUNS)
def make_runs(timestamp: int) -> None:
    """Make the runs of bills that officers asked for in the browser, one after the other."""
    while make_next(at=datetime.now(UTC)):
        pass


@app.periodic(cron="10 4-7 * * *")
@app.task(name="look_after_arrears", queueing_lock="look_after_arrears", lock="look_after_arrears")
def look_after_arrears(timestamp: int) -> None:
    """From twenty to ten in the morning, remind whose turn it is; what broke down is taken up an hour later."""
    if settings.CLOCK_FACTOR > 1:
        return  # a day that is played faster than life has its reminders when the story says so
    arrears.look_after(at=datetime.now(UTC), by=machines.CLOCK)


@app.periodic(cron="*/5 * * * *")
@app.task(name="serve_notices_of_cut", queueing_lock="serve_notices_of_cut")
def serve_notices_of_cut(timestamp: int) -> None:
    """Write down which notices of disconnection were proved to arrive."""
    serving.serve_arrived(at=datetime.now(UTC))


@app.periodic(cron="* * * * * */5")
@app.task(name="tell_of_orders_withdrawn", queueing_lock="tell_of_orders_withdrawn")
def tell_of_orders_withdrawn(timestamp: int) -> None:
    """Tell consumers and crews within seconds that an order to cut was withdrawn."""
    cuts.tell_withdrawn(at=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="take_back_complained", queueing_lock="take_back_complained")
def take_back_complained(timestamp: int) -> None:
    """Take back the reminders of whoever has complained of their bill a moment ago."""
    pausing.take_back_complained(at=datetime.now(UTC))


@app.periodic(cron="5 19 * * *")
@app.task(name="keep_arrears_by_age", queueing_lock="keep_arrears_by_age")
def keep_arrears_by_age(timestamp: int) -> None:
    """After midnight in India, count what is owed by its age, as the day that has begun sees it."""
    at = datetime.now(UTC)
    ages.keep(on=day_in_india(at), at=at)
