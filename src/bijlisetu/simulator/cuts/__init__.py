"""What is true of the light: which wires truly feed whom, when it is dark where, who says so, and who lies of it."""
