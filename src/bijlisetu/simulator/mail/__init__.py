"""The mailboxes' SMTP server (RFC 5321), with bounces (RFC 3464)."""
