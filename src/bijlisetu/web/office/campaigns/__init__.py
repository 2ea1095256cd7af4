"""Pages of notices to all: which there are, a new one, who was told and who was not."""
