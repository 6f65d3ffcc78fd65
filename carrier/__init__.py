"""The phone world: numbers, messages, calls, and the company that carries them. Knows no networks and no flows."""
