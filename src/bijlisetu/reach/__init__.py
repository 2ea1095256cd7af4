"""How far each thing said got with each consumer, with its evidence; who was not reached becomes a task."""
