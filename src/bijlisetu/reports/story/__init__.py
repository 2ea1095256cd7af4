"""What happened between us and one person, told once: to the officer on a page, to the engineer in a terminal."""
