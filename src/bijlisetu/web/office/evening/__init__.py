"""The report of 18:00 as pages: the figures as they were sent, and the rows behind them."""
