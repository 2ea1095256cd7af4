"""What a connection owes: entries that balance and never change, and the balances and totals that follow from them."""
