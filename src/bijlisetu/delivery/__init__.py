"""The engine: it claims a letter, carries it, records the answer; none is lost, none is sent twice by us."""
