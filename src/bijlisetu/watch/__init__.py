"""Whether sending is well: queues, senders, incidents, and the reasons that nobody can mend for us."""
