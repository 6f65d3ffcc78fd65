"""How an alert gets to everybody: the door, the plan, the pace, the pump, and what happens on every event."""
