"""SMS over SMPP 3.4: a session, a window, and receipts on the same line."""
