"""Adjustments and write-offs: one officer asks, another sanctions, and no further than their post reaches."""
