"""Re-deriving the whole journal from the database: every leaf, every place, every checkpoint, every row. No key needed."""
