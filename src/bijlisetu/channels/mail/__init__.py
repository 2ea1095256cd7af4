"""E-mail: letters posted and signed over a few kept connections, and the bounces that come back."""
