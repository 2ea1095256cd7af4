"""Commands that ask and change nothing: reports, the way of one bill, and the chain."""
