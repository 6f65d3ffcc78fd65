"""The ears and the mouth: the carrier's webhooks come in, documents that say what to do go out. Answered from our own
database and Redis only, never with a request to the carrier inside."""
