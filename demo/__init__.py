"""The story of a night, played live from one command, and the servers that it needs."""
