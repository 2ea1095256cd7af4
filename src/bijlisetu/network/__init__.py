"""Offices from company to section, and substations, feeders and transformers below them, as they stood on any day."""
