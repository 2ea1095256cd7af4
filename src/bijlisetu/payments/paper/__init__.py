"""Receipts and slips of what is owed, on A6 paper and on the 58 mm roll of a thermal printer."""
