"""Views of the books' desk; each speaks, none decides."""
