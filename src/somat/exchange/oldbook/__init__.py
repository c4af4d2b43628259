"""Old books: a spreadsheet of an older register read into lines. Pure Python: no database, nothing written to disk."""
