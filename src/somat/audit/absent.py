"""The one answer to a look-up of what is not there and of what this person may not see."""


class NotFound(LookupError):
    """Absent, or hidden from this person: the same answer (404)."""
