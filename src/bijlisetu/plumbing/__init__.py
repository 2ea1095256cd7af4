"""Helpers without electricity in them: settings, database, files, logs, signed links."""
