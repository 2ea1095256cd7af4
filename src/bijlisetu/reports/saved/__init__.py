"""What reaching people saves, shown and not claimed: paper, visits, days until they pay, and what reminders do."""
