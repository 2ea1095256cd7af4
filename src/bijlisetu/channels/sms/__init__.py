"""SMS of whatever operator: the text within TRAI's rules, its parts, its receipts."""
