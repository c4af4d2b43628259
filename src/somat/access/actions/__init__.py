"""What is done to rights and circles; each act is one transaction with one leaf."""

from somat.access.actions.circles import NUMBER, add_members, end_circle, first_members, grant_circle
from somat.access.actions.deputies import end_deputy, propose_deputy
from somat.access.actions.leaving import leave, transfer
from somat.access.actions.proposals import (
    BookLike,
    confirm,
    propose_book,
    propose_clearance,
    propose_inspector,
    propose_role,
    propose_substitute,
    refuse,
    take_over,
)

__all__ = [
    "NUMBER",
    "BookLike",
    "add_members",
    "confirm",
    "end_circle",
    "end_deputy",
    "first_members",
    "grant_circle",
    "leave",
    "propose_book",
    "propose_clearance",
    "propose_deputy",
    "propose_inspector",
    "propose_role",
    "propose_substitute",
    "refuse",
    "take_over",
    "transfer",
]
