"""The database: embedded or given, and the few ways in which rooms ask it."""
