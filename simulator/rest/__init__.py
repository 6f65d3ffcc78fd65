"""The carrier's REST API, as far as the application asks for it."""
