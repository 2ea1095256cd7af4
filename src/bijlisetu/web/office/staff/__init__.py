"""People at work: who may do what where, who comes, moves and goes."""
