"""Beats on paper: a sheet with a serial number and boxes for each door, keyed in by sheet and line."""
