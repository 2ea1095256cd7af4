"""The carriers, for demo and tests: a Graph API, an SMSC and an SMTP server behaving after a hidden truth."""
