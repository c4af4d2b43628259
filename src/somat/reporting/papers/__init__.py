"""Papers: one-off forms (slips, minutes, notices, books to be filled by hand) drawn from folders of data."""
