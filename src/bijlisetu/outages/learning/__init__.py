"""What people in the dark tell us adds up: which part of the network has failed, before anybody at the desk knows."""
