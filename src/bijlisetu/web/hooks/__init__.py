"""Doors for machines: what carriers tell us, and signs of life for monitoring; answered without the pages."""
