"""Keys: what they are derived from, and everything that is done with them."""
