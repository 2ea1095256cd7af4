"""Arrears paid in instalments: schemes as dated files, the schedule, and whether a plan is kept."""
