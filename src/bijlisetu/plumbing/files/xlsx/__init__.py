"""Workbooks read as a stream, so that lakhs of rows need no memory."""
