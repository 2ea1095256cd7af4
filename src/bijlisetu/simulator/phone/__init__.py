"""What a person saw: their phone as a chat screen one can answer from, their mailbox as a list of mails."""
