"""How many people lack what, by feeder: kept by triggers as their KYC moves."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

KYC = Totals(table="contact_kyctotal", keys=("feeder_id", "missing"), number="people", view="contact_kyc_counted")
ALL = (KYC,)
