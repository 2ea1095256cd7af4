"""Letters by SMTP, signed, and what mail servers say of them at once or later by a bounce."""
