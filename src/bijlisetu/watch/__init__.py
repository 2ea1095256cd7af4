"""Is it going out, and is anything wrong? Alarms, lanes, senders and vital signs, read and never written."""
