"""Pages of runs: may this run go out, who let it out, and what became of every message of it."""
