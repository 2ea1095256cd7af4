"""The SMSC: SMPP 3.4 with DLT scrubbing, delivery receipts and answers from phones."""
