"""What runs in the background or by the clock: each job calls one deed of a room."""
