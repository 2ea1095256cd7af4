"""WhatsApp by Meta's Cloud API: templates, session messages, media, and signed webhooks."""
