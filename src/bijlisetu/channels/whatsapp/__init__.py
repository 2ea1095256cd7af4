"""WhatsApp's Cloud API: letters out, webhooks in, and every code of Meta's in our own words."""
