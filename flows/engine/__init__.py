"""What makes the tables walk: the vocabulary, the walk itself, the words, the check and the drawing."""
