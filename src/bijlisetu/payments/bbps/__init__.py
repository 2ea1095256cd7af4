"""The Bharat Bill Payment System asks what an account owes, and tells who has paid: we answer as its biller."""
