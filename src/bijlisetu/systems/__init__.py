"""What other systems of the department ask of this one and are told by it: each deed once, each change in its order."""
