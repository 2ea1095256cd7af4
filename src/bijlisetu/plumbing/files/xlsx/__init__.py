"""Sheets of Excel, read and written a row at a time, whatever their size."""
