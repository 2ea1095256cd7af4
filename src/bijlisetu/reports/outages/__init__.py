"""How outages were promised, told and counted: for the desk, the public page and the regulator."""
