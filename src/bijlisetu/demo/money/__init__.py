"""A month of money: bills, payments by every way with every slip, and the books held against the bank's."""
