"""Exchange: envelopes at the desk and the import of old books."""
