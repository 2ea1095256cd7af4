"""What people at work do at doors, whatever for: rounds, beats, doors, visits, devices; what is asked is a form."""
