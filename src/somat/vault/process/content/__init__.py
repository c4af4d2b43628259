"""Documents at rest: the blob format, the store, and the opening of pages and originals."""
