"""What we remember: the tables, and the questions asked of them, together."""
