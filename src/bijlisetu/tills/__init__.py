"""The cash desk: a clerk's till of one day, its receipts without a gap, and its closing, which nobody changes."""
