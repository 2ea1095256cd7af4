"""What the billing system hands over: bills by its tariff, exports in its columns, broken lines among them."""
