"""Who did what to which record, and when: written once, in the transaction of the deed, and never changed."""
