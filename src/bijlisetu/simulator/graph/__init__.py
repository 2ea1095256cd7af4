"""The Graph API: WhatsApp messages, media and templates, with signed webhooks."""
