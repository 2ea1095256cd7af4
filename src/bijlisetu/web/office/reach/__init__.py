"""Pages of reach: how many people something reached, who they are, and the same as a table."""
