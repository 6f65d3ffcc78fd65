"""TwiML, read and obeyed."""
