"""Commands of whoever runs the system: processes, tables, copies, and what is in order."""
