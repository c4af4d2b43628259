"""The desk of the two books: looking, writing, one line."""
