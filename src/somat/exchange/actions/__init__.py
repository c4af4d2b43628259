"""What is done at the desk: envelopes, and old books taken in."""
