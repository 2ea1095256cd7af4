"""Nothing lost, nothing twice: the real processes in trouble, and the carriers' own log as the judge."""
