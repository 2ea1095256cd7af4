"""What hangs on which line at an instant: transfers and back-feeds by dates, and what lies below an element then."""
