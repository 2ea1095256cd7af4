"""The help of the office's pages."""
