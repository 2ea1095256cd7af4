"""Who looks after which feeder on which day: offices in their order, and the lines below the lowest."""
