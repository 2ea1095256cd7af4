"""Commands that tell people by the thousand, and let it out or stop it."""
