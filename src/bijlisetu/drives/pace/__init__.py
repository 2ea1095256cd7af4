"""How fast a drive goes, how fast it must go, and when it will be done."""
