"""The office for the tests of this room."""

from tests.office import machine, office

__all__ = ["machine", "office"]
