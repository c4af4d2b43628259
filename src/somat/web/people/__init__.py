"""The desk of people and rights; logging in and out."""
