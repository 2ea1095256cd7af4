"""What this room takes from a row of the registry's export."""

FIELDS = ("mobile", "email")
