"""What is owed and late: reminders up a ladder, notices and orders, and none of them after the money came."""
